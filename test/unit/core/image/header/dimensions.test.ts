import assert from 'node:assert/strict';
import { dimensionsPrefix, readDimensions } from '../../../../../src/core/image/header/dimensions';
import { fixtures } from '../fixtures';
import { makeHeic, makePng } from '../samples';

const stored = { width: 24, height: 16 };

describe('readDimensions', () => {
  it('reads PNG', async () => {
    assert.deepEqual(readDimensions(await makePng({ width: 5, height: 700 }), 'png'), {
      width: 5,
      height: 700,
    });
  });

  it('reads JPEG: baseline, progressive and CMYK', () => {
    assert.deepEqual(readDimensions(fixtures.jpeg, 'jpeg'), stored);
    assert.deepEqual(readDimensions(fixtures.jpegProgressive, 'jpeg'), stored);
    assert.deepEqual(readDimensions(fixtures.jpegCmyk, 'jpeg'), stored);
  });

  it('reads every kind of JPEG frame', () => {
    for (let marker = 0xc0; marker <= 0xcf; marker++) {
      const header = [0xff, 0xd8, 0xff, marker, 0, 11, 8, 0, 16, 0, 24, 1, 1, 0x11, 0];
      const isTable = [0xc4, 0xc8, 0xcc].includes(marker);
      assert.deepEqual(readDimensions(Buffer.from(header), 'jpeg'), isTable ? undefined : stored);
    }
  });

  it('swaps width and height of a JPEG that EXIF lays on its side', () => {
    assert.deepEqual(readDimensions(fixtures.jpegOnItsSide, 'jpeg'), { width: 16, height: 24 });
  });

  it('reads WebP: lossy, lossless and extended', () => {
    for (const name of [
      'webpLossy',
      'webpLossless',
      'webpAlpha',
      'webpLossyAlpha',
      'webpExtended',
    ] as const) {
      assert.deepEqual(readDimensions(fixtures[name], 'webp'), stored, name);
    }
  });

  it('reads GIF and BMP', () => {
    assert.deepEqual(readDimensions(fixtures.gif, 'gif'), stored);
    assert.deepEqual(readDimensions(fixtures.bmp, 'bmp'), stored);
  });

  it('reads a BMP whose rows run from top to bottom, and none of negative width', () => {
    const bytes = Buffer.from(fixtures.bmp);
    bytes.writeInt32LE(-16, 22);
    assert.deepEqual(readDimensions(bytes, 'bmp'), stored);
    bytes.writeInt32LE(-24, 18);
    assert.equal(readDimensions(bytes, 'bmp'), undefined);
  });

  it('reads AVIF, and of a HEIC the whole, not a tile', () => {
    assert.deepEqual(readDimensions(fixtures.avif, 'avif'), stored);
    assert.deepEqual(readDimensions(makeHeic(), 'heic'), { width: 4032, height: 3024 });
    assert.deepEqual(readDimensions(makeHeic({ quarterTurns: 1 }), 'heic'), { width: 3024, height: 4032 });
    assert.deepEqual(readDimensions(makeHeic({ quarterTurns: 2 }), 'heic'), { width: 4032, height: 3024 });
  });

  it('needs only the start of a file', async () => {
    const png = await makePng({ width: 3000, height: 2000 });
    assert.deepEqual(readDimensions(png.subarray(0, 24), 'png'), { width: 3000, height: 2000 });
    const long = Buffer.concat([fixtures.jpeg, Buffer.alloc(dimensionsPrefix)]);
    assert.deepEqual(readDimensions(long.subarray(0, dimensionsPrefix), 'jpeg'), stored);
  });

  it('knows no size where there are too few bytes, none, or none fixed', () => {
    for (const format of ['png', 'jpeg', 'webp', 'gif', 'bmp', 'avif', 'heic', 'svg', 'tiff'] as const) {
      assert.equal(readDimensions(Buffer.alloc(0), format), undefined, format);
      assert.equal(readDimensions(Buffer.alloc(64), format), undefined, format);
    }
  });
});
