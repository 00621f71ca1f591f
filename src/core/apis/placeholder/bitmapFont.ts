import { digitAndSignBands, letterBands, marksAbove, marksBelow } from './bitmapFontGlyphs';

/** Rows of a line of text: three for accents on capitals, seven for a capital, two below the base line. */
export const lineHeight = 12;

/** The row, counted from the top of the line, in which capitals start; and how many rows they have. */
export const capitals = { top: 3, height: 7 } as const;

/** Something to draw in one colour, in pixels. */
export interface Drawing {
  readonly width: number;
  readonly height: number;
  /** Where ink starts and ends (exclusively) in the row `y`, counted from the drawing's own top and left. */
  spansAt(y: number): readonly Span[];
}

export interface Span {
  readonly from: number;
  readonly to: number;
}

/** Whether the font has a glyph for every character of the text: ASCII, Latin-1, and Latin letters with accents. */
export function canWrite(text: string): boolean {
  return clustersOf(text).every((cluster) => drawCluster(cluster) !== undefined);
}

/**
 * Draws one line, each unit of the font being `scale` pixels wide and high; where two units touch only at a
 * corner, the step between them is filled to a slope. Characters that the font lacks are left out: ask `canWrite`.
 */
export function drawText(text: string, scale: number): Drawing {
  const glyphs = clustersOf(text).flatMap((cluster) => [drawCluster(cluster) ?? []]);
  const lines = Array.from({ length: lineHeight }, (_, row) =>
    glyphs.map((glyph) => glyph[row]).join('.'.repeat(letterGap)),
  );
  // A row of units is worked out when it is reached, so that a long text is spread over the slices of the drawing.
  const worked: Partial<Record<number, InkRow>> = {};
  return {
    width: (lines[0]?.length ?? 0) * scale,
    height: lineHeight * scale,
    spansAt(y) {
      const row = Math.floor(y / scale);
      const { spans, slopes } = (worked[row] ??= inkRowOf(lines, row));
      return [
        ...spans.map(({ from, to }) => ({ from: from * scale, to: to * scale })),
        ...slopes.map((slope) => slopeAt(slope, y - row * scale, scale)),
      ];
    },
  };
}

/** Width of a line in units, without drawing it. */
export function measureText(text: string): number {
  let width = 0;
  for (const cluster of clustersOf(text)) {
    const glyph = drawCluster(cluster);
    width += glyph ? widthOfRows(glyph) + letterGap : 0;
  }
  return Math.max(0, width - letterGap);
}

const letterGap = 1;
const space = '...';
const smallLetterTop = 2;

/** Rows of `#` and `.`, from the top of the line. */
type Glyph = readonly string[];

/** A letter with the marks that follow it. */
function clustersOf(text: string): readonly string[] {
  const isPlain = /^[\x20-\x7e]*$/.test(text);
  return isPlain ? text.split('') : (text.normalize('NFD').match(/\P{M}\p{M}*|\p{M}/gu) ?? []);
}

function drawCluster(cluster: string): Glyph | undefined {
  const [base = '', ...marks] = Array.from(cluster);
  const hasMarkAbove = marks.some((mark) => Object.hasOwn(marksAbove, mark));
  const letter = hasMarkAbove ? (dotless[base] ?? base) : base;
  const plain = baseGlyphs.get(letter);
  if (!plain) {
    return undefined;
  }
  let glyph = plain;
  for (const mark of marks) {
    const above = marksAbove[mark];
    const below = marksBelow[mark];
    if (above) {
      glyph = overlay(glyph, above, topOf(plain) - 3);
    } else if (below) {
      glyph = overlay(glyph, below, capitals.top + capitals.height);
    } else {
      return undefined;
    }
  }
  return glyph;
}

const dotless: Readonly<Record<string, string>> = { i: 'ı', j: 'ȷ' };

/** Marks sit closer on small letters than on capitals and tall letters. */
function topOf(glyph: Glyph): number {
  const isTall = glyph[capitals.top]?.includes('#') ?? false;
  return capitals.top + (isTall ? 0 : smallLetterTop);
}

/** Puts two rows over a glyph, centred; the glyph grows where they are wider. */
function overlay(glyph: Glyph, mark: readonly string[], top: number): Glyph {
  const width = Math.max(widthOfRows(glyph), mark[0]?.length ?? 0);
  return glyph.map((row, index) => {
    const over = centre(mark[index - top] ?? '', width);
    return Array.from(centre(row, width), (ink, column) => (over[column] === '#' ? '#' : ink)).join('');
  });
}

function centre(row: string, width: number): string {
  const left = Math.floor((width - row.length) / 2);
  return `${'.'.repeat(left)}${row}`.padEnd(width, '.');
}

const baseGlyphs: ReadonlyMap<string, Glyph> = new Map([
  [' ', frameOf([space])],
  ['\u00a0', frameOf([space])],
  ['\u00ad', frameOf([''])],
  ...[...letterBands, ...digitAndSignBands].flatMap(parseBand),
]);

function parseBand(band: string): [string, Glyph][] {
  const [names = [], ...rows] = band
    .trim()
    .split('\n')
    .map((line) => line.split(/ +/));
  return names.map((name, column) => [name, frameOf(rows.map((row) => row[column] ?? ''))]);
}

/** Brings a glyph that starts at the top of a capital to the height of a line. */
function frameOf(rows: readonly string[]): Glyph {
  const width = rows[0]?.length ?? 0;
  return Array.from({ length: lineHeight }, (_, row) => rows[row - capitals.top] ?? '.'.repeat(width));
}

function widthOfRows(glyph: Glyph): number {
  return glyph[0]?.length ?? 0;
}

function spansOf(row: string): Span[] {
  return Array.from(row.matchAll(/#+/g), ({ index, 0: ink }) => ({ from: index, to: index + ink.length }));
}

interface InkRow {
  readonly spans: readonly Span[];
  readonly slopes: readonly Slope[];
}

/** An empty unit, one corner of which lies between two units that touch there. */
interface Slope {
  readonly column: number;
  readonly corner: { readonly side: 'left' | 'right'; readonly edge: 'top' | 'bottom' };
}

function inkRowOf(lines: readonly string[], row: number): InkRow {
  const line = lines[row] ?? '';
  return { spans: spansOf(line), slopes: slopesOf(line, lines[row - 1] ?? '', lines[row + 1] ?? '') };
}

function slopesOf(line: string, above: string, below: string): readonly Slope[] {
  const slopes: Slope[] = [];
  for (let column = 0; column < line.length; column++) {
    if (line[column] === '#') {
      continue;
    }
    for (const side of ['left', 'right'] as const) {
      const beside = side === 'left' ? column - 1 : column + 1;
      for (const edge of ['top', 'bottom'] as const) {
        const next = edge === 'top' ? above : below;
        if (line[beside] === '#' && next[column] === '#' && next[beside] !== '#') {
          slopes.push({ column, corner: { side, edge } });
        }
      }
    }
  }
  return slopes;
}

function slopeAt({ column, corner }: Slope, below: number, scale: number): Span {
  const length = corner.edge === 'top' ? scale - 1 - below : below;
  const [left, right] = [column * scale, (column + 1) * scale];
  return corner.side === 'left' ? { from: left, to: left + length } : { from: right - length, to: right };
}
