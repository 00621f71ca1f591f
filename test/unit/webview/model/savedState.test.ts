import assert from 'node:assert/strict';
import { pageMessage } from '../../../../src/protocol/pageMessages';
import { startOfDay } from '../../../../src/webview/model/historyDates';
import {
  isSavedAlike,
  restoredState,
  savedStateOf,
  type SavedState,
} from '../../../../src/webview/model/savedState';
import type { Action } from '../../../../src/webview/model/state';
import { update } from '../../../../src/webview/update';
import { everything } from '../../../../src/webview/update/history';
import { job, pageState } from '../fixtures';

const query = { ...everything, text: 'boat', since: startOfDay(6) };
const place = { first: 12, above: 0.25 };
const refineWishes = { 'file:///fox.png': { prompt: 'in snow', sent: '', jobId: '' } };
const older = (saved: unknown): Partial<SavedState> => saved as Partial<SavedState>;

describe('What outlives a hidden page', () => {
  it('is the form, what the history is narrowed to, where it is scrolled to, and what was typed into Refine', () => {
    const acts: readonly Action[] = [
      { type: 'historyQueried', query },
      { type: 'scrolled', place },
    ];
    const state = { ...acts.reduce(update, pageState()), refineWishes };
    const saved = JSON.parse(JSON.stringify(savedStateOf(state))) as SavedState;
    const restored = restoredState(saved);
    assert.deepEqual(restored, { ready: { form: state.form, query }, place, refineWishes });
    const { ready } = restored;
    assert.deepEqual(pageMessage.parse({ type: 'ready', ...ready }), { type: 'ready', ...ready });
  });

  it('is saved anew with each of them, and with nothing else', () => {
    const state = pageState({ jobs: [job('1')] });
    const changes: readonly Action[] = [
      { type: 'promptEdited', prompt: 'a dog' },
      { type: 'historyQueried', query },
      { type: 'scrolled', place },
    ];
    for (const action of changes) {
      assert.equal(isSavedAlike(state, update(state, action)), false, action.type);
    }
    assert.equal(isSavedAlike(state, { ...state, refineWishes }), false);
    assert.equal(isSavedAlike(state, update(state, { type: 'jobRemoved', id: '1' })), true);
  });

  it('may be of an older release, which saved the form alone, or of another one', () => {
    const { form } = pageState();
    const nothing = { place: undefined, refineWishes: {} };
    assert.deepEqual(restoredState(undefined), { ready: {}, ...nothing });
    assert.deepEqual(restoredState({ form }), { ready: { form }, ...nothing });
    const other = { form, place: { first: 'x' }, refineWishes: { a: 'in snow', b: null } };
    assert.deepEqual(restoredState(older(other)), { ready: { form }, ...nothing });
    const message = { type: 'ready', form, query: { text: 1 } };
    assert.deepEqual(pageMessage.parse(message), { type: 'ready', form, query: undefined });
  });

  it('holds no date that is not offered any more', () => {
    const yesterday = { ...query, since: startOfDay(1) };
    assert.equal(restoredState({ query: yesterday }).ready.query?.since, 0);
    assert.equal(restoredState({ query }).ready.query?.since, query.since);
  });
});
