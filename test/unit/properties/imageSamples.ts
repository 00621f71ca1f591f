import type { ImageFormat } from '../../../src/shared/imageFormat';
import { writeRecipe } from '../../../src/core/image/metadata/writeRecipe';
import { fixtures } from '../core/image/fixtures';
import { makeHeic, makePng, makeRecipe } from '../core/image/samples';

export type Sample = readonly [format: ImageFormat, bytes: Uint8Array];

/** Those that Easel writes a recipe into. */
export async function carriers(): Promise<readonly Sample[]> {
  return [
    ['png', await makePng()],
    ['jpeg', fixtures.jpeg],
    ['jpeg', fixtures.jpegProgressive],
    ['jpeg', fixtures.jpegOnItsSide],
    ['webp', fixtures.webpLossy],
    ['webp', fixtures.webpLossless],
    ['webp', fixtures.webpAlpha],
    ['webp', fixtures.webpLossyAlpha],
    ['webp', fixtures.webpExtended],
  ];
}

/** One or more of each format, some with a recipe in them. */
export async function imageSamples(): Promise<readonly Sample[]> {
  const plain = await carriers();
  return [
    ...plain,
    ...plain.map(([format, bytes]): Sample => [
      format,
      writeRecipe(bytes, format, makeRecipe(), 'full').bytes,
    ]),
    ['gif', fixtures.gif],
    ['bmp', fixtures.bmp],
    ['tiff', fixtures.tiff],
    ['avif', fixtures.avif],
    ['heic', makeHeic({ quarterTurns: 1 })],
    ['svg', Buffer.from('<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY a "b">]><!-- x --><svg></svg>')],
  ];
}
