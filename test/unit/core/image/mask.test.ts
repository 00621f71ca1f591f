import assert from 'node:assert/strict';
import { changesAt, readMask, type MaskBits } from '../../../../src/core/image/maskReader';
import { cleanMask, fitMask, greyMask } from '../../../../src/core/image/mask';
import { checkMask, largestMask } from '../../../../src/shared/maskProblem';
import type { ByteSource } from '../../../../src/core/model/reference';
import { readMaskFile } from '../../../servers/maskFile';
import { isError } from '../apis/isError';
import { referenceOf } from '../apis/callContext';
import {
  imageOf,
  leftHalf,
  maskOf,
  pictureOf,
  pngOf,
  pngOfRows,
  type Marked,
  type Size,
} from './markedImage';

const never = new AbortController().signal;
const size: Size = { width: 9, height: 4 };
const corner: Marked = (x, y) => x < 3 && y < 2;

function picture(mask: MaskBits | undefined): string {
  assert.ok(mask);
  return Array.from({ length: mask.height }, (_, y) =>
    Array.from({ length: mask.width }, (__, x) => (changesAt(mask, x, y) ? '#' : '.')).join(''),
  ).join('\n');
}

async function bytesOf(source: ByteSource): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for await (const piece of source.read()) {
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}

const cornerPicture = '###......\n###......\n.........\n.........';

describe('reading a mask', () => {
  it('is what is transparent, of a PNG with two or four values a pixel', async () => {
    for (const samples of [2, 4] as const) {
      assert.equal(picture(await readMask(pngOf(size, corner, { samples }))), cornerPicture);
    }
  });

  it('is nothing for a file without transparency, for another format, and for what is cut or broken', async () => {
    const good = pngOf(size, corner);
    const broken = Buffer.from(good);
    broken[45] = broken[45]! ^ 0xff;
    const wrongFilter = pngOfRows({ width: 1, height: 1 }, Buffer.from([5, 0, 0, 0, 0]));
    const interlaced = Buffer.from(good);
    interlaced[28] = 1;
    const endless = Buffer.from(good);
    endless.writeUInt32BE(16_385, 16);
    const bad = [
      pngOf(size, corner, { samples: 3 }),
      pngOf(size, corner, { samples: 1 }),
      ...[broken, wrongFilter, interlaced, endless],
      good.subarray(0, 48),
      Buffer.from('GIF89a'),
      Buffer.alloc(0),
    ];
    for (const [index, bytes] of bad.entries()) {
      assert.equal(await readMask(bytes), undefined, `number ${index}`);
    }
  });

  it('undoes every filter of PNG', async () => {
    // Opacities 255, 0, 255, 0 … in each of five rows, each filtered in another way.
    const opacity = (x: number): number => (x % 2 === 0 ? 255 : 0);
    const plain = Array.from({ length: 5 }, () =>
      Array.from({ length: 24 }, (_, at) => (at % 4 === 3 ? opacity(at >> 2) : at)),
    );
    const guesses: readonly ((left: number, up: number, before: number) => number)[] = [
      () => 0,
      (left) => left,
      (_, up) => up,
      (left, up) => Math.floor((left + up) / 2),
      (left, up, before) => {
        const aim = left + up - before;
        return [left, up, before].reduce((best, each) =>
          Math.abs(aim - each) < Math.abs(aim - best) ? each : best,
        );
      },
    ];
    const rows = plain.map((row, y) => [
      y,
      ...row.map((value, at) => {
        const up = plain[y - 1]?.[at] ?? 0;
        const before = at < 4 ? 0 : (plain[y - 1]?.[at - 4] ?? 0);
        return (value - guesses[y]!(at < 4 ? 0 : row[at - 4]!, up, before)) & 255;
      }),
    ]);
    const png = pngOfRows({ width: 6, height: 5 }, Buffer.from(rows.flat()));
    assert.equal(picture(await readMask(png)), Array.from({ length: 5 }, () => '.#.#.#').join('\n'));
  });
});

