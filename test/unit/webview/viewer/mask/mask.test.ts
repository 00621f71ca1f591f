import assert from 'node:assert/strict';
import type { MaskView, PictureView } from '../../../../../src/protocol/viewerViews';
import { undoActOf } from '../../../../../src/webview/viewer/mask/maskKeys';
import { findProblems } from '../../../../../src/webview/model/problems';
import { recipeDifferences } from '../../../../../src/webview/gallery/recipeDifference';
import type { MaskState, ViewerAct } from '../../../../../src/webview/model/viewerState';
import type { Action, PageState } from '../../../../../src/webview/model/state';
import { update } from '../../../../../src/webview/update';
import { pageState, provider, reference } from '../../fixtures';

const mask = 'a'.repeat(64);
const otherMask = 'b'.repeat(64);
const [photo, logo] = [reference('photo.png'), reference('logo.png')];
const providers = [provider('vendor', { model: { mask: true }, bare: {} })];

const start = (form: object = {}): PageState => pageState({ providers, references: [photo, logo], form });
const after = (state: PageState, ...actions: readonly Action[]): PageState => actions.reduce(update, state);
const saved = (uri: string, kept: string, id = 'next'): Action => ({
  type: 'maskSaved',
  id,
  uri,
  mask: kept,
});

describe('page state: a mask', () => {
  it('is of the first reference, and is announced', () => {
    const state = after(start(), saved(photo.uri, mask));
    assert.equal(state.form.mask, mask);
    assert.match(state.announcement.text, /^Marked what is to change on photo\.png/u);
    const none = after(state, saved(photo.uri, ''));
    assert.equal(none.form.mask, '');
    assert.match(none.announcement.text, /^Removed the mark/u);
  });

  it('goes with a word when another reference is the first one, and comes back with its own', () => {
    const marked = after(start(), saved(photo.uri, mask));
    const moved = after(marked, { type: 'referenceMoved', uri: photo.uri, to: 1 });
    assert.equal(moved.form.mask, '');
    assert.deepEqual(moved.lostMask, { uri: photo.uri, mask });
    assert.match(
      moved.announcement.text,
      /^Moved photo\.png to position 2 of 2 The mark on photo\.png counts only while that is the first reference\./u,
    );
    const back = after(moved, { type: 'referenceMoved', uri: photo.uri, to: 0 });
    assert.equal(back.form.mask, mask);
    assert.equal(back.lostMask, undefined);
    assert.match(
      back.announcement.text,
      /^Moved photo\.png to position 1 of 2 The mark on photo\.png counts again\./u,
    );
  });

  it('goes when its reference is removed, and comes back when that is added again as the first', () => {
    const [only] = [pageState({ providers, references: [photo] })];
    const removed = after(only, saved(photo.uri, mask), { type: 'referenceRemoved', uri: photo.uri });
    assert.equal(removed.form.mask, '');
    const added = after(removed, { type: 'addReferences', references: [photo] });
    assert.equal(added.form.mask, mask);
  });

  it('stays when others are moved, removed or added behind', () => {
    const state = after(
      start(),
      saved(photo.uri, mask),
      { type: 'referenceRemoved', uri: logo.uri },
      { type: 'addReferences', references: [reference('new.png')] },
      { type: 'promptEdited', prompt: 'a dog' },
    );
    assert.equal(state.form.mask, mask);
  });

  it('that is kept after its reference lost the first place waits for it', () => {
    const late = after(start(), { type: 'referenceMoved', uri: photo.uri, to: 1 }, saved(photo.uri, mask));
    assert.equal(late.form.mask, '');
    assert.equal(after(late, { type: 'referenceMoved', uri: photo.uri, to: 0 }).form.mask, mask);
  });

  it('of what fills the form counts, also with another first reference', () => {
    const marked = after(start(), saved(photo.uri, mask));
    const references = [{ uri: logo.uri, use: 'asset' as const }];
    const filled = after(marked, {
      type: 'fillForm',
      form: { references, mask: otherMask },
      references: [logo],
    });
    assert.deepEqual([filled.form.mask, filled.lostMask], [otherMask, undefined]);
    const without = after(marked, { type: 'fillForm', form: { references, mask: '' }, references: [logo] });
    assert.equal(without.form.mask, '');
    const promptOnly = after(marked, { type: 'fillForm', form: { prompt: 'a dog' }, references: [] });
    assert.equal(promptOnly.form.mask, mask);
  });

  it('of a job that is edited counts, also where the form had the same one on another reference', () => {
    const marked = after(start(), saved(photo.uri, mask));
    const { folder: _, ...form } = marked.form;
    const references = [{ uri: logo.uri, use: 'asset' as const }];
    const edited = after(marked, {
      type: 'editForm',
      form: { ...form, references },
      references: [logo],
      folder: marked.folder,
    });
    assert.deepEqual([edited.form.mask, edited.lostMask], [mask, undefined]);
  });

  it('is removed for good', () => {
    const marked = after(start(), saved(photo.uri, mask));
    const removed = after(marked, { type: 'maskRemoved' });
    const again = after(
      removed,
      { type: 'referenceMoved', uri: photo.uri, to: 1 },
      { type: 'referenceMoved', uri: photo.uri, to: 0 },
    );
    assert.equal(again.form.mask, '');
    const lost = after(marked, { type: 'referenceMoved', uri: photo.uri, to: 1 }, { type: 'maskRemoved' });
    assert.equal(lost.lostMask, undefined);
  });

  it('that the model does not take keeps Generate back, and says how to go on', () => {
    const marked = after(start(), saved(photo.uri, mask));
    assert.deepEqual(findProblems(marked), []);
    const bare = after(marked, { type: 'modelPicked', providerId: 'vendor', modelId: 'bare' });
    assert.deepEqual(
      findProblems(bare).map(({ field, uri, text }) => [field, uri, text]),
      [
        [
          'references',
          photo.uri,
          'bare cannot be told which part is to change. Remove the mark or choose another model.',
        ],
      ],
    );
    assert.deepEqual(findProblems(after(bare, { type: 'maskRemoved' })), []);
  });

  it('is told of a model that is compared with', () => {
    const marked = after(start(), saved(photo.uri, mask), {
      type: 'comparedToggled',
      model: { providerId: 'vendor', modelId: 'bare' },
    });
    assert.match(
      findProblems(marked)[0]?.text ?? '',
      /^vendor · bare: bare cannot be told which part is to change\. Remove the mark or choose another model\./u,
    );
  });

  it('is a difference between a form and a recipe', () => {
    const offer = {
      ...{ id: 'r', name: 'a.png', origin: '', model: '', isModelKnown: true, references: [], missing: [] },
      ...{ notes: [], showsDifference: true },
    };
    const differences = (form: string, recipe: string): readonly unknown[] =>
      recipeDifferences(start({ mask: form }), {
        ...offer,
        form: { mask: recipe, providerId: 'vendor', modelId: 'model' },
      })
        .filter(({ label }) => label === 'What changes')
        .map(({ mine, theirs }) => [mine, theirs]);
    assert.deepEqual(differences(mask, mask), []);
    assert.deepEqual(differences('', ''), []);
    assert.deepEqual(differences('', mask), [['left open', 'a marked part']]);
    assert.deepEqual(differences(mask, ''), [['a marked part', 'left open']]);
    assert.deepEqual(differences(mask, otherMask), [['a marked part', 'another marked part']]);
  });
});

