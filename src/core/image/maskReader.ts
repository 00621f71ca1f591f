import { Readable } from 'node:stream';
import { createInflate } from 'node:zlib';
import type { Dimensions } from '../../shared/imageFormat';
import { pngChunks } from './header/pngChunks';

/** Which pixels are to change: one bit each, rows from the top, each row in whole bytes. */
export interface MaskBits extends Dimensions {
  readonly bits: Uint8Array;
  /** Anything is to change. */
  readonly isMarked: boolean;
}

/**
 * Reads a mask: a PNG of 8 bits a value with transparency, not interlaced, as a canvas writes it. More than half
 * transparent is to change. It is read in pieces, so that nothing waits for it.
 * @returns `undefined` for anything else, and for what is broken.
 */
export async function readMask(png: Uint8Array): Promise<MaskBits | undefined> {
  const bytes = Buffer.from(png.buffer, png.byteOffset, png.byteLength);
  const header = readHeader(bytes);
  if (!header) {
    return undefined;
  }
  const rows = new MaskRows(header);
  try {
    const inflated = Readable.from(imageData(bytes), { objectMode: true }).pipe(createInflate());
    for await (const piece of inflated as AsyncIterable<Buffer>) {
      rows.take(piece);
      if (rows.isComplete) {
        break;
      }
    }
  } catch {
    return undefined;
  }
  const { width, height } = header;
  return rows.isComplete ? { width, height, bits: rows.bits, isMarked: rows.isMarked } : undefined;
}

export function changesAt({ width, bits }: MaskBits, x: number, y: number): boolean {
  return ((bits[y * strideOf(width) + (x >> 3)] ?? 0) & (0x80 >> (x & 7))) !== 0;
}

function strideOf(width: number): number {
  return Math.ceil(width / 8);
}

interface Header extends Dimensions {
  /** Of a pixel; the last one is its opacity. */
  readonly pixelBytes: 2 | 4;
}

/** As many on a side as a canvas has. */
const mostSide = 16_384;
const signature = '89504e470d0a1a0a';

/** https://www.w3.org/TR/png-3/#11IHDR */
function readHeader(bytes: Buffer): Header | undefined {
  if (bytes.length < 33 || bytes.toString('hex', 0, 8) !== signature) {
    return undefined;
  }
  const [width, height] = [bytes.readUInt32BE(16), bytes.readUInt32BE(20)];
  const [depth, colours, , , interlace] = bytes.subarray(24, 29);
  const pixelBytes = colours === 6 ? 4 : colours === 4 ? 2 : undefined;
  const isReadable = depth === 8 && interlace === 0 && pixelBytes !== undefined;
  const isOfSize = Math.min(width, height) >= 1 && Math.max(width, height) <= mostSide;
  return isReadable && isOfSize ? { width, height, pixelBytes } : undefined;
}

function* imageData(bytes: Buffer): Generator<Buffer> {
  for (const { type, start, end } of pngChunks(bytes)) {
    if (type === 'IDAT') {
      yield bytes.subarray(start + 8, end - 4);
    }
  }
}

/** Undoes the filters of the rows as they come: https://www.w3.org/TR/png-3/#9Filters */
class MaskRows {
  readonly bits: Uint8Array;
  isMarked = false;
  /** Each with the number of its filter before it. */
  private row: Buffer;
  private above: Buffer;
  private filled = 0;
  private y = 0;

  constructor(private readonly header: Header) {
    const { width, height, pixelBytes } = header;
    this.bits = new Uint8Array(strideOf(width) * height);
    this.row = Buffer.alloc(1 + width * pixelBytes);
    this.above = Buffer.alloc(1 + width * pixelBytes);
  }

  get isComplete(): boolean {
    return this.y === this.header.height;
  }

  take(piece: Uint8Array): void {
    for (let at = 0; at < piece.length && !this.isComplete;) {
      const part = piece.subarray(at, at + this.row.length - this.filled);
      this.row.set(part, this.filled);
      this.filled += part.length;
      at += part.length;
      if (this.filled === this.row.length) {
        this.finishRow();
      }
    }
  }

  private finishRow(): void {
    const { row, above } = this;
    const { width, pixelBytes } = this.header;
    unfilter(row, above, pixelBytes);
    const start = this.y * strideOf(width);
    for (let x = 0; x < width; x++) {
      if ((row[(x + 1) * pixelBytes] ?? 0) < 128) {
        const at = start + (x >> 3);
        this.bits[at] = (this.bits[at] ?? 0) | (0x80 >> (x & 7));
        this.isMarked = true;
      }
    }
    [this.above, this.row] = [row, above];
    this.filled = 0;
    this.y += 1;
  }
}

/** @throws RangeError for a filter that does not exist. */
function unfilter(row: Buffer, above: Buffer, pixelBytes: number): void {
  const filter = row[0] ?? 0;
  const predict = predictors[filter];
  if (!predict) {
    throw new RangeError();
  }
  if (filter === 0) {
    return;
  }
  for (let at = 1; at < row.length; at++) {
    const before = at - pixelBytes;
    const left = before < 1 ? 0 : (row[before] ?? 0);
    const corner = before < 1 ? 0 : (above[before] ?? 0);
    row[at] = (row[at] ?? 0) + predict(left, above[at] ?? 0, corner);
  }
}

type Predictor = (left: number, up: number, corner: number) => number;

const predictors: readonly Predictor[] = [
  () => 0,
  (left) => left,
  (_, up) => up,
  (left, up) => (left + up) >> 1,
  paeth,
];

function paeth(left: number, up: number, corner: number): number {
  const [toLeft, toUp] = [Math.abs(up - corner), Math.abs(left - corner)];
  const toCorner = Math.abs(left + up - 2 * corner);
  return toLeft <= toUp && toLeft <= toCorner ? left : toUp <= toCorner ? up : corner;
}
