import assert from 'node:assert/strict';
import { readColorFacts } from '../../../../src/core/image/colorFacts';
import { writePngRows } from '../../../../src/core/image/pngWriter';
import { jpegSegments } from '../../../../src/core/image/jpegSegments';
import { fixtures } from './fixtures';
import { makePng } from './samples';

const plain = { isTurned: false, isGrey: false, isCmyk: false };

/** The orientation of EXIF in either byte order, in front of the image. */
function turned(orientation: number, order: 'II' | 'MM'): Buffer {
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
  const content = Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), tiff]);
  const head = Buffer.from([0xff, 0xe1, 0, content.length + 2]);
  return Buffer.concat([fixtures.jpeg.subarray(0, 2), head, content, fixtures.jpeg.subarray(2)]);
}

/** With another number of values a pixel in its header. */
function withComponents(components: number): Buffer {
  const bytes = Buffer.from(fixtures.jpeg);
  const frame = [...jpegSegments(bytes)].find(({ marker }) => marker === 0xc0)!;
  bytes[frame.start + 9] = components;
  return bytes;
}

describe('The colors of an image', () => {
  it('are plain in a usual one', async () => {
    assert.deepEqual(readColorFacts(await makePng(), 'png'), plain);
    for (const jpeg of [fixtures.jpeg, fixtures.jpegProgressive, turned(1, 'II')]) {
      assert.deepEqual(readColorFacts(jpeg, 'jpeg'), plain);
    }
    assert.deepEqual(readColorFacts(fixtures.webpLossy, 'webp'), plain);
  });

  it('lie on their side or upside down where EXIF says so', () => {
    assert.deepEqual(readColorFacts(fixtures.jpegOnItsSide, 'jpeg'), { ...plain, isTurned: true });
    for (const order of ['II', 'MM'] as const) {
      for (let orientation = 2; orientation <= 8; orientation++) {
        assert.equal(readColorFacts(turned(orientation, order), 'jpeg').isTurned, true);
      }
    }
  });

  it('are grey in a PNG or JPEG without colors', async () => {
    const grey = await writePngRows(
      { width: 4, height: 4, colours: 'grey', drawRow: (_, row) => row.fill(7) },
      new AbortController().signal,
    );
    assert.deepEqual(readColorFacts(grey, 'png'), { ...plain, isGrey: true });
    const withAlpha = Buffer.from(grey);
    withAlpha[25] = 4;
    assert.deepEqual(readColorFacts(withAlpha, 'png'), { ...plain, isGrey: true });
    assert.deepEqual(readColorFacts(withComponents(1), 'jpeg'), { ...plain, isGrey: true });
  });

  it('are for printing in a JPEG of four', () => {
    assert.deepEqual(readColorFacts(fixtures.jpegCmyk, 'jpeg'), { ...plain, isCmyk: true });
    assert.deepEqual(readColorFacts(withComponents(4), 'jpeg'), { ...plain, isCmyk: true });
  });
});
