/** One chunk: `start` is the offset of its length, `end` the offset behind its checksum. */
export interface PngChunk {
  readonly type: string;
  readonly start: number;
  readonly end: number;
}

/**
 * Walks the chunks of a PNG, as far as their heads are there; the `end` of the last one may lie behind the last byte
 * when the file is cut off. How many are looked at is up to the caller. https://www.w3.org/TR/png-3/#5Chunk-layout
 */
export function* pngChunks(bytes: Buffer): Generator<PngChunk> {
  for (let start = 8; start + 8 <= bytes.length;) {
    const end = start + 12 + bytes.readUInt32BE(start);
    yield { type: bytes.toString('latin1', start + 4, start + 8), start, end };
    start = end;
  }
}
