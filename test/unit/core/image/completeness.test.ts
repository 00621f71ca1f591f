import assert from 'node:assert/strict';
import { isComplete } from '../../../../src/core/image/completeness';
import type { ImageFormat } from '../../../../src/core/image/format';
import { fixtures } from './fixtures';
import { makeHeic, makePng } from './samples';

async function samples(): Promise<readonly (readonly [ImageFormat, Uint8Array])[]> {
  return [
    ['png', await makePng({ width: 200, height: 100 })],
    ['jpeg', fixtures.jpeg],
    ['jpeg', fixtures.jpegProgressive],
    ['jpeg', fixtures.jpegOnItsSide],
    ['webp', fixtures.webpLossy],
    ['webp', fixtures.webpExtended],
    ['gif', fixtures.gif],
    ['bmp', fixtures.bmp],
    ['avif', fixtures.avif],
    ['heic', makeHeic()],
    ['svg', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><g></g></svg>\n')],
  ];
}

describe('isComplete', () => {
  it('is true of whole images', async () => {
    for (const [format, bytes] of await samples()) {
      assert.equal(isComplete(bytes, format), true, format);
    }
  });

  it('is false of an image cut anywhere', async () => {
    for (const [format, bytes] of await samples()) {
      for (let length = 0; length < bytes.length - 1; length++) {
        assert.equal(isComplete(bytes.subarray(0, length), format), false, `${format} cut to ${length}`);
      }
    }
  });

  it('is not taken in by the end marker of the thumbnail inside EXIF', () => {
    const [head, rest] = [fixtures.jpeg.subarray(0, 2), fixtures.jpeg.subarray(2, -2)];
    const thumbnail = Buffer.from([0xff, 0xe1, 0, 6, 0xff, 0xd8, 0xff, 0xd9]);
    assert.equal(isComplete(Buffer.concat([head, thumbnail, rest]), 'jpeg'), false);
  });

  it('tolerates what was appended', async () => {
    const appended = Buffer.alloc(20);
    assert.equal(isComplete(Buffer.concat([fixtures.jpeg, appended]), 'jpeg'), true);
    assert.equal(isComplete(Buffer.concat([await makePng(), appended]), 'png'), true);
    assert.equal(isComplete(Buffer.concat([fixtures.webpLossy, appended]), 'webp'), true);
  });
});
