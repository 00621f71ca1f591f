import assert from 'node:assert/strict';
import type { Action, PageState } from '../../../../src/webview/model/state';
import { update } from '../../../../src/webview/update';
import { pageState } from '../fixtures';

const after = (state: PageState, ...actions: readonly Action[]): PageState => actions.reduce(update, state);
const older = { type: 'promptWalked', direction: 'older' } as const;
const newer = { type: 'promptWalked', direction: 'newer' } as const;
const listOf = (...texts: readonly string[]) => texts.map((text) => ({ text, isFavourite: false }));

describe('page state: earlier prompts', () => {
  const state = pageState({ form: { prompt: 'draft' }, prompts: listOf('c', 'b', 'a') });
  const shown = (...actions: readonly Action[]): string => after(state, ...actions).form.prompt;

  it('are gone through from the newest to the oldest, and no further', () => {
    assert.equal(shown(older), 'c');
    assert.equal(shown(older, older, older), 'a');
    assert.equal(shown(older, older, older, older), 'a');
  });

  it('lead back to the draft, which nothing follows', () => {
    assert.equal(shown(older, older, newer), 'c');
    assert.equal(shown(older, older, newer, newer), 'draft');
    assert.equal(after(state, newer), state);
    assert.equal(shown(older, newer, newer), 'draft');
  });

  it('are announced with their place', () => {
    assert.match(after(state, older, older).announcement.text, /^Prompt 2 of 3: b/u);
    assert.match(after(state, older, newer).announcement.text, /^Your prompt: draft/u);
  });

  it('pass over the one that is in the box', () => {
    const same = pageState({ form: { prompt: 'c' }, prompts: listOf('c', 'b') });
    assert.equal(after(same, older).form.prompt, 'b');
  });

  it('become a draft when they are changed', () => {
    const edited = after(state, older, { type: 'promptEdited', prompt: 'c!' });
    assert.equal(after(edited, newer), edited);
    assert.equal(after(edited, older, newer).form.prompt, 'c!');
  });

  it('keep the draft when one of them is sent and moves to the front', () => {
    const sent = after(state, older, older, { type: 'prompts', prompts: listOf('b', 'c', 'a') });
    assert.equal(after(sent, newer).form.prompt, 'draft');
    assert.equal(after(sent, older).form.prompt, 'c');
  });

  it('can be taken from a list, and the draft comes back', () => {
    const picked = after(state, { type: 'promptPicked', prompt: 'a' });
    assert.equal(picked.form.prompt, 'a');
    assert.equal(after(picked, newer, newer, newer).form.prompt, 'draft');
  });

  it('have the unsent draft before them when one of them is changed', () => {
    const edited = after(state, older, { type: 'promptEdited', prompt: 'c!' });
    assert.equal(after(edited, older).form.prompt, 'draft');
    assert.equal(after(edited, older, older).form.prompt, 'c');
    assert.equal(after(edited, older, newer).form.prompt, 'c!');
  });

  it('have the unsent draft before them when a recipe takes its place', () => {
    const fill = { type: 'fillForm', form: { prompt: 'recipe' }, references: [] } as const;
    const filled = after(state, fill);
    assert.equal(filled.form.prompt, 'recipe');
    assert.equal(after(filled, older).form.prompt, 'draft');
    assert.equal(after(filled, older, newer).form.prompt, 'recipe');
    const walking = after(state, older, older, fill);
    assert.equal(after(walking, older).form.prompt, 'draft');
    assert.equal(after(walking, newer), walking);
  });

  it('leave a draft alone when what is filled in has no prompt', () => {
    const walking = after(state, older, { type: 'fillForm', form: { size: '2K' }, references: [] });
    assert.equal(after(walking, newer).form.prompt, 'draft');
  });

  it('take in a draft that was sent after all, and keep one that was not', () => {
    const pick = (prompt: string): Action => ({ type: 'promptPicked', prompt });
    const fill = (prompt: string): Action => ({ type: 'fillForm', form: { prompt }, references: [] });
    const kept = after(state, fill('recipe'), fill('other'), pick('recipe'), {
      type: 'prompts',
      prompts: listOf('recipe', 'c', 'b', 'a'),
    });
    assert.deepEqual(kept.drafts, ['draft']);
    assert.equal(after(kept, newer).form.prompt, 'draft');
    assert.equal(after(kept, newer, newer).form.prompt, 'other');
  });

  it('do nothing where there are none', () => {
    const empty = pageState({ prompts: [] });
    assert.equal(after(empty, older), empty);
  });
});
