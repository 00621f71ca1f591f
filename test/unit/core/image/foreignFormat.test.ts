import assert from 'node:assert/strict';
import { isAnimated } from '../../../../src/core/image/animation';
import { sniffForeignFormat } from '../../../../src/core/image/foreignFormat';
import { fixtures } from './fixtures';
import { makePng } from './samples';

describe('Image formats that Easel cannot open', () => {
  it('are told by their first bytes', () => {
    const jxl = Buffer.from('ff0a7f00', 'hex');
    const boxed = Buffer.from('0000000c4a584c200d0a870a', 'hex');
    assert.equal(sniffForeignFormat(jxl), 'JPEG XL');
    assert.equal(sniffForeignFormat(boxed), 'JPEG XL');
    assert.equal(sniffForeignFormat(Buffer.from('8BPS\0\x01', 'latin1')), 'Photoshop');
  });

  it('are not seen in anything else', async () => {
    for (const bytes of [Buffer.from('8B'), Buffer.from('text'), fixtures.jpeg, await makePng()]) {
      assert.equal(sniffForeignFormat(bytes), undefined);
    }
  });
});

describe('An animation', () => {
  it('is told from a still image', () => {
    const gif = Buffer.concat([
      fixtures.gif.subarray(0, 13),
      Buffer.from('21ff0b4e45545343415045322e30', 'hex'),
    ]);
    assert.equal(isAnimated(gif, 'gif'), true);
    assert.equal(isAnimated(fixtures.gif, 'gif'), false);
    assert.equal(isAnimated(fixtures.avif, 'avif'), false);
    assert.equal(isAnimated(fixtures.webpExtended, 'webp'), false);
    const webp = Buffer.from(fixtures.webpExtended);
    webp[20] = (webp[20] ?? 0) | 0x02;
    assert.equal(isAnimated(webp, 'webp'), true);
  });
});
