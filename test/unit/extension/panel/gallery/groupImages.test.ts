import assert from 'node:assert/strict';
import type { HistoryRow } from '../../../../../src/core/history/historyIndex';
import { groupImages } from '../../../../../src/extension/panel/gallery/groupImages';
import { result } from '../../../webview/fixtures';

const rowOf = (uri: string): HistoryRow => ({ id: uri, uri }) as HistoryRow;
const group = { id: 'g', title: '', slot: 0, label: '' };

function ask({ endedAt, isComplete }: { readonly endedAt?: number; readonly isComplete: boolean }) {
  return groupImages({
    jobs: [{ group, images: ['a.png', 'b.png'], endedAt }],
    rows: [rowOf('a.png')],
    isComplete,
    viewsOf: (rows) => Promise.resolve(rows.map(({ uri }) => result(uri))),
  });
}

describe('Images that stand side by side', () => {
  it('are on their way as long as their job runs, or the history is not read', async () => {
    for (const state of [{ isComplete: true }, { endedAt: 1, isComplete: false }]) {
      assert.deepEqual(Object.keys(await ask(state)), ['a.png']);
    }
  });

  it('are gone where the whole history has none of them', async () => {
    const images = await ask({ endedAt: 1, isComplete: true });
    assert.equal(images['a.png']?.name, 'a.png');
    assert.equal(images['b.png'], null);
  });
});
