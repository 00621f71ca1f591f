import assert from 'node:assert/strict';
import { mkdtemp, readFile, readdir, rm, utimes } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { largestThumbnail } from '../../../../src/shared/limits';
import { ThumbnailFolder } from '../../../../src/core/history/thumbnailFolder';
import { inProject } from '../../../host/project.mjs';

const hash = (digit: string): string => digit.repeat(64);

describe('Thumbnails', () => {
  let directory: string;
  let webp: Buffer;

  before(async () => {
    const file = await readFile(inProject('test', 'sample-workspace', 'assets', 'waves.webp'));
    // The picture is as wide as a thumbnail may be, or less; what matters here is its container.
    webp = withSize(file, 320);
  });
  beforeEach(async () => {
    directory = await mkdtemp(path.join(os.tmpdir(), 'easel-thumbnails-'));
  });
  afterEach(() => rm(directory, { recursive: true, force: true }));

  const names = async (): Promise<readonly string[]> => (await readdir(directory)).sort();

  it('are kept under the hash of their image', async () => {
    const folder = new ThumbnailFolder({ directory, mostBytes: 1e6 });
    assert.equal(await folder.find(hash('a')), undefined);
    const file = await folder.put(hash('a'), webp);
    assert.equal(await folder.find(hash('a')), file);
    assert.deepEqual(await names(), [`${hash('a')}.webp`]);
    await folder.remove(hash('a'));
    assert.equal(await folder.find(hash('a')), undefined);
  });

  it('are WebP, small, and named by a hash', async () => {
    const folder = new ThumbnailFolder({ directory, mostBytes: 1e6 });
    const png = await readFile(inProject('test', 'sample-workspace', 'assets', 'sun.png'));
    const long = Buffer.concat([webp, Buffer.alloc(largestThumbnail)]);
    assert.equal(await folder.put(hash('a'), png), undefined);
    assert.equal(await folder.put(hash('a'), long), undefined);
    assert.equal(await folder.put(hash('a'), withSize(webp, 513)), undefined);
    assert.equal(await folder.put('../../escape', webp), undefined);
    assert.deepEqual(await names(), []);
  });

  it('never come to more than the bound: the oldest go', async () => {
    const mostBytes = webp.byteLength * 5 + 10;
    const folder = new ThumbnailFolder({ directory, mostBytes });
    for (const [age, digit] of Array.from('0123456789').entries()) {
      const file = await folder.put(hash(digit), webp);
      if (file && (await folder.find(hash(digit)))) {
        await utimes(file, 1000 + age, 1000 + age);
      }
      assert.ok((await names()).length * webp.byteLength <= mostBytes);
    }
    assert.ok((await names()).includes(`${hash('9')}.webp`));
    assert.ok(!(await names()).includes(`${hash('0')}.webp`));
  });

  it('that stood there before count as well', async () => {
    const first = new ThumbnailFolder({ directory, mostBytes: 1e6 });
    for (const digit of '01234') {
      await first.put(hash(digit), webp);
    }
    await new ThumbnailFolder({ directory, mostBytes: webp.byteLength * 3 }).put(hash('5'), webp);
    assert.ok((await names()).length <= 3);
  });
});

/** The WebP with another canvas in its header, which is an extended one. */
function withSize(webp: Buffer, side: number): Buffer {
  const body = webp.toString('latin1', 12, 16) === 'VP8X' ? webp.subarray(30) : webp.subarray(12);
  const head = Buffer.alloc(30);
  head.write('RIFF', 0, 'latin1');
  head.writeUInt32LE(22 + body.length, 4);
  head.write('WEBPVP8X', 8, 'latin1');
  head.writeUInt32LE(10, 16);
  head.writeUIntLE(side - 1, 24, 3);
  head.writeUIntLE(side - 1, 27, 3);
  return Buffer.concat([head, body]);
}