describe('page state: marking', () => {
  const picture: PictureView = {
    ...{
      uri: photo.uri,
      name: 'photo.png',
      source: 'photo',
      facts: '',
      format: 'png',
      width: 400,
      height: 200,
    },
  };
  const view: MaskView = { kind: 'mask', id: 'upload', picture, marked: '', problem: '' };
  const open = after(start(), { type: 'stage', stage: view, isNews: false });
  const act = (state: PageState, ...acts: readonly ViewerAct[]): PageState =>
    acts.reduce((before, each) => update(before, { type: 'stageAct', act: each }), state);
  const stageOf = ({ stage }: PageState): MaskState => {
    assert.equal(stage?.kind, 'mask');
    return stage;
  };
  const clear: ViewerAct = { act: 'maskMarked', operation: { kind: 'clear' } };
  const invert: ViewerAct = { act: 'maskMarked', operation: { kind: 'invert' } };

  it('remembers what was done in order, and undoes the last', () => {
    const done = act(open, clear, invert);
    assert.deepEqual(
      stageOf(done).operations.map(({ kind }) => kind),
      ['clear', 'invert'],
    );
    assert.deepEqual(
      stageOf(act(done, { act: 'maskUndone' })).operations.map(({ kind }) => kind),
      ['clear'],
    );
    assert.deepEqual(stageOf(act(open, { act: 'maskUndone' })).operations, []);
  });

  it('does again what was undone, in its order, until something else is marked', () => {
    const undo: ViewerAct = { act: 'maskUndone' };
    const redo: ViewerAct = { act: 'maskRedone' };
    const kinds = (...acts: readonly ViewerAct[]): readonly string[] =>
      stageOf(act(open, ...acts)).operations.map(({ kind }) => kind);
    assert.deepEqual(kinds(clear, invert, undo, undo, redo), ['clear']);
    assert.deepEqual(kinds(clear, invert, undo, undo, redo, redo, redo), ['clear', 'invert']);
    assert.deepEqual(kinds(clear, undo, undo, redo), ['clear']);
    assert.deepEqual(kinds(clear, undo, invert, redo), ['invert']);
  });

  it('has two keys that do it again, neither of which undoes', () => {
    const none = { ctrlKey: false, metaKey: false, shiftKey: false };
    const pressed = (key: string, held: object) => undoActOf({ ...none, ...held, key });
    assert.equal(pressed('z', { ctrlKey: true }), 'maskUndone');
    assert.equal(pressed('Z', { ctrlKey: true, shiftKey: true }), 'maskRedone');
    assert.equal(pressed('Z', { metaKey: true, shiftKey: true }), 'maskRedone');
    assert.equal(pressed('y', { ctrlKey: true }), 'maskRedone');
    assert.deepEqual(
      [pressed('y', {}), pressed('z', {}), pressed('e', { ctrlKey: true })],
      [undefined, undefined, undefined],
    );
  });

  it('has a brush from 1 to 50 hundredths', () => {
    assert.equal(stageOf(act(open, { act: 'maskBrush', brush: 0 })).brush, 1);
    assert.equal(stageOf(act(open, { act: 'maskBrush', brush: 99 })).brush, 50);
  });

  it('loses nothing where the mask could not be kept', () => {
    const busy = act(open, invert, { act: 'maskStarted' });
    assert.equal(stageOf(busy).isBusy, true);
    const failed = after(busy, {
      type: 'stage',
      stage: { ...view, id: 'next', problem: 'full' },
      isNews: true,
    });
    assert.deepEqual(
      [stageOf(failed).operations.length, stageOf(failed).isBusy, stageOf(failed).view.id],
      [1, false, 'next'],
    );
    const closed = after(failed, { type: 'stageClosed' });
    assert.equal(after(closed, { type: 'stage', stage: view, isNews: true }).stage, undefined);
  });

  it('that was closed before it was kept is found again as it was left, with its Undo', () => {
    const show = (marked = '', of = picture): Action => ({
      type: 'stage',
      stage: { ...view, id: 'next', marked, picture: of },
      isNews: false,
    });
    const kinds = (state: PageState): readonly string[] => stageOf(state).operations.map(({ kind }) => kind);
    const other = { ...picture, uri: logo.uri };
    const left = after(act(open, clear, invert, { act: 'maskUndone' }), { type: 'stageClosed' });
    const back = after(left, show());
    assert.deepEqual([kinds(back), stageOf(back).view.id], [['clear'], 'next']);
    assert.deepEqual(kinds(act(back, { act: 'maskRedone' })), ['clear', 'invert']);
    // Another image has its own, and another mask below is another beginning.
    assert.deepEqual(kinds(after(left, show('', other))), []);
    assert.deepEqual(kinds(after(left, show('mask'))), []);
    assert.deepEqual(kinds(after(left, show('', other), { type: 'stageClosed' }, show())), ['clear']);
    assert.deepEqual(kinds(after(back, saved(photo.uri, mask), { type: 'stageClosed' }, show('mask'))), []);
  });

  it('is closed when it is kept, and nothing else is', () => {
    const busy = act(open, clear, { act: 'maskStarted' });
    assert.equal(after(busy, saved(photo.uri, mask, view.id)).stage, undefined);
    const cancelled = after(busy, { type: 'stageClosed' });
    const again: Action = { type: 'stage', stage: { ...view, id: 'next' }, isNews: false };
    for (const state of [cancelled, after(cancelled, again)]) {
      assert.equal(after(state, saved(photo.uri, mask, view.id)), state);
    }
    // The page was hidden meanwhile, and has forgotten the stage.
    assert.equal(after(start(), saved(photo.uri, mask, view.id)).form.mask, mask);
  });

  it('begins anew once it was kept, also when the mark is removed', () => {
    const left = after(act(open, clear), { type: 'stageClosed' });
    const back = after(left, { type: 'stage', stage: { ...view, id: 'next' }, isNews: false });
    const kept = after(act(back, { act: 'maskStarted' }), saved(photo.uri, mask), { type: 'maskRemoved' });
    assert.deepEqual(stageOf(after(kept, { type: 'stage', stage: view, isNews: false })).operations, []);
  });
});
