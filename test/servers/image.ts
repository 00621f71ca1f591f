import * as z from 'zod';
import { encodeJpeg, findJpegText } from './jpeg';
import { planLandscape } from './landscape';
import { encodePng, findPngText, pngSignature } from './png';
import type { PixelSize } from './pixelSize';

const keyword = 'Easel-Test';

const testChunkSchema = z.strictObject({
  prompt: z.string(),
  model: z.string(),
  /** As they were sent; empty where the field was left out. */
  aspectRatio: z.string(),
  size: z.string(),
  quality: z.string(),
  references: z.array(z.strictObject({ sha256: z.string(), use: z.enum(['asset', 'style']) })),
  /** Number of the generate call on this server, from 1. */
  call: z.number(),
  /** Number of the image within its call, from 1. */
  image: z.number(),
  /** A draft on the way to the result. */
  draft: z.boolean(),
});

/** What a test server writes into each image, so that a test can prove which request made it. */
export type TestChunk = z.infer<typeof testChunkSchema>;

export interface DrawOptions extends PixelSize {
  readonly chunk: TestChunk;
}

/** Draws the image of a call as a PNG. */
export function drawPng({ chunk, width, height }: DrawOptions): Promise<Buffer> {
  const seed = `${chunk.prompt}\n${chunk.call}\n${chunk.image}`;
  return encodePng({ landscape: planLandscape({ width, height, seed }), keyword, text: toAscii(chunk) });
}

/** Draws the image of a call as a plain JPEG. */
export function drawJpeg({ chunk, width, height }: DrawOptions): Buffer {
  return encodeJpeg({ width, height, keyword, text: toAscii(chunk) });
}

/** The one image that a CDN answers when it refuses a page's request; it has no test chunk. */
export function drawRefusal(): Promise<Buffer> {
  const landscape = planLandscape({ width: 64, height: 64, seed: 'refused' });
  return encodePng({ landscape, keyword: 'Title', text: 'Refused' });
}

/** What the server wrote into a PNG or JPEG, or `undefined` where there is nothing. */
export function readTestChunk(bytes: Uint8Array): TestChunk | undefined {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const isPng = buffer.subarray(0, pngSignature.length).equals(pngSignature);
  const text = isPng ? findPngText(buffer, keyword) : findJpegText(buffer, keyword);
  return text === undefined ? undefined : testChunkSchema.parse(JSON.parse(text));
}

/** JSON in ASCII: a `tEXt` chunk holds only Latin-1. */
function toAscii(chunk: TestChunk): string {
  return JSON.stringify(chunk).replace(
    /[^ -~]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
