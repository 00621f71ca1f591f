import assert from 'node:assert/strict';
import { expectedLength } from '../../../../../src/core/http/response/expectedLength';
import { ByteBuffer } from '../../../../../src/core/http/response/byteBuffer';

const megabyte = 2 ** 20;
const piece = Buffer.alloc(megabyte, 1);

/** How many bytes are copied at most when so many are appended, a megabyte at a time. */
function longestCopy(bytes: ByteBuffer, length: number): number {
  let buffer = bytes.view().buffer;
  let longest = 0;
  while (bytes.length < length) {
    const before = bytes.length;
    bytes.append(piece);
    longest = bytes.view().buffer === buffer ? longest : Math.max(longest, before);
    ({ buffer } = bytes.view());
  }
  return longest;
}

describe('bytes that grow', () => {
  const limit = 64 * megabyte;

  it('are never copied past 16 MiB, whatever was expected', () => {
    for (const expected of [0, 1000, megabyte, 18 * megabyte, limit]) {
      const copied = longestCopy(new ByteBuffer(limit, expected), limit);
      assert.ok(copied <= 18 * megabyte, `${copied} bytes, expected ${expected}`);
    }
  });

  it('are not copied at all once they are many, where their number was known', () => {
    assert.ok(longestCopy(new ByteBuffer(limit, 40 * megabyte), 40 * megabyte) <= megabyte);
  });

  it('give back what was reserved in vain', () => {
    const bytes = new ByteBuffer(limit, 24 * megabyte);
    longestCopy(bytes, 2 * megabyte);
    const finished = bytes.finish();
    assert.equal(finished.length, 2 * megabyte);
    assert.equal(finished.buffer.byteLength, 2 * megabyte);
  });

  it('go past their limit never', () => {
    const bytes = new ByteBuffer(10);
    bytes.append(Buffer.alloc(10));
    assert.throws(() => bytes.append(Buffer.alloc(1)), { reason: 'tooLarge' });
  });
});

describe('the expected length of an answer', () => {
  const limit = 256 * megabyte;
  const usual = 24 * megabyte;

  it('is what its header says, unless it is compressed', () => {
    const rows = [
      [{ 'content-length': '1000' }, 1000],
      [{ 'content-length': '999999999999' }, limit],
      [{ 'content-length': '1000', 'content-encoding': 'identity' }, 1000],
      [{ 'content-length': '1000', 'content-encoding': 'gzip' }, usual],
      [{ 'content-length': String(usual), 'content-encoding': 'br' }, limit],
      [{ 'content-encoding': 'gzip' }, usual],
      [{}, usual],
      [{ 'content-length': 'x' }, usual],
    ] as const;
    for (const [headers, expected] of rows) {
      assert.equal(expectedLength(headers, limit), expected, JSON.stringify(headers));
    }
  });
});
