/** Bytes that stood as base64 in a long string. */
export interface EmbeddedBytes {
  /** From a `data:` prefix, where there was one. */
  readonly mediaType?: string;
  readonly bytes: Uint8Array;
  /** Their base64 as everyone writes it is not what stood there: that had another alphabet, line breaks or no padding. */
  readonly isSpeltOtherwise?: true;
}

/**
 * A long JSON string, read as it arrived: runs of base64 have become bytes, all else is text.
 * The base64 itself was never held as one string.
 */
export class LongText {
  constructor(readonly pieces: readonly (string | EmbeddedBytes)[]) {}

  /** The text without the embedded bytes. */
  get text(): string {
    return this.pieces.filter((piece) => typeof piece === 'string').join('');
  }

  get embedded(): readonly EmbeddedBytes[] {
    return this.pieces.filter((piece) => typeof piece !== 'string');
  }
}
