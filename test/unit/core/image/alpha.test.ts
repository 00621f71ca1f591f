import assert from 'node:assert/strict';
import { hasAlpha } from '../../../../src/core/image/alpha';
import { chunk } from '../../../../src/core/image/pngWriter';

const png = (colourType: number, ...chunks: readonly Buffer[]): Buffer => {
  const header = Buffer.from([0, 0, 0, 1, 0, 0, 0, 1, 8, colourType, 0, 0, 0]);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([signature, chunk('IHDR', header), ...chunks]);
};
const pixels = chunk('IDAT', Buffer.alloc(4));
const transparentColour = chunk('tRNS', Buffer.from([0]));

const webp = (type: string, data: readonly number[]): Buffer => {
  const head = Buffer.from('RIFF\0\0\0\0WEBP\0\0\0\0\0\0\0\0', 'latin1');
  head.write(type, 12, 'latin1');
  return Buffer.concat([head, Buffer.from(data)]);
};

describe('A place for transparency', () => {
  it('is a channel of a PNG, or a transparent colour that is named before its pixels', () => {
    assert.deepEqual(
      [0, 2, 3, 4, 6].map((colourType) => hasAlpha(png(colourType, pixels), 'png')),
      [false, false, false, true, true],
    );
    const palette = chunk('PLTE', Buffer.alloc(3));
    assert.equal(hasAlpha(png(3, palette, transparentColour, pixels), 'png'), true);
    assert.equal(hasAlpha(png(3, palette, pixels, transparentColour), 'png'), false);
  });

  it('is a flag of a WebP, in its extended header or a lossless image', () => {
    assert.deepEqual(
      [0x10, 0x04].map((flags) => hasAlpha(webp('VP8X', [flags]), 'webp')),
      [true, false],
    );
    const lossless = (bits: number) => hasAlpha(webp('VP8L', [0x2f, 0, 0, 0, bits]), 'webp');
    assert.deepEqual([lossless(0x10), lossless(0)], [true, false]);
    assert.equal(hasAlpha(webp('VP8 ', [0x10]), 'webp'), false);
  });

  it('is none in a JPEG, and not known of what does not tell it', () => {
    assert.equal(hasAlpha(Buffer.from([0xff, 0xd8, 0xff]), 'jpeg'), false);
    for (const [bytes, format] of [
      [png(2).subarray(0, 20), 'png'],
      [png(2), 'png'],
      [webp('VP8X', []), 'webp'],
      [Buffer.alloc(40), 'avif'],
      [Buffer.alloc(40), 'svg'],
    ] as const) {
      assert.equal(hasAlpha(bytes, format), undefined, format);
    }
  });
});
