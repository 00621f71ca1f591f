import { randomUUID } from 'node:crypto';
import { AnswerFault } from './answerFault';
import { GrowingBytes } from './growingBytes';
import type { LongText } from './longText';
import { LongStringReader } from './longStringReader';

/** In bytes as they stand between the quotes. A string past this may hold an image. */
const longestShortString = 4096;

const [quote, backslash, comma] = [0x22, 0x5c, 0x2c];
const opening: ReadonlySet<number> = new Set([0x5b, 0x7b]);
const closing: ReadonlySet<number> = new Set([0x5d, 0x7d]);

/**
 * More than any answer needs. What is parsed in one turn of the event loop is bounded by its values, whose objects and
 * keys cost hundreds of times what their bytes do, and whoever reads it may call itself for each level.
 */
const [mostValues, mostLevels] = [100_000, 200];

/**
 * Reads JSON as it arrives. The skeleton is copied and parsed at the end; each string that grows past 4 KiB goes to a
 * `LongStringReader` instead, and a marker stands in the skeleton for it. So base64 is never one string, and the
 * work done for one chunk is bounded.
 */
export class JsonScanner {
  readonly #skeleton: GrowingBytes;
  readonly #longTexts: LongText[] = [];
  /** No one who writes the answer can know it. */
  readonly #marker = `${randomUUID()}:`;
  /** Where the string under way begins in the skeleton; undefined outside of strings. */
  #stringStart: number | undefined;
  #long: LongStringReader | undefined;
  #received = 0;
  /** The last byte was a backslash within a string. */
  #escaped = false;
  #values = 0;
  /** Brackets that are open. */
  #level = 0;

  constructor(
    /** In bytes: for the skeleton, and again for each long string that is text. */
    private readonly textLimit: number,
    /** In bytes: about how long the answer is, where that is known. */
    private readonly expected = 0,
  ) {
    this.#skeleton = new GrowingBytes(textLimit);
  }

  /** @throws AnswerFault `tooLarge`, `malformed`. */
  push(chunk: Uint8Array): void {
    const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    this.#received += bytes.length;
    const backslashes = new ByteFinder(bytes, backslash);
    let position = 0;
    while (position < bytes.length) {
      position =
        this.#stringStart === undefined
          ? this.#pushOutside(bytes, position)
          : this.#pushInside(bytes, position, backslashes);
    }
  }

  /** The text so far with markers for long strings: enough to recognise a short answer. */
  get skeleton(): string {
    return this.#skeleton.view().toString('utf8');
  }

  /**
   * @returns the value, in which every long string is a `LongText`.
   * @throws AnswerFault `empty`, `truncated`, `malformed`.
   */
  finish(): unknown {
    const text = this.skeleton.replace(/^\uFEFF/, '');
    if (text.trim() === '') {
      throw new AnswerFault('empty');
    }
    if (this.#stringStart !== undefined) {
      throw new AnswerFault('truncated');
    }
    const value = this.#parse(text);
    return this.#longTexts.length > 0 ? this.#putLongTextsBack(value) : value;
  }

  #pushOutside(bytes: Buffer, start: number): number {
    const string = bytes.indexOf(quote, start);
    const end = string < 0 ? bytes.length : string + 1;
    this.#count(bytes.subarray(start, end));
    this.#skeleton.append(bytes.subarray(start, end));
    if (string >= 0) {
      this.#stringStart = this.#skeleton.length;
    }
    return end;
  }

  #count(bytes: Buffer): void {
    for (const byte of bytes) {
      if (byte === comma || opening.has(byte)) {
        this.#values += 1;
      }
      this.#level += opening.has(byte) ? 1 : closing.has(byte) ? -1 : 0;
      if (this.#values > mostValues || this.#level > mostLevels) {
        throw new AnswerFault('tooLarge');
      }
    }
  }

  #pushInside(bytes: Buffer, start: number, backslashes: ByteFinder): number {
    const end = this.#findStringEnd(bytes, start, backslashes);
    this.#takeString(bytes.subarray(start, end));
    if (end === bytes.length) {
      return end;
    }
    if (this.#long) {
      this.#skeleton.append(Buffer.from(this.#marker + String(this.#longTexts.length)));
      this.#longTexts.push(this.#long.finish());
      this.#long = undefined;
    }
    this.#stringStart = undefined;
    this.#skeleton.append(bytes.subarray(end, end + 1));
    return end + 1;
  }

  /** Position of the closing quote, or the end of the chunk. */
  #findStringEnd(bytes: Buffer, start: number, backslashes: ByteFinder): number {
    let position = start;
    if (this.#escaped) {
      this.#escaped = false;
      position += 1;
    }
    let closing = bytes.indexOf(quote, position);
    for (;;) {
      const end = closing < 0 ? bytes.length : closing;
      const escape = backslashes.from(position);
      if (escape >= end) {
        return end;
      }
      position = escape + 2;
      if (position > bytes.length) {
        this.#escaped = true;
        return bytes.length;
      }
      if (closing >= 0 && closing < position) {
        closing = bytes.indexOf(quote, position);
      }
    }
  }

  #takeString(raw: Buffer): void {
    if (this.#long) {
      this.#long.take(raw);
      return;
    }
    const start = this.#stringStart ?? 0;
    if (this.#skeleton.length - start + raw.length <= longestShortString) {
      this.#skeleton.append(raw);
      return;
    }
    this.#long = new LongStringReader(
      this.textLimit,
      Math.max(0, this.expected - this.#received) + raw.length,
    );
    this.#long.take(Buffer.from(this.#skeleton.view(start)));
    this.#long.take(raw);
    this.#skeleton.truncate(start);
  }

  #parse(text: string): unknown {
    try {
      return JSON.parse(text);
    } catch (error) {
      // The engine's own message quotes the answer, so it is not passed on. Brackets that are left open at the end tell
      // of an answer that stops in the middle.
      throw new AnswerFault(error instanceof SyntaxError && this.#level > 0 ? 'truncated' : 'malformed');
    }
  }

  /** Walks without recursion, since a stranger decides how deep the value is. */
  #putLongTextsBack(value: unknown): unknown {
    const root = { value };
    const left: object[] = [root];
    for (let container = left.pop(); container; container = left.pop()) {
      for (const [key, member] of Object.entries(container) as [string, unknown][]) {
        if (typeof member === 'string' && member.startsWith(this.#marker)) {
          const longText = this.#longTexts[Number(member.slice(this.#marker.length))];
          // Plain assignment would call a setter where the key is `__proto__`.
          Object.defineProperty(container, key, { value: longText, enumerable: true });
        } else if (typeof member === 'object' && member !== null) {
          left.push(member);
        }
      }
    }
    return root.value;
  }
}

/** Finds one byte at rising positions, and looks at each part of the chunk only once. */
class ByteFinder {
  #next = -1;

  constructor(
    private readonly bytes: Buffer,
    private readonly byte: number,
  ) {}

  /** Position of the first one at `start` or later; infinite when there is none. */
  from(start: number): number {
    if (this.#next < start) {
      const found = this.bytes.indexOf(this.byte, start);
      this.#next = found < 0 ? Infinity : found;
    }
    return this.#next;
  }
}
