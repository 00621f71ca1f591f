import { Readable } from 'node:stream';
import { setImmediate as yieldToOthers } from 'node:timers/promises';
import { crc32, createDeflate } from 'node:zlib';
import { paintRow, type Landscape } from './landscape';

export const pngSignature = Buffer.from('89504e470d0a1a0a', 'hex');

/**
 * Encodes a landscape as an RGB PNG with one `tEXt` chunk, whose text must be Latin-1
 * (https://www.w3.org/TR/png-3/#11tEXt). Works in slices: the server may live in the process under test.
 */
export async function encodePng({ landscape, keyword, text }: PngOptions): Promise<Buffer> {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(landscape.width, 0);
  header.writeUInt32BE(landscape.height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const deflated = Readable.from(rowsInSlices(landscape)).pipe(createDeflate({ level: 4 }));
  const data: Buffer[] = [];
  for await (const piece of deflated as AsyncIterable<Buffer>) {
    data.push(piece);
  }
  return Buffer.concat([
    pngSignature,
    chunk('IHDR', header),
    chunk('tEXt', Buffer.from(`${keyword}\0${text}`, 'latin1')),
    chunk('IDAT', Buffer.concat(data)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

export interface PngOptions {
  readonly landscape: Landscape;
  readonly keyword: string;
  readonly text: string;
}

/** The text of the first `tEXt` chunk with that keyword. */
export function findPngText(bytes: Buffer, keyword: string): string | undefined {
  for (let at = pngSignature.length; at + 12 <= bytes.length;) {
    const length = bytes.readUInt32BE(at);
    const data = bytes.subarray(at + 8, at + 8 + length);
    const end = data.indexOf(0);
    if (bytes.toString('latin1', at + 4, at + 8) === 'tEXt' && data.toString('latin1', 0, end) === keyword) {
      return data.toString('latin1', end + 1);
    }
    at += 12 + length;
  }
  return undefined;
}

async function* rowsInSlices(landscape: Landscape): AsyncGenerator<Buffer> {
  const stride = 1 + landscape.width * 3;
  const rowsPerSlice = Math.max(1, Math.floor(400_000 / stride));
  for (let first = 0; first < landscape.height; first += rowsPerSlice) {
    const rows = Math.min(rowsPerSlice, landscape.height - first);
    const slice = Buffer.alloc(stride * rows);
    for (let row = 0; row < rows; row++) {
      // The first byte of each row is its filter: 0, none.
      paintRow(landscape, { y: first + row, row: slice, offset: row * stride + 1 });
    }
    yield slice;
    await yieldToOthers();
  }
}

/** A chunk with its checksum. */
export function chunk(type: string, data: Buffer): Buffer {
  const head = Buffer.alloc(8);
  head.writeUInt32BE(data.length, 0);
  head.write(type, 4, 'latin1');
  const tail = Buffer.alloc(4);
  tail.writeUInt32BE(crc32(data, crc32(head.subarray(4))), 0);
  return Buffer.concat([head, data, tail]);
}
