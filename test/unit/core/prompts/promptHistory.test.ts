import assert from 'node:assert/strict';
import {
  keptPrompts,
  withFavourite,
  withoutPrompt,
  withPrompt,
} from '../../../../src/core/prompts/promptHistory';
import type { KeptPrompt } from '../../../../src/core/prompts/promptHistory';

const listOf = (...texts: readonly string[]): readonly KeptPrompt[] =>
  texts.map((text) => ({ text, isFavourite: false }));
const textsOf = (prompts: readonly KeptPrompt[]): readonly string[] => prompts.map(({ text }) => text);

describe('prompt history', () => {
  it('has the newest first, and a prompt once', () => {
    const prompts = ['a', 'b', 'a'].reduce(withPrompt, listOf());
    assert.deepEqual(textsOf(prompts), ['a', 'b']);
  });

  it('keeps the mark of a favourite that is sent again', () => {
    const marked = withFavourite(listOf('a', 'b'), 'b', true);
    assert.deepEqual(withPrompt(marked, 'b')[0], { text: 'b', isFavourite: true });
  });

  it('takes a favourite that was never sent, and lets marks be taken off', () => {
    const marked = withFavourite(listOf('a'), 'new', true);
    assert.deepEqual(marked[0], { text: 'new', isFavourite: true });
    assert.deepEqual(withFavourite(marked, 'new', false)[0], { text: 'new', isFavourite: false });
  });

  it('forgets a prompt', () => {
    assert.deepEqual(textsOf(withoutPrompt(listOf('a', 'b'), 'a')), ['b']);
  });

  it('holds nothing empty and nothing endless', () => {
    assert.deepEqual(withPrompt(listOf(), ' \n'), []);
    assert.deepEqual(withPrompt(listOf(), 'x'.repeat(20_001)), []);
  });

  it('drops the oldest beyond its bounds, and favourites last', () => {
    const many = Array.from({ length: 250 }, (_, index) => `prompt ${index}`);
    const prompts = many.reduce(withPrompt, withFavourite(listOf(), 'mine', true));
    assert.equal(prompts.length, 200);
    assert.equal(prompts[0]?.text, 'prompt 249');
    assert.equal(prompts.at(-1)?.text, 'mine');
    const long = many.slice(0, 20).map((text) => text.padEnd(20_000, '.'));
    assert.equal(long.reduce(withPrompt, listOf()).length, 15);
  });

  it('comes back from storage, and damaged it is nothing', () => {
    const prompts = withFavourite(listOf('a'), 'b', true);
    assert.deepEqual(keptPrompts.safeParse(JSON.parse(JSON.stringify(prompts))).data, prompts);
    for (const damaged of [undefined, {}, [{ text: 5 }], 'x']) {
      assert.equal(keptPrompts.safeParse(damaged).success, false);
    }
  });
});
