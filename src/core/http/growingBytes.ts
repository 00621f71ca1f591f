import { AnswerFault } from './answerFault';

const smallest = 4096;
/** From here on all that is expected is reserved at once: doubling would leave as much behind as it holds. */
const longestDoubled = 256 * 1024;

/** Binary data that grows as it arrives. Memory beyond what was written is never touched, so it costs no RSS. */
export class GrowingBytes {
  #buffer: Buffer = Buffer.alloc(0);
  #length = 0;

  constructor(
    /** In bytes. Going past it throws an `AnswerFault` `tooLarge`. */
    private readonly limit = Number.MAX_SAFE_INTEGER,
    /** In bytes, about how long it will be. What is reserved in vain is never touched. */
    private readonly expected = 0,
  ) {}

  get length(): number {
    return this.#length;
  }

  append(bytes: Uint8Array): void {
    this.#reserve(bytes.length);
    this.#buffer.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  /**
   * Decodes whole groups of four base64 characters.
   * @returns false, and nothing is appended, when a character is not of the alphabet.
   */
  appendBase64(characters: string): boolean {
    const expected = (characters.length / 4) * 3;
    this.#reserve(expected);
    // Node skips what is not base64, so only a clean text gives the full length.
    const written = this.#buffer.write(characters, this.#length, 'base64');
    if (written !== expected) {
      return false;
    }
    this.#length += expected;
    return true;
  }

  /** A view, valid until the next change. */
  view(start = 0, end = this.#length): Buffer {
    return this.#buffer.subarray(start, Math.min(end, this.#length));
  }

  truncate(length: number): void {
    this.#length = Math.min(this.#length, length);
  }

  #reserve(more: number): void {
    const needed = this.#length + more;
    if (needed > this.limit) {
      throw new AnswerFault('tooLarge');
    }
    if (needed > this.#buffer.length) {
      const expected = needed > longestDoubled ? this.expected : 0;
      const grown = Buffer.allocUnsafeSlow(Math.max(smallest, needed, this.#buffer.length * 2, expected));
      grown.set(this.view());
      this.#buffer = grown;
    }
  }
}
