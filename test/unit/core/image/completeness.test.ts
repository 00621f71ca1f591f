import assert from 'node:assert/strict';
import { isComplete } from '../../../../src/core/image/completeness';
import type { ImageFormat } from '../../../../src/shared/imageFormat';
import { fixtures } from './fixtures';
import { makeHeic, makePng } from './samples';

/** Two frames, with a `;` (the trailer's byte) in a comment and in the pixels. */
const animatedGif = Buffer.concat([
  Buffer.from('GIF89a\x01\0\x01\0\x80\0\0', 'latin1'),
  Buffer.from([1, 2, 3, 4, 5, 6]),
  Buffer.from('\x21\xfe\x03a;b\0', 'latin1'),
  ...Array.from({ length: 2 }, () =>
    Buffer.from('\x21\xf9\x04\0\0\0\0\0\x2c\0\0\0\0\x01\0\x01\0\x80;;;;;;\x02\x02D;\0', 'latin1'),
  ),
  Buffer.from(';'),
]);

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
    ['gif', animatedGif],
    ['svg', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><g></g></svg>\n')],
    ['svg', Buffer.from('\ufeff<svg xmlns="http://www.w3.org/2000/svg"><g></g></svg>\n', 'utf16le')],
    ['svg', Buffer.from('<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg"/>\n')],
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
      const end = format === 'svg' ? Buffer.from(bytes).lastIndexOf('>') : bytes.length - 1;
      for (let length = 0; length < end; length++) {
        assert.equal(isComplete(bytes.subarray(0, length), format), false, `${format} cut to ${length}`);
      }
    }
  });

  it('is not taken in by the end marker of the thumbnail inside EXIF', () => {
    const [head, rest] = [fixtures.jpeg.subarray(0, 2), fixtures.jpeg.subarray(2, -2)];
    const thumbnail = Buffer.from([0xff, 0xe1, 0, 6, 0xff, 0xd8, 0xff, 0xd9]);
    assert.equal(isComplete(Buffer.concat([head, thumbnail, rest]), 'jpeg'), false);
  });

  /** Line ends, zeros, a signature, an archive, another image: whatever programs and proxies put there. */
  const appendices: readonly Buffer[] = [
    Buffer.alloc(1),
    Buffer.alloc(20),
    Buffer.from('\n'),
    Buffer.from('\r\n'),
    Buffer.from('made by a program, version 1.0'),
    Buffer.from('PK\x03\x04 an archive', 'latin1'),
    fixtures.jpeg as Buffer,
  ];

  it('tolerates what was appended, in every format', async () => {
    for (const [format, bytes] of await samples()) {
      for (const appended of format === 'svg' ? [] : appendices) {
        const whole = Buffer.concat([bytes, appended]);
        assert.equal(
          isComplete(whole, format),
          true,
          `${format} + ${JSON.stringify(appended.toString('latin1'))}`,
        );
      }
    }
  });

  it('tolerates behind an SVG what XML allows there', () => {
    const svg = '<svg xmlns="http://www.w3.org/2000/svg"><g></g></svg>';
    const allowed = [
      '\n<!-- made by X -->',
      ' <!-- a --> <!-- > b -->\n',
      '<?x y?>',
      `<!--${'-x'.repeat(10_000)}-->`,
      '\0\0',
    ];
    for (const behind of allowed) {
      assert.equal(isComplete(Buffer.from(svg + behind), 'svg'), true, behind);
      assert.equal(isComplete(Buffer.from(`\ufeff${svg}${behind}`, 'utf16le'), 'svg'), true, behind);
    }
    for (const broken of [
      '<svg><g>',
      '<svg><svg/>',
      '<svg><g></g><!-- </svg> -->',
      '<svg><!-- </svg>',
      '<svg a="/>',
    ]) {
      assert.equal(isComplete(Buffer.from(broken), 'svg'), false, broken);
    }
  });

  it('is true of a WebP whose last chunk lacks the byte that pads it, and of no other that is too short', () => {
    const odd = Buffer.from('RIFF\x0f\0\0\0WEBPVP8L\x03\0\0\0abc\0', 'latin1');
    odd.writeUInt32LE(odd.length - 8, 4);
    assert.equal(isComplete(odd.subarray(0, -1), 'webp'), true);
    assert.equal(isComplete(odd.subarray(0, -2), 'webp'), false);
    const even = Buffer.from('RIFF\x10\0\0\0WEBPVP8L\x04\0\0\0abcd', 'latin1');
    assert.equal(isComplete(even.subarray(0, -1), 'webp'), false);
  });
});
