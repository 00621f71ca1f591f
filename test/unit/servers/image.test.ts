import assert from 'node:assert/strict';
import { inflateSync } from 'node:zlib';
import { drawJpeg, drawPng, readTestChunk, type TestChunk } from '../../servers/image';
import { nearestRatio, pixelSize } from '../../servers/pixelSize';

const chunk: TestChunk = {
  prompt: 'Une forêt, 森林 🌲',
  model: 'google/nano-banana-pro',
  aspectRatio: '16:9',
  size: '1K',
  quality: '',
  references: [{ sha256: 'ab', use: 'style' }],
  call: 3,
  image: 2,
  draft: false,
};

describe('images of the test servers', () => {
  it('carry their request, in PNG', async () => {
    const bytes = await drawPng({ chunk, width: 64, height: 32 });
    assert.deepEqual(readTestChunk(bytes), chunk);
  });

  it('carry their request, in JPEG, also where it needs several segments', () => {
    const long = { ...chunk, prompt: '森'.repeat(30_000) };
    assert.deepEqual(readTestChunk(drawJpeg({ chunk: long, width: 64, height: 32 })), long);
  });

  it('hold all their pixels in PNG', async () => {
    const bytes = await drawPng({ chunk, width: 50, height: 20 });
    assert.equal(bytes.readUInt32BE(16), 50);
    assert.equal(bytes.readUInt32BE(20), 20);
    const start = bytes.indexOf('IDAT');
    const data = bytes.subarray(start + 4, start + 4 + bytes.readUInt32BE(start - 4));
    assert.equal(inflateSync(data).length, 20 * (1 + 50 * 3));
  });

  it('are the same for the same request and differ by call', async () => {
    const draw = (call: number): Promise<Buffer> =>
      drawPng({ chunk: { ...chunk, call }, width: 40, height: 40 });
    assert.ok((await draw(1)).equals(await draw(1)));
    assert.ok(!(await draw(1)).equals(await draw(2)));
  });

  it('have the pixels of the real models', () => {
    assert.deepEqual(pixelSize({ aspectRatio: '16:9', size: '1K' }), { width: 1376, height: 768 });
    assert.deepEqual(pixelSize({ aspectRatio: '16:9', size: '2K' }), { width: 2752, height: 1536 });
    assert.deepEqual(pixelSize({ aspectRatio: '1:1', size: '512' }), { width: 512, height: 512 });
    assert.deepEqual(pixelSize({ aspectRatio: '', size: '' }), { width: 1024, height: 1024 });
  });

  it('take the nearest ratio of a reference', () => {
    assert.equal(nearestRatio({ width: 1920, height: 1080 }, ['1:1', '4:3', '16:9']), '16:9');
  });

  it('without a test chunk read as nothing', () => {
    assert.equal(readTestChunk(Buffer.from('GIF89a')), undefined);
  });
});
