import assert from 'node:assert/strict';
import { readColorFacts } from '../../../../../src/core/image/header/colorFacts';
import { readDimensions } from '../../../../../src/core/image/header/dimensions';
import { isTurnedBehind } from '../../../../../src/core/image/header/orientation';
import { writePngRows } from '../../../../../src/core/image/pngWriter';
import { jpegSegments } from '../../../../../src/core/image/header/jpegSegments';
import { fixtures } from '../fixtures';
import { makePng } from '../samples';
import { turned, turnedWebp } from '../turned';

const plain = { isTurned: false, isGrey: false, isCmyk: false };

/** With another number of values a pixel in its header. */
function withComponents(components: number): Buffer {
  const bytes = Buffer.from(fixtures.jpeg);
  const frame = [...jpegSegments(bytes)].find(({ marker }) => marker === 0xc0)!;
  bytes[frame.start + 9] = components;
  return bytes;
}

async function* piecesOf(bytes: Buffer, size: number): AsyncIterable<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) {
    yield Promise.resolve(bytes.subarray(at, at + size));
  }
}

describe('The colors of an image', () => {
  it('are plain in a usual one', async () => {
    assert.deepEqual(readColorFacts(await makePng(), 'png'), plain);
    for (const jpeg of [fixtures.jpeg, fixtures.jpegProgressive]) {
      assert.deepEqual(readColorFacts(jpeg, 'jpeg'), plain);
    }
    assert.deepEqual(readColorFacts(fixtures.webpLossy, 'webp'), plain);
  });

  for (const format of ['jpeg', 'png', 'webp'] as const) {
    it(`lie on their side or upside down where the EXIF of a file in ${format} says so`, async () => {
      for (const order of ['II', 'MM'] as const) {
        for (let orientation = 1; orientation <= 8; orientation++) {
          const bytes = await turned[format](orientation, order);
          assert.equal(readColorFacts(bytes, format).isTurned, orientation > 1, `${order} ${orientation}`);
          // VS Code's browser turns no WebP, and its size is that which is shown.
          const isOnSide = orientation >= 5 && format !== 'webp';
          const size = isOnSide ? { width: 16, height: 24 } : { width: 24, height: 16 };
          assert.deepEqual(readDimensions(bytes, format), size, `${order} ${orientation}`);
        }
      }
    });

    it(`are upright in a file in ${format} whose EXIF is cut off or of no known orientation`, async () => {
      for (const orientation of [0, 9, 0xffff]) {
        assert.equal(readColorFacts(await turned[format](orientation, 'II'), format).isTurned, false);
      }
      const bytes = await turned[format](6, 'MM');
      for (let length = 0; length < bytes.length; length++) {
        readColorFacts(bytes.subarray(0, length), format);
      }
    });
  }

  it('lie on their side where the EXIF of a WebP stands behind more than is read at first', async () => {
    for (const [size, padding] of [
      [1000, 3001],
      [7, 500],
      [65_536, 400_000],
    ] as const) {
      for (const orientation of [1, 6]) {
        const bytes = turnedWebp(orientation, 'II', padding);
        assert.equal(await isTurnedBehind(piecesOf(bytes, size)), orientation > 1, `${size} ${padding}`);
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
