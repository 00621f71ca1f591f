import assert from 'node:assert/strict';
import { isComplete } from '../../../../src/core/image/completeness';
import { readDimensions } from '../../../../src/core/image/dimensions';
import { imageFormats, type ImageFormat } from '../../../../src/core/image/format';
import { readRecipe } from '../../../../src/core/image/metadata/readRecipe';
import { writeRecipe } from '../../../../src/core/image/metadata/writeRecipe';
import { sniffFormat } from '../../../../src/core/image/sniff';
import { fixtures } from './fixtures';
import { makeHeic, makePng, makeRecipe, seededRandom } from './samples';

const rounds = 400;

/** Flips, overwrites, cuts, repeats: what broken disks, proxies and attackers do. */
function mutate(bytes: Uint8Array, random: () => number): Buffer {
  let mutated = Buffer.from(bytes);
  const place = () => Math.floor(random() * mutated.length);
  for (let changes = 1 + Math.floor(random() * 8); changes > 0 && mutated.length > 0; changes--) {
    const kind = random();
    if (kind < 0.5) {
      mutated[place()] = Math.floor(random() * 256);
    } else if (kind < 0.75) {
      const at = place();
      mutated.fill(random() < 0.5 ? 0xff : 0, at, Math.min(at + 4, mutated.length));
    } else if (kind < 0.9) {
      mutated = mutated.subarray(0, place());
    } else {
      const at = place();
      mutated = Buffer.concat([mutated.subarray(0, at), mutated.subarray(Math.floor(at / 2))]);
    }
  }
  return mutated;
}

function examine(bytes: Uint8Array, format: ImageFormat): void {
  sniffFormat(bytes);
  isComplete(bytes, format);
  const dimensions = readDimensions(bytes, format);
  if (dimensions) {
    for (const side of [dimensions.width, dimensions.height]) {
      assert.ok(Number.isSafeInteger(side) && side > 0, `${format} ${side}`);
    }
  }
  readRecipe(bytes, format);
  const { bytes: written, written: what } = writeRecipe(bytes, format, makeRecipe(), 'full');
  if (what === 'full' && isComplete(bytes, format)) {
    assert.ok(isComplete(written, format));
    assert.deepEqual(readRecipe(written, format), makeRecipe());
  }
}

describe('broken images', () => {
  it('never make a reader throw, hang or report a size that cannot be', async function () {
    this.timeout(60_000);
    const random = seededRandom(20_261_018);
    const png = await makePng();
    const whole: [ImageFormat, Uint8Array][] = [
      ['png', png],
      ['png', writeRecipe(png, 'png', makeRecipe(), 'full').bytes],
      ['jpeg', fixtures.jpegProgressive],
      ['jpeg', writeRecipe(fixtures.jpegOnItsSide, 'jpeg', makeRecipe(), 'full').bytes],
      ['webp', fixtures.webpLossy],
      ['webp', writeRecipe(fixtures.webpAlpha, 'webp', makeRecipe(), 'full').bytes],
      ['gif', fixtures.gif],
      ['bmp', fixtures.bmp],
      ['tiff', fixtures.tiff],
      ['avif', fixtures.avif],
      ['heic', makeHeic({ quarterTurns: 1 })],
      ['svg', Buffer.from('<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY a "b">]><!-- x --><svg></svg>')],
    ];
    let slowest = 0;
    for (const [format, bytes] of whole) {
      for (let round = 0; round < rounds; round++) {
        const start = performance.now();
        examine(mutate(bytes, random), format);
        slowest = Math.max(slowest, performance.now() - start);
      }
    }
    assert.ok(slowest < 200, `${slowest} ms`);
  });

  it('are told apart from random bytes', () => {
    const random = seededRandom(7);
    for (let round = 0; round < rounds; round++) {
      const noise = Buffer.from(Array.from({ length: 300 }, () => Math.floor(random() * 256)));
      for (const format of imageFormats) {
        examine(noise, format);
      }
    }
  });

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
      const start = performance.now();
      examine(bytes, format);
      assert.ok(performance.now() - start < 1500, `${format} took ${performance.now() - start} ms`);
    }
  });
});
