import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { takeChunks } from '../../../../../src/core/http/response/takeChunks';

/** What comes of chunks that were all there before the first was taken. */
async function lengthsOf(...lengths: readonly number[]): Promise<readonly number[]> {
  const stream = new Readable({ read: () => undefined, highWaterMark: 2 ** 30 });
  const chunks = takeChunks(stream);
  lengths.forEach((length, index) => stream.push(Buffer.alloc(length, index)));
  stream.push(null);
  const taken: number[] = [];
  for await (const { length } of chunks) {
    taken.push(length);
  }
  return taken;
}

describe('chunks of a stream', () => {
  it('stay as they are where they are long, however many wait', async () => {
    const long = Array.from({ length: 40 }, () => 64 * 1024);
    assert.deepEqual(await lengthsOf(...long), long);
  });

  it('are joined to at most 64 KiB where they are short', async () => {
    assert.deepEqual(await lengthsOf(...Array.from({ length: 100_000 }, () => 1)), [65_536, 34_464]);
    assert.deepEqual(await lengthsOf(60_000, 5000, 600, 70_000, 1), [65_000, 600, 70_000, 1]);
  });

  it('come before the failure that ends them', async () => {
    const stream = new Readable({ read: () => undefined });
    const chunks = takeChunks(stream)[Symbol.asyncIterator]();
    stream.push(Buffer.alloc(3));
    await new Promise(setImmediate);
    stream.destroy(new Error('broken off'));
    await new Promise(setImmediate);
    assert.equal(((await chunks.next()).value as Buffer).length, 3);
    await assert.rejects(chunks.next(), { message: 'broken off' });
  });

  it('close the stream when nobody takes the rest', async () => {
    const stream = new Readable({ read: () => undefined });
    const chunks = takeChunks(stream)[Symbol.asyncIterator]();
    stream.push(Buffer.alloc(3));
    await chunks.next();
    await chunks.return?.();
    assert.ok(stream.destroyed);
  });
});
