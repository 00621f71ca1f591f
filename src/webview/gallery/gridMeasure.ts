import type { GridShape } from '../model/gridLayout';

interface MeasuredGrid extends Omit<GridShape, 'total'> {
  /** Of the row that the tiles begin in, from the upper edge of the grid. */
  readonly top: number;
}

/** How many columns there are, how high a row is, and where the jobs before the tiles leave off. */
export function measureGrid(grid: HTMLElement, list: HTMLElement): MeasuredGrid {
  const { gridTemplateColumns, rowGap, columnGap } = getComputedStyle(grid);
  const widths = gridTemplateColumns.split(' ').map(parseFloat);
  const columns = Math.max(1, widths.length);
  const gap = parseFloat(rowGap) || 0;
  const tile = list.querySelector<HTMLElement>('.tile:not(.parked)');
  // Before there is a tile: a square and some lines of text.
  const height = tile?.offsetHeight ?? (widths[0] ?? 200) + 90;
  const start = startOf(grid, (widths[0] ?? 0) + (parseFloat(columnGap) || 0), columns, gap);
  return { columns, rowHeight: height + gap, ...start };
}

/** Jobs under way are tiles in the same grid; a job that has ended takes a whole row. */
function startOf(
  grid: HTMLElement,
  columnWidth: number,
  columns: number,
  gap: number,
): Pick<MeasuredGrid, 'startColumn' | 'top'> {
  const last = grid.firstElementChild?.lastElementChild;
  if (!last) {
    return { startColumn: 0, top: 0 };
  }
  const place = last.getBoundingClientRect();
  const whole = grid.getBoundingClientRect();
  const isTile = last.classList.contains('tile');
  const column = isTile ? Math.round((place.left - whole.left) / Math.max(1, columnWidth)) + 1 : columns;
  return column < columns
    ? { startColumn: column, top: place.top - whole.top }
    : { startColumn: 0, top: place.bottom - whole.top + gap };
}
