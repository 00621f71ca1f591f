import { chunk } from '../../../../src/core/image/pngWriter';
import { fixtures } from './fixtures';
import { makePng } from './samples';

export type ByteOrder = 'II' | 'MM';

/** 24 × 16 pixels as stored, with an orientation of EXIF. */
export const turned: Readonly<
  Record<'jpeg' | 'png' | 'webp', (orientation: number, order: ByteOrder) => Promise<Buffer>>
> = {
  jpeg: (orientation, order) => {
    const content = Buffer.concat([exifMark, tiffBlock(orientation, order)]);
    const head = Buffer.from([0xff, 0xe1, 0, content.length + 2]);
    const { jpeg } = fixtures;
    return Promise.resolve(Buffer.concat([jpeg.subarray(0, 2), head, content, jpeg.subarray(2)]));
  },
  png: async (orientation, order) => {
    const png = await makePng({ width: 24, height: 16 });
    return Buffer.concat([
      png.subarray(0, 33),
      chunk('eXIf', tiffBlock(orientation, order)),
      png.subarray(33),
    ]);
  },
  webp: (orientation, order) => Promise.resolve(turnedWebp(orientation, order)),
};

const exifMark = Buffer.from('Exif\0\0', 'latin1');

/** The image itself may be as long as you like; EXIF stands behind it. */
export function turnedWebp(orientation: number, order: ByteOrder, padding = 0): Buffer {
  const extended = Buffer.from('VP8X\n\0\0\0\b\0\0\0\u0017\0\0\u000f\0\0', 'latin1');
  const other = writeChunk('XXXX', Buffer.alloc(padding, 'EXIF'));
  const image = Buffer.from(fixtures.webpLossy.subarray(12));
  const body = [extended, image, other, writeChunk('EXIF', tiffBlock(orientation, order))];
  const head = Buffer.from('RIFF\0\0\0\0WEBP', 'latin1');
  head.writeUInt32LE(4 + body.reduce((sum, { length }) => sum + length, 0), 4);
  return Buffer.concat([head, ...body]);
}

function writeChunk(type: string, data: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32LE(data.length);
  return Buffer.concat([Buffer.from(type, 'latin1'), length, data, Buffer.alloc(data.length % 2)]);
}

/** TIFF 6.0: one entry, the orientation. */
function tiffBlock(orientation: number, order: ByteOrder): Buffer {
  const tiff = Buffer.alloc(26);
  tiff.write(order, 'latin1');
  const u16 = (value: number, at: number) =>
    order === 'II' ? tiff.writeUInt16LE(value, at) : tiff.writeUInt16BE(value, at);
  const u32 = (value: number, at: number) =>
    order === 'II' ? tiff.writeUInt32LE(value, at) : tiff.writeUInt32BE(value, at);
  u16(42, 2);
  u32(8, 4);
  u16(1, 8);
  u16(0x0112, 10);
  u16(3, 12);
  u32(1, 14);
  u16(orientation, 18);
  return tiff;
}
