import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { deflateSync } from 'node:zlib';
import { readDimensions, readStart } from '../../src/core/image/header/dimensions';
import type { ImageFormat } from '../../src/shared/imageFormat';
import { sniffFormat } from '../../src/core/image/sniff';
import { openLocalFile } from '../../src/core/storage/localFile';
import { chunk, pngSignature } from '../servers/png';
import { isError } from '../unit/core/apis/isError';
import { fixtures } from '../unit/core/image/fixtures';
import { box, makeHeic, makePng, seededRandom } from '../unit/core/image/samples';
import { fault } from './fault';
import { insteadOf } from './faults';
import { referenceFrom } from './localReference';
import type { Scene } from './scene';

/** Formats that Easel knows and no paid model takes. */
const refused: Readonly<Partial<Record<ImageFormat, Uint8Array>>> = {
  heic: makeHeic({ quarterTurns: 1 }),
  avif: fixtures.avif,
  svg: Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'),
  gif: animatedGif(),
  tiff: fixtures.tiff,
  bmp: fixtures.bmp,
};

/** What Easel takes for no image at all. */
const unknown: Readonly<Record<string, Uint8Array>> = {
  'JPEG XL': Buffer.from('ff0a7f00000000000000000000000000', 'hex'),
  'JPEG XL in its container': Buffer.from('0000000c4a584c200d0a870a', 'hex'),
  Photoshop: Buffer.from('8BPS\0\x01\0\0\0\0\0\0\0\x03\0\0\0\x10\0\0\0\x18\0\x08\0\x03', 'latin1'),
  PDF: Buffer.from('%PDF-1.7\n'),
  text: Buffer.from('PNG'),
};

/** Unusual files of the formats that every model takes. */
const unusual: Readonly<Record<string, () => Uint8Array>> = {
  'a JPEG in CMYK': () => fixtures.jpegCmyk,
  'a JPEG that EXIF turns': () => fixtures.jpegOnItsSide,
  'a progressive JPEG': () => fixtures.jpegProgressive,
  'a PNG of 16 bits': () => makeOddPng({ depth: 16 }),
  'an animated PNG': () => makeOddPng({ frames: 2 }),
  'an extended WebP': () => fixtures.webpExtended,
  'an animated WebP': () => animatedWebp(),
};

