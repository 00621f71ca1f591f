/** One chunk: `end` is the offset behind its data, `next` that of the chunk behind it, which begins at an even one. */
export interface WebpChunk {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly next: number;
}

/** Behind the header of the file, which is one of RIFF. */
export const firstWebpChunk = 12;

/**
 * Walks the chunks of a WebP, as far as their heads are there; the `end` of the last one may lie behind the last byte
 * when the file is cut off. How many are looked at is up to the caller.
 */
export function* webpChunks(bytes: Buffer): Generator<WebpChunk> {
  for (let start = firstWebpChunk; start + 8 <= bytes.length;) {
    const chunk = readWebpChunk(bytes, start);
    yield chunk;
    start = chunk.next;
  }
}

/** The chunk whose head stands there. https://developers.google.com/speed/webp/docs/riff_container */
export function readWebpChunk(bytes: Buffer, start: number): WebpChunk {
  const length = bytes.readUInt32LE(start + 4);
  const end = start + 8 + length;
  return { type: bytes.toString('latin1', start, start + 4), start, end, next: end + (length % 2) };
}
