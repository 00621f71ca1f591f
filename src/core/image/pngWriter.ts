import { pipeline } from 'node:stream/promises';
import { createDeflate } from 'node:zlib';

/** An image of up to 256 colours, drawn row by row. */
export interface IndexedImage {
  readonly width: number;
  readonly height: number;
  /** Red, green and blue of each colour, 0 to 255. */
  readonly palette: readonly (readonly [number, number, number])[];
  /** Fills `row` (of `width` bytes) with palette indices. */
  drawRow(y: number, row: Uint8Array): void;
}

/**
 * Writes a PNG. Rows are drawn in slices of some 64 KB and deflated off the main thread, so that the caller's
 * thread is never held for more than a few milliseconds.
 * @throws the signal's reason as soon as it fires.
 */
export function writePng(image: IndexedImage, signal: AbortSignal): Promise<Uint8Array> {
  const { width, height, palette } = image;
  const drawRow = (y: number, row: Uint8Array): void => image.drawRow(y, row);
  const plte = chunk('PLTE', Buffer.from(palette.flat()));
  return writePngRows({ width, height, colours: 'palette', drawRow }, signal, [plte]);
}

/** A pixel's bytes, and the number that stands for them: https://www.w3.org/TR/png-3/#6Colour-values */
const colourTypes = {
  grey: { number: 0, bytes: 1 },
  palette: { number: 3, bytes: 1 },
  rgba: { number: 6, bytes: 4 },
} as const;

/** An image whose rows are filled in as they stand in the file, 8 bits for each value. */
export interface RowImage {
  readonly width: number;
  readonly height: number;
  readonly colours: keyof typeof colourTypes;
  drawRow(y: number, row: Uint8Array): void;
}

/** As `writePng`. @param before chunks that come before the pixels */
export async function writePngRows(
  image: RowImage,
  signal: AbortSignal,
  before: readonly Uint8Array[] = [],
): Promise<Uint8Array> {
  const data = await deflateRows(image, signal);
  signal.throwIfAborted();
  return Buffer.concat([
    signature,
    chunk('IHDR', header(image)),
    ...before,
    ...data,
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** A PNG chunk: length, type, data, CRC. https://www.w3.org/TR/png-3/#5Chunk-layout */
export function chunk(type: string, data: Uint8Array): Buffer {
  const bytes = Buffer.alloc(data.length + 12);
  bytes.writeUInt32BE(data.length, 0);
  bytes.write(type, 4, 'latin1');
  bytes.set(data, 8);
  bytes.writeUInt32BE(crc32(bytes.subarray(4, data.length + 8)), data.length + 8);
  return bytes;
}

const signature = Buffer.from('89504e470d0a1a0a', 'hex');
const sliceBytes = 64 * 1024;

function header({ width, height, colours }: RowImage): Buffer {
  const bytes = Buffer.alloc(13);
  bytes.writeUInt32BE(width, 0);
  bytes.writeUInt32BE(height, 4);
  // 8 bits a value, deflate, standard filters, not interlaced
  bytes.set([8, colourTypes[colours].number, 0, 0, 0], 8);
  return bytes;
}

/** Each slice waits until the compressor took the one before, so memory holds two and what came out of them. */
async function deflateRows(image: RowImage, signal: AbortSignal): Promise<readonly Buffer[]> {
  const chunks: Buffer[] = [];
  await pipeline(
    slicesOf(image, signal),
    createDeflate({ level: 6, chunkSize: sliceBytes }),
    async (output: AsyncIterable<Buffer>) => {
      for await (const data of output) {
        chunks.push(chunk('IDAT', data));
      }
    },
  );
  return chunks;
}

function* slicesOf(image: RowImage, signal: AbortSignal): Generator<Buffer> {
  const rowsInSlice = Math.max(1, Math.floor(sliceBytes / (rowBytesOf(image) + 1)));
  for (let top = 0; top < image.height; top += rowsInSlice) {
    signal.throwIfAborted();
    yield drawSlice(image, top, Math.min(rowsInSlice, image.height - top));
  }
}

/** Each row starts with the number of its filter; 0 is none, which suits drawn images best. */
function drawSlice(image: RowImage, top: number, rows: number): Buffer {
  const rowBytes = rowBytesOf(image);
  const slice = Buffer.alloc(rows * (rowBytes + 1));
  for (let row = 0; row < rows; row++) {
    const start = row * (rowBytes + 1) + 1;
    image.drawRow(top + row, slice.subarray(start, start + rowBytes));
  }
  return slice;
}

function rowBytesOf({ width, colours }: RowImage): number {
  return width * colourTypes[colours].bytes;
}

const crcTable = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) {
    value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1;
  }
  return value;
});

/** CRC-32 as in PNG. Node's own `zlib.crc32` is not in every Node 20. */
export function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc = (crcTable[(crc ^ byte) & 0xff] ?? 0) ^ (crc >>> 8);
  }
  return (crc ^ 0xffffffff) >>> 0;
}
