import assert from 'node:assert/strict';
import { presetAddition, styleFileAddition } from '../../../../src/core/prompts/promptAddition';
import type { AdditionsView, StyleFileView } from '../../../../src/protocol/views';
import { chosenAdditions, sentPrompt } from '../../../../src/webview/model/additions';
import { findProblems } from '../../../../src/webview/model/problems';
import type { Action, PageState } from '../../../../src/webview/model/state';
import { update } from '../../../../src/webview/update';
import { pageState, provider } from '../fixtures';

const after = (state: PageState, ...actions: readonly Action[]): PageState => actions.reduce(update, state);
const flat = presetAddition({ name: 'Flat', before: 'An icon of', after: ', flat' });
const wide = presetAddition({ name: 'Wide', before: '', after: '' });
const style = styleFileAddition('.easel/style.md', 'Only blue 😀.');
const styleFile = (differences: Partial<StyleFileView> = {}): StyleFileView => ({
  ...style,
  choice: 'used',
  problem: '',
  ...differences,
});
const additions = (differences: Partial<AdditionsView> = {}): AdditionsView => ({
  presets: [
    flat,
    { ...wide, model: { providerId: 'vendor', modelId: 'other' }, aspectRatio: '16:9' },
    { ...wide, name: 'Gone model', model: { providerId: 'nobody', modelId: 'x' }, aspectRatio: '7:5' },
  ],
  styleFile: styleFile(),
  ...differences,
});
const namesOf = (state: PageState): readonly string[] => chosenAdditions(state).map(({ name }) => name);

describe('page state: what is put around the prompt', () => {
  const state = pageState({
    additions: additions(),
    providers: [provider('vendor', { model: { maxPromptLength: 60 }, other: {} })],
  });
  const picked = (...presets: readonly string[]): PageState =>
    after(state, { type: 'additionsPicked', presets, styleFile: true });

  it('is sent with the prompt, and not before one is written', () => {
    const written = after(picked('Flat'), { type: 'promptEdited', prompt: ' a cat ' });
    assert.equal(sentPrompt(written), 'An icon of\na cat, flat\n\nOnly blue 😀.');
    assert.equal(sentPrompt(after(written, { type: 'promptEdited', prompt: ' ' })), '');
  });

  it('counts against the limit of the model', () => {
    const long = after(picked('Flat'), { type: 'promptEdited', prompt: 'x'.repeat(35) });
    const [problem] = findProblems(long);
    assert.match(problem?.text ?? '', /^The prompt has 66 characters; this model takes 60\./u);
    assert.deepEqual(findProblems(after(long, { type: 'styleFileToggled' })), []);
  });

  it('counts the longest of the variations, and none of their braces', () => {
    const varied = after(state, { type: 'promptEdited', prompt: '{ant|bee|zebra}' });
    assert.equal(sentPrompt(varied), `{ant|bee|zebra}${style.after}`);
    assert.equal(sentPrompt(after(varied, { type: 'variationsToggled' })), `zebra${style.after}`);
  });

  it('holds only presets that exist', () => {
    assert.deepEqual(namesOf(picked('Flat', 'Nobody knows')), ['Flat', '.easel/style.md']);
  });

  it('brings the model and the ratio of a new preset, where they are offered', () => {
    const { form } = picked('Wide');
    assert.deepEqual([form.modelId, form.aspectRatio], ['other', '16:9']);
    const gone = picked('Gone model').form;
    assert.deepEqual([gone.modelId, gone.aspectRatio], ['model', '']);
  });

  it('leaves the model alone that was chosen after a preset', () => {
    const changed = after(
      picked('Wide'),
      { type: 'modelPicked', providerId: 'vendor', modelId: 'model' },
      { type: 'additionsPicked', presets: ['Wide', 'Flat'], styleFile: true },
    );
    assert.equal(changed.form.modelId, 'model');
    assert.match(changed.announcement.text, /^Added to the prompt: Flat/u);
  });

  it('can be taken off again', () => {
    const without = after(picked('Flat', 'Wide'), { type: 'presetRemoved', name: 'Flat' });
    assert.deepEqual(namesOf(without), ['Wide', '.easel/style.md']);
    assert.deepEqual(namesOf(after(without, { type: 'styleFileToggled' })), ['Wide']);
  });

  it('has no style file before a yes, after a no, and where it cannot be read', () => {
    for (const differences of [
      { choice: 'asked' },
      { choice: 'left' },
      { problem: 'too large' },
    ] satisfies Partial<StyleFileView>[]) {
      const other = after(state, {
        type: 'additions',
        additions: additions({ styleFile: styleFile(differences) }),
      });
      assert.deepEqual(namesOf(other), []);
    }
  });
});
