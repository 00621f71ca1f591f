import assert from 'node:assert/strict';
import type { Action, PageState } from '../../../../src/webview/model/state';
import { update } from '../../../../src/webview/update';
import { everything, initialHistory } from '../../../../src/webview/update/history';
import { historyView, job, pageState, result } from '../fixtures';

const after = (state: PageState, ...actions: readonly Action[]): PageState => actions.reduce(update, state);
const namesOf = ({ history }: PageState): readonly string[] =>
  Array.from(history.rows, ([index, { name }]) => `${index} ${name}`);

describe('page state: the history', () => {
  const state = pageState({ results: [result('b.png'), result('a.png')] });
  const newer = historyView({ version: 2, total: 3, added: ['c.png'] });

  it('announces new images, and not that one was removed', () => {
    const more = after(state, { type: 'history', history: newer });
    assert.match(more.announcement.text, /^Saved c\.png/u);
    const fewer = after(more, { type: 'history', history: historyView({ version: 3, total: 2 }) });
    assert.equal(fewer.announcement, more.announcement);
  });

  it('is narrowed from the start to what the host says', () => {
    const query = { ...everything, text: 'boat' };
    const history = historyView({ isComplete: false });
    assert.deepEqual(initialHistory({ history, query, results: [] }).query, query);
  });

  it('draws the rows of the old list until those of the new one are here', () => {
    const waiting = after(state, { type: 'history', history: newer });
    assert.deepEqual(namesOf(waiting), ['0 b.png', '1 a.png']);
    assert.equal(waiting.history.rowsVersion, 1);
    const rows = [result('c.png'), result('b.png')];
    const arrived = after(waiting, { type: 'historyRows', version: 2, from: 0, rows });
    assert.deepEqual(namesOf(arrived), ['0 c.png', '1 b.png']);
    assert.equal(arrived.history.rowsVersion, 2);
  });

  it('takes a job off the list in the step that draws its images', () => {
    const working = { ...state, jobs: [job('2'), job('1')] };
    const told = after(working, { type: 'history', history: { ...newer, endedJobs: ['2'] } });
    assert.deepEqual(told.jobs, working.jobs);
    const again = after(told, { type: 'history', history: newer });
    const arrived = after(again, { type: 'historyRows', version: 2, from: 0, rows: [result('c.png')] });
    assert.deepEqual(arrived.jobs, [working.jobs[1]]);
  });

  it('takes a job off at once that had ended before the page began', () => {
    const working = { ...after(state, { type: 'history', history: newer }), jobs: [job('2'), job('1')] };
    const late = after(working, { type: 'history', history: historyView({ version: 1, endedJobs: ['2'] }) });
    assert.deepEqual(late.jobs, [working.jobs[1]]);
    assert.equal(late.history.version, 2);
  });

  it('takes no rows of a list that is another one by now', () => {
    const next = after(
      state,
      { type: 'history', history: newer },
      { type: 'historyRows', version: 1, from: 0, rows: [result('x.png')] },
    );
    assert.deepEqual(namesOf(next), ['0 b.png', '1 a.png']);
  });

  it('keeps the rows near those that came last, and no more', () => {
    const list = historyView({ total: 10_000 });
    const range = (from: number): Action => ({
      type: 'historyRows',
      version: 1,
      from,
      rows: Array.from({ length: 80 }, (_, at) => result(`${from + at}.png`)),
    });
    let next = after(state, { type: 'history', history: list });
    for (let from = 0; from < 8000; from += 80) {
      next = after(next, range(from));
      assert.ok(next.history.rows.size <= 700);
    }
    assert.equal(next.history.rows.get(7999)?.name, '7999.png');
  });

  it('keeps the images of groups while the list is another one, until there is news of them', () => {
    const shown = result('a.png');
    const group = { id: 'group', title: '', label: '', slot: 0 };
    const start = { ...state, jobs: [job('1', { state: 'done', images: [shown.uri], group })] };
    const filtered = after(
      start,
      { type: 'groupImages', images: { [shown.uri]: shown, other: result('b.png') } },
      { type: 'historyQueried', query: { ...everything, text: 'boat' } },
      { type: 'history', history: historyView({ version: 2, total: 0 }) },
    );
    assert.equal(filtered.history.rows.size, 0);
    assert.equal(filtered.groupImages[shown.uri], shown);
    const gone = { ...shown, isMissing: true };
    const next = after(filtered, { type: 'groupImages', images: { [shown.uri]: gone } });
    assert.equal(next.groupImages[shown.uri], gone);
    assert.equal(next.groupImages.other, filtered.groupImages.other);
  });

  it('announces how many match once a search is complete', () => {
    const query = { ...everything, text: 'boat' };
    const growing = historyView({ version: 2, total: 3, isComplete: false });
    const searching = after(state, { type: 'historyQueried', query }, { type: 'history', history: growing });
    assert.equal(searching.announcement.text, '');
    const found = after(searching, { type: 'history', history: { ...growing, total: 5, isComplete: true } });
    assert.match(found.announcement.text, /^5 images found/u);
  });

  it('puts a stored thumbnail in the place of the image', () => {
    const wanting = { ...result('b.png'), source: 'image', thumbnailTicket: 'ticket' };
    const next = after(pageState({ results: [wanting] }), {
      type: 'thumbnail',
      id: 'ticket',
      source: 'small',
    });
    assert.deepEqual(
      [next.history.rows.get(0)?.source, next.history.rows.get(0)?.thumbnailTicket],
      ['small', ''],
    );
  });
});
