import { ResponseFault } from '../policy/responseFault';

const smallest = 4096;
/** From here on all that is expected is reserved at once: doubling would leave as much behind as it holds. */
const longestDoubled = 256 * 1024;
/** In bytes. To copy more than this takes longer than one turn of the event loop may. */
const longestCopy = 16 * 1024 * 1024;

/**
 * Binary data that grows as it arrives. Memory beyond what was written is never touched, so it costs no RSS; and past
 * 16 MiB nothing is copied any more, so that no turn of the event loop is long.
 */
export class ByteBuffer {
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

  /** All bytes, without most of what was reserved in vain: there may be many of these. Nothing may be appended after. */
  finish(): Buffer {
    const isMostlyEmpty = this.#length < this.#buffer.length / 2 && this.#length <= longestCopy;
    return isMostlyEmpty ? Buffer.from(this.view()) : this.view();
  }

  truncate(length: number): void {
    this.#length = Math.min(this.#length, length);
  }

  #reserve(more: number): void {
    const needed = this.#length + more;
    if (needed > this.limit) {
      throw new ResponseFault('tooLarge');
    }
    if (needed > this.#buffer.length) {
      const grown = Buffer.allocUnsafeSlow(Math.min(this.limit, this.#lengthFor(needed)));
      grown.set(this.view());
      this.#buffer = grown;
    }
  }

  #lengthFor(needed: number): number {
    if (needed > longestDoubled && needed <= this.expected) {
      return this.expected;
    }
    const isCopiedOnce = needed > longestCopy && this.limit < Number.MAX_SAFE_INTEGER;
    return isCopiedOnce ? this.limit : Math.max(smallest, needed, this.#buffer.length * 2);
  }
}
