import { createHash } from 'node:crypto';
import { inflateSync } from 'node:zlib';
import { pngSignature } from './png';

/** A mask as a server reads it: a value from 0 to 255 for each pixel, row by row. */
export interface RecordedMask {
  readonly sha256: string;
  readonly byteLength: number;
  readonly width: number;
  readonly height: number;
  /** Opacity; `undefined` where the file has none. */
  readonly alpha: Uint8Array | undefined;
  /** Of the colour, whatever its opacity. */
  readonly brightness: Uint8Array;
}

const samplesOf: Readonly<Record<number, number>> = { 0: 1, 2: 3, 4: 2, 6: 4 };

/** Reads a PNG of 8 bits a value that is not interlaced. @returns `undefined` for anything else. */
export function readMaskFile(bytes: Buffer): RecordedMask | undefined {
  if (!bytes.subarray(0, 8).equals(pngSignature)) {
    return undefined;
  }
  const [width, height] = [bytes.readUInt32BE(16), bytes.readUInt32BE(20)];
  const [depth, type = 0, , , interlaced] = bytes.subarray(24, 29);
  const samples = samplesOf[type];
  if (depth !== 8 || interlaced !== 0 || samples === undefined) {
    return undefined;
  }
  const rows = unfilter(inflateSync(Buffer.concat(dataOf(bytes))), { width, height, samples });
  const hasAlpha = samples % 2 === 0;
  const pick = (sample: number): Uint8Array =>
    Uint8Array.from({ length: width * height }, (_, pixel) => rows[pixel * samples + sample]!);
  return {
    sha256: createHash('sha256').update(bytes).digest('hex'),
    byteLength: bytes.length,
    width,
    height,
    alpha: hasAlpha ? pick(samples - 1) : undefined,
    brightness: pick(0),
  };
}

function dataOf(bytes: Buffer): Buffer[] {
  const data: Buffer[] = [];
  for (let at = 8; at + 12 <= bytes.length; at += 12 + bytes.readUInt32BE(at)) {
    if (bytes.toString('latin1', at + 4, at + 8) === 'IDAT') {
      data.push(bytes.subarray(at + 8, at + 8 + bytes.readUInt32BE(at)));
    }
  }
  return data;
}

interface Layout {
  readonly width: number;
  readonly height: number;
  readonly samples: number;
}

/** https://www.w3.org/TR/png-3/#9Filters */
function unfilter(data: Buffer, { width, height, samples }: Layout): Buffer {
  const stride = width * samples;
  const rows = Buffer.alloc(stride * height);
  for (let y = 0; y < height; y++) {
    const filter = data[y * (stride + 1)]!;
    for (let x = 0; x < stride; x++) {
      const at = y * stride + x;
      const left = x < samples ? 0 : rows[at - samples]!;
      const up = y === 0 ? 0 : rows[at - stride]!;
      const corner = x < samples || y === 0 ? 0 : rows[at - stride - samples]!;
      const guess = [0, left, up, (left + up) >> 1, paeth(left, up, corner)][filter]!;
      rows[at] = data[y * (stride + 1) + 1 + x]! + guess;
    }
  }
  return rows;
}

function paeth(left: number, up: number, corner: number): number {
  const aim = left + up - corner;
  const [a, b, c] = [Math.abs(aim - left), Math.abs(aim - up), Math.abs(aim - corner)];
  return a <= b && a <= c ? left : b <= c ? up : corner;
}
