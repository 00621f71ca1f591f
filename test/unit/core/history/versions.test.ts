import assert from 'node:assert/strict';
import type { Recipe } from '../../../../src/core/model/recipe';
import { versionsOf, type MadeImage } from '../../../../src/core/history/versions';

interface Made extends MadeImage {
  readonly sha256: string;
}

/** An image of that hash, made from another one on that day. */
function made(sha256: string, from: string | undefined, day: number, use: 'asset' | 'style' = 'asset'): Made {
  const recipe: Recipe = {
    version: 1,
    generator: 'Easel',
    date: `2026-01-${String(day).padStart(2, '0')}T00:00:00Z`,
    prompt: sha256,
    providerId: 'p',
    providerLabel: 'P',
    modelId: 'm',
    options: { aspectRatio: '', size: '', quality: '' },
    references: from === undefined ? [] : [{ path: `${from}.png`, sha256: from, use }],
    delivered: { width: 1, height: 1, format: 'png' },
    differences: [],
  };
  return { sha256, recipe };
}

describe('Versions of an image', () => {
  const hashes = (entries: readonly Made[], image: Made, most = 24): readonly string[] =>
    versionsOf(entries.toReversed(), image, most).map(({ sha256 }) => sha256);

  it('are all that were made from each other, oldest first, wherever one stands', () => {
    const [a, b, c, other] = [
      made('a', undefined, 1),
      made('b', 'a', 2),
      made('c', 'b', 3),
      made('x', undefined, 4),
    ];
    for (const image of [a, b, c]) {
      assert.deepEqual(hashes([a, b, c, other], image), ['a', 'b', 'c']);
    }
    assert.deepEqual(hashes([a, b, c, other], other), ['x']);
  });

  it('keep both branches after someone went back', () => {
    const entries = [made('a', undefined, 1), made('b', 'a', 2), made('c', 'a', 3)];
    assert.deepEqual(hashes(entries, entries[2]!), ['a', 'b', 'c']);
  });

  it('begin with the image that Easel did not make, by its path', () => {
    const edit = made('b', 'photo', 2);
    const [first] = versionsOf([edit], edit, 24);
    assert.deepEqual(first, { sha256: 'photo', entry: undefined, path: 'photo.png', date: '' });
    assert.deepEqual(hashes([edit], edit), ['photo', 'b']);
  });

  it('are also those that a conversation went on from', () => {
    const [a, b] = [made('a', undefined, 1), made('b', undefined, 2)];
    const continued = { path: 'a.png', sha256: 'a' };
    assert.deepEqual(hashes([a], { ...b, recipe: { ...b.recipe, continued } }), ['a', 'b']);
  });

  it('a reference for style alone is no earlier version', () => {
    const entries = [made('a', undefined, 1), made('b', 'a', 2, 'style')];
    assert.deepEqual(hashes(entries, entries[1]!), ['b']);
  });

  it('of an image that the history does not know are read from its own recipe', () => {
    const a = made('a', undefined, 1);
    assert.deepEqual(hashes([a], made('b', 'a', 2)), ['a', 'b']);
  });

  it('where there are too many, the newest are kept and those on the way to the image', () => {
    const a = made('a', undefined, 1);
    const b = made('b', 'a', 2);
    const many = Array.from({ length: 9 }, (_, index) => made(`c${index}`, 'a', 10 + index));
    assert.deepEqual(hashes([a, b, ...many], b, 4), ['a', 'b', 'c7', 'c8']);
  });

  it('recipes that lead in a circle come to an end', () => {
    const entries = [made('a', 'b', 1), made('b', 'a', 2)];
    assert.deepEqual([...hashes(entries, entries[0]!)].sort(), ['a', 'b']);
  });
});
