import { deflateSync } from 'node:zlib';
import { chunk, pngSignature } from '../../../servers/png';
import type { RecordedMask } from '../../../servers/maskFile';
import type { Mask, Reference } from '../../../../src/core/model/reference';

export interface Size {
  readonly width: number;
  readonly height: number;
}

export type Marked = (x: number, y: number) => boolean;

/** The left half. */
export const leftHalf =
  ({ width }: Size): Marked =>
  (x) =>
    x < width / 2;

/** 8 bits a value: black, and transparent where it is marked. With 3 or 1 values a pixel it has no transparency. */
export function pngOf(
  size: Size,
  marked: Marked,
  { samples = 4 }: { readonly samples?: 1 | 2 | 3 | 4 } = {},
): Buffer {
  const { width, height } = size;
  const rows = Buffer.alloc((1 + width * samples) * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (samples % 2 === 0 && !marked(x, y)) {
        rows[y * (1 + width * samples) + 1 + x * samples + samples - 1] = 255;
      }
    }
  }
  return pngOfRows(size, rows, samples);
}

const colourTypes = { 1: 0, 2: 4, 3: 2, 4: 6 } as const;

/** @param rows each behind the number of its filter */
export function pngOfRows({ width, height }: Size, rows: Buffer, samples: 1 | 2 | 3 | 4 = 4): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, colourTypes[samples], 0, 0, 0], 8);
  return Buffer.concat([
    pngSignature,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

export function maskOf(size: Size, bytes: Uint8Array, changes: Partial<Mask> = {}): Mask {
  return { ...size, ...sourceOf(bytes), format: 'png', ...changes };
}

/** A reference of that size, which is a real image. */
export function imageOf(name: string, size: Size): Reference {
  return { name, format: 'png', use: 'asset', ...size, ...sourceOf(pngOf(size, () => false)) };
}

function sourceOf(bytes: Uint8Array): Pick<Mask, 'byteLength' | 'read'> {
  return {
    byteLength: bytes.byteLength,
    // eslint-disable-next-line @typescript-eslint/require-await -- a source is asynchronous by its contract
    async *read() {
      yield bytes;
    },
  };
}

/** A picture of what a server has read, `#` where the value is 255 and `.` where it is 0. */
export function pictureOf({ width, height }: RecordedMask, values: Uint8Array | undefined): string {
  const sign = (value: number | undefined): string => (value === 255 ? '#' : value === 0 ? '.' : '?');
  return Array.from({ length: height }, (_, y) =>
    Array.from({ length: width }, (__, x) => sign(values?.[y * width + x])).join(''),
  ).join('\n');
}
