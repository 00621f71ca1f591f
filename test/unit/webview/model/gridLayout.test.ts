import assert from 'node:assert/strict';
import {
  drawnRange,
  moveInGrid,
  placeOf,
  topOf,
  type GridShape,
} from '../../../../src/webview/model/gridLayout';

const shape = (differences: Partial<GridShape> = {}): GridShape => ({
  columns: 4,
  rowHeight: 300,
  startColumn: 0,
  total: 10_000,
  ...differences,
});

describe('The layout of the history', () => {
  it('draws what is in sight and some rows beyond, wherever it is scrolled to', () => {
    for (let top = -500; top < 760_000; top += 777) {
      const { first, end } = drawnRange(shape(), { top, height: 900 });
      assert.ok(end - first <= 4 * 9, `${end - first} tiles at ${top}`);
      const firstSeen = Math.min(9999, Math.max(0, Math.floor(top / 300) * 4));
      const lastSeen = Math.min(9999, (Math.floor((top + 899) / 300) + 1) * 4 - 1);
      assert.ok(first <= firstSeen && (end > lastSeen || lastSeen < 0), `at ${top}: ${first} to ${end}`);
    }
  });

  it('finds the place again that it was scrolled to, also in another width', () => {
    for (const startColumn of [0, 3]) {
      for (const top of [-450, 0, 100, 299, 300, 12_345]) {
        const at = shape({ startColumn });
        assert.equal(Math.round(topOf(at, placeOf(at, { top }))), top, `${startColumn}, ${top}`);
      }
    }
    const place = placeOf(shape(), { top: 3075 });
    assert.deepEqual(place, { first: 40, above: 0.25 });
    assert.equal(topOf(shape({ columns: 2, rowHeight: 400 }), place), 20.25 * 400);
  });

  it('is always as high as all of its rows', () => {
    for (const startColumn of [0, 3]) {
      for (const total of [0, 1, 5, 10_000]) {
        for (const top of [0, 4000, 800_000]) {
          const range = drawnRange(shape({ startColumn, total }), { top, height: 900 });
          const drawnRows =
            range.end > range.first
              ? Math.floor((startColumn + range.end - 1) / 4) -
                Math.floor((startColumn + range.first) / 4) +
                1
              : 0;
          // The row that others have begun is there by itself.
          const begun = startColumn > 0 && range.first > 0 ? 1 : 0;
          const rows = Math.ceil((startColumn + total) / 4);
          const whole = total === 0 ? 0 : range.rowsAbove + begun + drawnRows + range.rowsBelow;
          assert.equal(whole, total === 0 ? 0 : rows, JSON.stringify({ startColumn, total, top }));
        }
      }
    }
  });

  it('draws a bounded number of rows, however high the window or small the tiles', () => {
    const { first, end } = drawnRange(shape({ rowHeight: 1 }), { top: 0, height: 5000 });
    assert.ok(end - first <= 160);
  });

  it('goes from tile to tile, row to row and page to page by keys', () => {
    const moved = (key: string, from: number, total = 10) =>
      moveInGrid(key, from, { columns: 4, total, pageRows: 2 });
    assert.deepEqual(
      ['ArrowRight', 'ArrowLeft', 'ArrowDown', 'ArrowUp', 'Home', 'End', 'PageDown', 'PageUp'].map((key) =>
        moved(key, 5),
      ),
      [6, 4, 9, 1, 0, 9, 9, 1],
    );
    assert.equal(moved('ArrowDown', 7), 9, 'the last row is shorter');
    assert.deepEqual(
      [moved('ArrowDown', 8), moved('ArrowUp', 2), moved('ArrowLeft', 0), moved('End', 9), moved('x', 5)],
      [undefined, undefined, undefined, undefined, undefined],
    );
  });
});
