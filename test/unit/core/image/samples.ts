import { writePng } from '../../../../src/core/image/pngWriter';
import type { Recipe } from '../../../../src/core/model/recipe';

/** A PNG of one colour. */
export async function makePng(
  size: { width: number; height: number } = { width: 24, height: 16 },
): Promise<Buffer> {
  const image = { ...size, palette: [[200, 80, 40]] as const, drawRow: () => undefined };
  return Buffer.from(await writePng(image, new AbortController().signal));
}

export function makeRecipe(changes: Partial<Recipe> = {}): Recipe {
  return {
    version: 1,
    generator: 'Easel',
    date: '2026-10-01T12:00:00.000Z',
    prompt: 'A fox in the snow',
    providerId: 'example',
    providerLabel: 'Example',
    modelId: 'example-model',
    modelLabel: 'Example Model',
    options: { aspectRatio: '3:2', size: '1K', quality: '' },
    references: [{ path: 'images/fox.png', sha256: 'a'.repeat(64), use: 'asset' }],
    delivered: { width: 24, height: 16, format: 'png' },
    differences: [{ what: 'size', requested: '1K', delivered: { width: 24, height: 16 } }],
    ...changes,
  };
}

/** Numbers from 0 up to 1, the same in every run (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let value = Math.imul(state ^ (state >>> 15), 1 | state);
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value;
    return ((value ^ (value >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A box of the container that AVIF and HEIC share. */
export function box(type: string, ...content: readonly Uint8Array[]): Buffer {
  const body = Buffer.concat(content);
  const head = Buffer.alloc(8);
  head.writeUInt32BE(body.length + 8, 0);
  head.write(type, 4, 'latin1');
  return Buffer.concat([head, body]);
}

/** A HEIC file of 4032 × 3024 pixels made of tiles, as telephones write them; `irot` turns it. */
export function makeHeic({ quarterTurns = 0, brand = 'heic' } = {}): Buffer {
  const ispe = (width: number, height: number): Buffer => {
    const body = Buffer.alloc(12);
    body.writeUInt32BE(width, 4);
    body.writeUInt32BE(height, 8);
    return box('ispe', body);
  };
  const hex = (text: string): Buffer => Buffer.from(text, 'hex');
  return Buffer.concat([
    box('ftyp', Buffer.from(`${brand}\0\0\0\0mif1heic`, 'latin1')),
    box(
      'meta',
      hex('00000000'),
      box('pitm', hex('000000000031')),
      box(
        'iprp',
        box('ipco', ispe(512, 512), ispe(4032, 3024), box('irot', Buffer.from([quarterTurns]))),
        // Two items: a tile (1) with the first property, and the whole (0x31) with the second and third.
        box('ipma', hex('00000000' + '00000002' + '0001' + '01' + '81' + '0031' + '02' + '82' + '83')),
      ),
    ),
    box('mdat', Buffer.alloc(10)),
  ]);
}
