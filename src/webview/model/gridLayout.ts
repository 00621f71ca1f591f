/** Which tiles of a long grid are drawn, and where the arrow keys lead in it. Sizes in pixels. */

export interface GridShape {
  readonly columns: number;
  /** Of a row with the gap below it. */
  readonly rowHeight: number;
  /** Cells of the first row that something else has taken. */
  readonly startColumn: number;
  readonly total: number;
}

export interface GridView {
  /** Of the window's upper edge, counted from the upper edge of the first row; negative above it. */
  readonly top: number;
  readonly height: number;
}

export interface DrawnRange {
  /** Of the first tile that is drawn, and of the one behind the last. */
  readonly first: number;
  readonly end: number;
  /** Whole rows that are left out above and below, without one that others have begun. */
  readonly rowsAbove: number;
  readonly rowsBelow: number;
}

/** Rows drawn beyond the edges, so that scrolling meets tiles that are there. */
const spareRows = 2;

/** However large the window is, no more rows are drawn. */
const mostRows = 40;

export function drawnRange(shape: GridShape, view: GridView): DrawnRange {
  const { columns, startColumn, total } = shape;
  const rowHeight = Math.max(1, shape.rowHeight);
  const rows = Math.ceil((startColumn + total) / columns);
  const firstRow = clamp(Math.floor(view.top / rowHeight) - spareRows, 0, Math.max(0, rows - 1));
  const inView = Math.ceil(Math.max(0, view.height) / rowHeight) + 1;
  const visibleEnd = Math.floor(Math.max(0, view.top) / rowHeight) + inView + spareRows;
  const endRow = clamp(visibleEnd, firstRow, Math.min(rows, firstRow + mostRows));
  return {
    first: clamp(firstRow * columns - startColumn, 0, total),
    end: clamp(endRow * columns - startColumn, 0, total),
    // The row that others have begun is drawn by them.
    rowsAbove: firstRow - (startColumn > 0 && firstRow > 0 ? 1 : 0),
    rowsBelow: rows - endRow,
  };
}

/** Where a grid is scrolled to, whatever the width of the window is. */
export interface GridPlace {
  /** The first tile of the row at the window's upper edge. */
  readonly first: number;
  /** How much of that row is above the edge, in rows; negative where the edge is above the grid. */
  readonly above: number;
}

export function placeOf(shape: GridShape, { top }: Pick<GridView, 'top'>): GridPlace {
  const { columns, rowHeight, startColumn, total } = shape;
  const row = Math.max(0, Math.floor(top / rowHeight));
  const first = clamp(row * columns - startColumn, 0, Math.max(0, total - 1));
  return { first, above: top / rowHeight - rowOf(shape, first) };
}

/** The `top` of `GridView` at a place. */
export function topOf(shape: GridShape, { first, above }: GridPlace): number {
  return (rowOf(shape, first) + above) * shape.rowHeight;
}

/** The row of a tile, counted from the first one. */
export function rowOf({ columns, startColumn }: GridShape, index: number): number {
  return Math.floor((startColumn + index) / columns);
}

/** Where a key leads from a tile; `undefined` for other keys and at the edges, which leave the focus alone. */
export function moveInGrid(
  key: string,
  from: number,
  { columns, total, pageRows }: Pick<GridShape, 'columns' | 'total'> & { readonly pageRows: number },
): number | undefined {
  const last = total - 1;
  const page = Math.max(1, pageRows) * columns;
  const targets: Readonly<Record<string, number>> = {
    ArrowLeft: from - 1,
    ArrowRight: from + 1,
    ArrowUp: from - columns,
    // The last row may be shorter.
    ArrowDown: isAboveLastRow(from, columns, last) ? Math.min(from + columns, last) : from + columns,
    Home: 0,
    End: last,
    PageUp: Math.max(from - page, from % columns),
    PageDown: Math.min(from + page, last),
  };
  const target = Object.hasOwn(targets, key) ? targets[key] : undefined;
  return target !== undefined && target >= 0 && target <= last && target !== from ? target : undefined;
}

function isAboveLastRow(from: number, columns: number, last: number): boolean {
  return Math.floor(from / columns) < Math.floor(last / columns);
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(Math.max(value, least), Math.max(least, most));
}