describe('Faults: formats of references', () => {
  for (const [format, bytes] of Object.entries(refused)) {
    fault(49, `${format} is named and refused before paying, whatever the file is called`, async (scene) => {
      const reference = await referenceFrom(await place(scene, bytes), 'picked.png');
      assert.equal(reference.format, format);
      for (const provider of ['imini', 'infinityblue'] as const) {
        const { error } = await scene.run({ provider, references: [reference] });
        const accepted: readonly ImageFormat[] = ['png', 'jpeg', 'webp'];
        const problem = { problem: 'referenceFormat', file: 'picked.png', format, accepted } as const;
        isError('invalidRequest', { problem })(error);
        assert.deepEqual(scene[provider].requests, []);
      }
    });
  }

  fault(49, 'what is no known image is told apart from every format', async (scene) => {
    for (const [name, bytes] of Object.entries(unknown)) {
      const source = await openLocalFile({ path: await place(scene, bytes), name });
      assert.equal(sniffFormat(await readStart(source)), undefined, name);
    }
  });

  for (const [what, make] of Object.entries(unusual)) {
    fault(49, `${what} is sent byte for byte`, async (scene) => {
      const bytes = make();
      const reference = await referenceFrom(await place(scene, bytes));
      assert.deepEqual(readDimensions(bytes, reference.format), {
        ...(what.includes('turns') ? { width: 16, height: 24 } : { width: 24, height: 16 }),
      });
      const { errors } = await scene.run({ provider: 'imini', references: [reference] });
      assert.deepEqual(errors, []);
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      assert.deepEqual(
        scene.imini.tasks.map(({ request }) => request.references.map((each) => each.sha256)),
        [[sha256]],
      );
    });
  }

  fault(49, 'a reference cut anywhere ends as an image or in one error', async (scene) => {
    const png = await makePng();
    for (const length of [1, 8, 12, 20, 30, png.length - 5]) {
      const file = await place(scene, png.subarray(0, length), `${length}.png`);
      const source = await openLocalFile({ path: file, name: 'cut.png' });
      const format = sniffFormat(await readStart(source));
      assert.equal(format, length < 8 ? undefined : 'png');
      if (format) {
        const references = [{ ...source, format, use: 'asset' }] as const;
        const { saved, errors } = await scene.run({ provider: 'imini', references });
        assert.equal(saved.length + errors.length, 1);
      }
    }
  });

  fault(50, 'a broken HEIC never has a size that cannot be', () => {
    const random = seededRandom(50);
    const whole = makeHeic({ quarterTurns: 3 });
    let read = 0;
    for (let round = 0; round < 5000; round++) {
      const bytes = breakBytes(whole, random);
      const size = readDimensions(bytes, 'heic');
      read += size ? 1 : 0;
      for (const side of size ? [size.width, size.height] : []) {
        assert.ok(Number.isSafeInteger(side) && side > 0, bytes.toString('hex'));
      }
    }
    assert.ok(read > 0);
    return Promise.resolve();
  });

  fault(50, 'boxes within boxes, and boxes without a length, come to an end', () => {
    let nested: Buffer = Buffer.alloc(0);
    for (let depth = 0; depth < 5000; depth++) {
      nested = box('meta', Buffer.alloc(4), nested);
    }
    const empty = Buffer.alloc(100_000);
    for (const content of [nested, empty, Buffer.alloc(100_000, 0xff)]) {
      const bytes = Buffer.concat([makeHeic().subarray(0, 24), content]);
      assert.equal(readDimensions(bytes, 'heic'), undefined);
    }
    return Promise.resolve();
  });

  fault(50, 'a broken HEIC as a result is saved or kept, as it came', async (scene) => {
    const random = seededRandom(51);
    const results = Array.from({ length: 12 }, () => breakBytes(makeHeic(), random));
    const download = results.map((body) => insteadOf(() => ({ body })));
    await scene.inFrontOf('imini', { download });
    let saved = 0;
    for (const bytes of results) {
      const outcome = await scene.run({ provider: 'imini' });
      assert.equal(outcome.saved.length + outcome.errors.length, 1);
      saved += outcome.saved.length;
      for (const image of outcome.saved) {
        assert.ok(bytes.equals(image.bytes));
      }
    }
    const broken = results.length - saved;
    scene.expectKeptBroken(broken);
    // It can be asked for again, as long as the provider has it.
    scene.expectOpen(...Array.from({ length: broken }, () => 'detached' as const));
  });
});

async function place(scene: Scene, bytes: Uint8Array, name = 'reference.bin'): Promise<string> {
  const folder = path.join(scene.folder, 'workspace');
  await mkdir(folder, { recursive: true });
  const file = path.join(folder, name);
  await writeFile(file, bytes);
  return file;
}

/** Some bytes changed, and now and then the end cut off. */
function breakBytes(whole: Buffer, random: () => number): Buffer {
  const bytes = Buffer.from(whole);
  for (let changes = 1 + Math.floor(random() * 4); changes > 0; changes--) {
    bytes[Math.floor(random() * bytes.length)] = Math.floor(random() * 256);
  }
  return random() < 0.2 ? bytes.subarray(0, Math.floor(random() * bytes.length)) : bytes;
}

function makeOddPng({ depth = 8, frames = 1 }): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(24, 0);
  header.writeUInt32BE(16, 4);
  header.set([depth, 0, 0, 0, 0], 8);
  const rows = deflateSync(Buffer.alloc(16 * (1 + (24 * depth) / 8)));
  const control = Buffer.alloc(8);
  control.writeUInt32BE(frames, 0);
  return Buffer.concat([
    pngSignature,
    chunk('IHDR', header),
    ...(frames > 1 ? [chunk('acTL', control)] : []),
    chunk('IDAT', rows),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** The one frame of the sample, twice. */
function animatedGif(): Buffer {
  const gif = Buffer.from(fixtures.gif);
  const start = gif.indexOf(0x2c);
  const frame = gif.subarray(start, -1);
  return Buffer.concat([gif.subarray(0, start), frame, frame, gif.subarray(-1)]);
}

/** An extended header that says so, and no frames that anyone here would look for. */
function animatedWebp(): Buffer {
  const webp = Buffer.from(fixtures.webpExtended);
  webp[20] = (webp[20] ?? 0) | 0x02;
  return webp;
}
