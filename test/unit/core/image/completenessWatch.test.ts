import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { CompletenessWatch } from '../../../../src/core/image/completenessWatch';
import type { ImageFormat } from '../../../../src/shared/imageFormat';
import { chunk } from '../../../../src/core/image/pngWriter';
import { fixtures } from './fixtures';
import { makePng } from './samples';

function isWhole(bytes: Uint8Array, format: ImageFormat, pieceLength: number): boolean {
  const watch = new CompletenessWatch(format, bytes.length);
  for (let start = 0; start < bytes.length; start += pieceLength) {
    watch.take(bytes.subarray(start, start + pieceLength));
  }
  return watch.isComplete;
}

/** Larger than what is kept of the beginning. */
async function largeSamples(): Promise<readonly (readonly [ImageFormat, Buffer])[]> {
  const filling = randomBytes(400_000);
  const png = Buffer.from(await makePng());
  const jpeg = Buffer.from(fixtures.jpeg);
  const webp = Buffer.from(fixtures.webpExtended);
  const more = Buffer.concat([webp, Buffer.from('EXTR\x80\x1a\x06\0', 'latin1'), filling]);
  more.writeUInt32LE(more.length - 8, 4);
  // Nothing within the pixels of a JPEG looks like a marker.
  const pixels = Buffer.from(filling.map((byte) => (byte === 0xff ? 0 : byte)));
  return [
    ['png', Buffer.concat([png.subarray(0, -12), chunk('IDAT', filling), png.subarray(-12)])],
    ['jpeg', Buffer.concat([jpeg.subarray(0, -2), pixels, jpeg.subarray(-2)])],
    ['webp', more],
  ];
}

describe('An image that is read in pieces', () => {
  it('is whole where it is, however it is cut into pieces', async () => {
    const small = [
      ['gif', Buffer.from(fixtures.gif)],
      ['avif', Buffer.from(fixtures.avif)],
    ] as const;
    for (const [format, bytes] of [...(await largeSamples()), ...small]) {
      for (const pieceLength of [7, 1000, 65_536, 262_144, bytes.length]) {
        assert.equal(isWhole(bytes, format, pieceLength), true, `${format} in pieces of ${pieceLength}`);
      }
    }
  });

  it('is not whole where it is cut, however it is cut into pieces', async () => {
    for (const [format, bytes] of await largeSamples()) {
      for (const length of [20, 300, 100_000, 300_000, bytes.length - 2]) {
        for (const pieceLength of [1000, 65_536, bytes.length]) {
          assert.equal(
            isWhole(bytes.subarray(0, length), format, pieceLength),
            false,
            `${format} cut to ${length}`,
          );
        }
      }
    }
  });

  it('is whole with bytes behind its end', async () => {
    for (const [format, bytes] of await largeSamples()) {
      assert.equal(isWhole(Buffer.concat([bytes, Buffer.alloc(70_000, 'x')]), format, 65_536), true, format);
    }
  });

  it('is not taken in by the end marker of the thumbnail inside EXIF', () => {
    const thumbnail = Buffer.concat([Buffer.from([0xff, 0xe1, 0, 6, 0xff, 0xd8, 0xff, 0xd9])]);
    const pixels = Buffer.alloc(300_000, 1);
    const bytes = Buffer.concat([
      fixtures.jpeg.subarray(0, 2),
      thumbnail,
      fixtures.jpeg.subarray(2, -2),
      pixels,
    ]);
    assert.equal(isWhole(bytes, 'jpeg', 65_536), false);
  });
});