describe('a mask that was painted', () => {
  it('is written anew: white and fully transparent where it changes, black and opaque elsewhere', async () => {
    const clean = await cleanMask(pngOf(size, corner), never);
    const read = readMaskFile(Buffer.from(clean!));
    assert.equal(pictureOf(read!, read!.brightness), cornerPicture);
    assert.equal(
      pictureOf(read!, read!.alpha),
      cornerPicture.replaceAll(/[#.]/gu, (sign) => (sign === '#' ? '.' : '#')),
    );
  });

  it('is none where nothing is marked, and is refused where it cannot be read', async () => {
    assert.equal(
      await cleanMask(
        pngOf(size, () => false),
        never,
      ),
      undefined,
    );
    await assert.rejects(
      cleanMask(Buffer.from('no image'), never),
      isError('invalidRequest', { problem: { problem: 'maskFormat' } }),
    );
  });

  it('goes with a reference that is scaled down or up, and with none of another ratio', async () => {
    const kept = pngOf({ width: 300, height: 200 }, leftHalf({ width: 300, height: 200 }));
    for (const reference of [
      { width: 300, height: 200 },
      { width: 8, height: 5 },
      { width: 1500, height: 1000 },
    ]) {
      const mask = await fitMask(kept, { name: 'a.png', ...reference }, never);
      assert.deepEqual([mask.width, mask.height], [reference.width, reference.height]);
      const read = readMaskFile(await bytesOf(mask))!;
      assert.deepEqual([read.width, read.height], [reference.width, reference.height]);
      const marked = read.alpha!.filter((value) => value === 0).length;
      assert.equal(marked, (reference.width / 2) * reference.height);
    }
    const problem = { problem: 'maskPixels', file: 'a.png', width: 300, height: 200 } as const;
    await assert.rejects(
      fitMask(kept, { name: 'a.png', width: 200, height: 300 }, never),
      isError('invalidRequest', { problem: { ...problem, reference: { width: 200, height: 300 } } }),
    );
  });

  it('is grey for services that take no transparency: white is what changes', async () => {
    const grey = await greyMask(maskOf(size, pngOf(size, corner)), never);
    const read = readMaskFile(await bytesOf(grey))!;
    assert.equal(read.alpha, undefined);
    assert.equal(pictureOf(read, read.brightness), cornerPicture);
  });

  it('of 16 million pixels never holds the thread for long', async () => {
    const large = { width: 4096, height: 4096 };
    const kept = pngOf({ width: 512, height: 512 }, leftHalf({ width: 512, height: 512 }));
    let turns = 0;
    let isDone = false;
    const count = (): void => {
      turns += 1;
      if (!isDone) {
        setImmediate(count);
      }
    };
    setImmediate(count);
    const mask = await fitMask(kept, { name: 'a.png', ...large }, never);
    isDone = true;
    // Written in slices of 64 KB, 1024 of them, after each of which others have their turn.
    assert.ok(turns >= 500, `${turns} turns`);
    assert.ok(mask.byteLength < 500_000, `${mask.byteLength} bytes`);
  });
});

describe('the check of a mask', () => {
  const model = { mask: true } as Parameters<typeof checkMask>[1];
  const mask = maskOf(size, pngOf(size, corner));
  const problemOf = (changes: Partial<Parameters<typeof checkMask>[0]>, capabilities = model): unknown =>
    checkMask({ mask, references: [imageOf('a.png', size)], ...changes }, capabilities)[0]?.problem;

  it('lets one pass that lies on the first reference', () => {
    assert.equal(problemOf({}), undefined);
    assert.equal(
      problemOf({ references: [imageOf('a.png', size), referenceOf('b.png', { width: 1, height: 1 })] }),
      undefined,
    );
    // Pixels that nobody knows are no reason.
    assert.equal(problemOf({ references: [referenceOf('a.png')] }), undefined);
  });

  it('refuses one that the model does not take, or that lies on nothing', () => {
    assert.equal(problemOf({}, { ...model, mask: false }), 'maskNotTaken');
    assert.equal(problemOf({ references: [] }), 'maskWithoutReference');
  });

  it('refuses another format, other pixels, and 4 MB', () => {
    assert.equal(problemOf({ mask: { ...mask, format: 'webp' } }), 'maskFormat');
    assert.equal(problemOf({ mask: { ...mask, width: 10 } }), 'maskPixels');
    assert.equal(problemOf({ mask: { ...mask, byteLength: largestMask } }), undefined);
    assert.equal(problemOf({ mask: { ...mask, byteLength: largestMask + 1 } }), 'maskBytes');
  });
});
