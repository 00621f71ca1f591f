import { isComplete } from '../../../../src/core/image/completeness';
import { readDimensions } from '../../../../src/core/image/header/dimensions';
import type { ImageFormat } from '../../../../src/shared/imageFormat';
import { readRecipe } from '../../../../src/core/image/metadata/readRecipe';
import { writeRecipe } from '../../../../src/core/image/metadata/writeRecipe';
import { sniffFormat } from '../../../../src/core/image/sniff';
import { makeRecipe } from './samples';

function examine(bytes: Uint8Array, format: ImageFormat): void {
  sniffFormat(bytes);
  isComplete(bytes, format);
  readDimensions(bytes, format);
  readRecipe(bytes, format);
  writeRecipe(bytes, format, makeRecipe(), 'full');
}

/** That none of them is taken for what it is not is in `unit/properties`. */
describe('images', () => {
  // In any other time it would take hours, of which the timeout tells.
  it('made to waste time are read in linear time', function () {
    this.timeout(20_000);
    const size = 8 * 1024 * 1024;
    const filled = (pattern: string) => Buffer.alloc(size, Buffer.from(pattern, 'latin1'));
    const starts: [ImageFormat, Buffer][] = [
      ['jpeg', Buffer.concat([Buffer.from([0xff, 0xd8]), filled('\xff')])],
      ['jpeg', Buffer.concat([Buffer.from([0xff, 0xd8]), filled('\xff\xe1\0\x02')])],
      ['png', Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), Buffer.alloc(size)])],
      ['webp', Buffer.concat([Buffer.from('RIFF\xf0\xff\x7f\0WEBP', 'latin1'), Buffer.alloc(size)])],
      ['heic', filled('\0\0\0\x08meta')],
      ['svg', filled('<!---->')],
      ['svg', filled('<')],
    ];
    for (const [format, bytes] of starts) {
      examine(bytes, format);
    }
  });
});
