import assert from 'node:assert/strict';
import { writeRecipe } from '../../../../src/core/image/metadata/writeRecipe';
import { spliceBetween, withoutSplice } from '../../../../src/core/storage/byteSplice';
import { drawJpeg, drawPng } from '../../../servers/image';
import { makeRecipe } from '../image/samples';

describe('A splice', () => {
  const restore = async (original: Uint8Array, changed: Uint8Array, pieceLength: number): Promise<Buffer> => {
    const splice = spliceBetween(original, changed);
    assert.ok(splice);
    const pieces: Uint8Array[] = [];
    for await (const piece of withoutSplice(cut(changed, pieceLength), splice)) {
      pieces.push(piece);
    }
    return Buffer.concat(pieces);
  };

  it('gives back what was there before, however the bytes come in pieces', async () => {
    const cases = [
      ['', 'x'],
      ['abc', 'abc'],
      ['abc', 'abXYc'],
      ['abc', 'XYabc'],
      ['abc', 'abcXY'],
      ['aaaa', 'aaaaaa'],
      ['aaaaaa', 'aaaa'],
      ['abc', 'aXYZc'],
      ['abcdef', 'aXf'],
    ] as const;
    for (const [original, changed] of cases) {
      for (const pieceLength of [1, 2, 3, 100]) {
        const restored = await restore(Buffer.from(original), Buffer.from(changed), pieceLength);
        assert.equal(restored.toString(), original, `${original} from ${changed} by ${pieceLength}`);
      }
    }
  });

  it('tells an image from its file with the recipe in it', async () => {
    const options = { aspectRatio: '', size: '', quality: '', references: [] };
    const chunk = { prompt: 'a fox', model: 'm', ...options, call: 1, image: 1, draft: false };
    const images = [
      { format: 'png', bytes: await drawPng({ chunk, width: 300, height: 200 }) },
      { format: 'jpeg', bytes: drawJpeg({ chunk, width: 300, height: 200 }) },
    ] as const;
    for (const { format, bytes } of images) {
      const saved = writeRecipe(bytes, format, makeRecipe(), 'full');
      assert.equal(saved.written, 'full');
      assert.ok(Buffer.from(bytes).equals(await restore(bytes, saved.bytes, 1000)), format);
    }
  });

  it('is no way from one image to another', () => {
    const [one, other] = [Buffer.alloc(200_000, 1), Buffer.alloc(200_000, 2)];
    assert.equal(spliceBetween(one, other), undefined);
  });
});

// eslint-disable-next-line @typescript-eslint/require-await -- files are read asynchronously
async function* cut(bytes: Uint8Array, length: number): AsyncGenerator<Uint8Array> {
  for (let from = 0; from < bytes.length; from += length) {
    yield bytes.subarray(from, from + length);
  }
}
