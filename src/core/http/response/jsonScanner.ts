import { randomUUID } from 'node:crypto';
import { toBudget, type AnswerBudget } from './answerBudget';
import { ResponseFault } from '../policy/responseFault';
import { ByteBuffer } from './byteBuffer';
import type { LongText } from './longText';
import { LongStringReader } from './longStringReader';

/** In bytes as they stand between the quotes. A string past this may hold an image. */
const longestShortString = 4096;

/** In bytes: `JSON.parse` reads so much in one go, which takes some ten milliseconds. */
const longestSkeleton = 8 * 1024 * 1024;
/**
 * More than any answer needs. What is parsed in one turn of the event loop is bounded by its values, whose objects and
 * keys cost hundreds of times what their bytes do, and whoever reads it may call itself for each level.
 */
const [mostValues, mostLevels] = [60_000, 200];

/** Of an answer that is one value a line. */
const mostLines = 10_000;

const [quote, backslash, comma] = [0x22, 0x5c, 0x2c];
/** Brackets and braces: how much deeper it goes behind each. */
const steps: Readonly<Record<number, number>> = { 0x5b: 1, 0x7b: 1, 0x5d: -1, 0x7d: -1 };

/**
 * Reads JSON as it arrives. The skeleton is copied and parsed at the end; each string that grows past 4 KiB goes to a
 * `LongStringReader` instead, and a marker stands in the skeleton for it. So base64 is never one string, and the
 * work done for one chunk is bounded.
 */
export class JsonScanner {
  readonly #skeleton = new ByteBuffer(longestSkeleton);
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
  readonly #budget: AnswerBudget;

  constructor(
    /** In bytes, for all that is text; or what the whole answer may hold, of which this is a part. */
    budget: number | AnswerBudget,
    /** In bytes: about how long the answer is, where that is known. */
    private readonly expected = 0,
  ) {
    this.#budget = toBudget(budget);
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
      throw new ResponseFault('empty');
    }
    if (this.#stringStart !== undefined) {
      throw new ResponseFault('truncated');
    }
    return this.#putLongTextsBack(this.#parse(text));
  }

  /**
   * What came instead of one value, after `finish` has failed: values one after another, each on a line of its own.
   * @returns `undefined` where it is something else. Not whole: the last line stops in the middle.
   */
  lines(): { readonly values: readonly unknown[]; readonly isWhole: boolean } | undefined {
    const lines = this.skeleton.split('\n', mostLines + 1).filter((line) => line.trim() !== '');
    const values: unknown[] = [];
    for (const line of lines) {
      const value = tryParse(line);
      if (value === undefined) {
        break;
      }
      values.push(value);
    }
    const isWhole = values.length === lines.length;
    const isCut = values.length === lines.length - 1 && (this.#level > 0 || this.#stringStart !== undefined);
    const isOfLines = values.length > 0 && lines.length > 1 && lines.length <= mostLines;
    return isOfLines && (isWhole || isCut)
      ? { values: this.#putLongTextsBack(values) as readonly unknown[], isWhole }
      : undefined;
  }

  #pushOutside(bytes: Buffer, start: number): number {
    const opening = bytes.indexOf(quote, start);
    const end = opening < 0 ? bytes.length : opening + 1;
    this.#count(bytes, start, end);
    this.#keep(bytes.subarray(start, end));
    if (opening >= 0) {
      this.#stringStart = this.#skeleton.length;
    }
    return end;
  }

  #keep(bytes: Buffer): void {
    this.#budget.takeText(bytes.length);
    this.#skeleton.append(bytes);
  }

  /** Each value has a bracket, a brace or a comma of its own, but the first. */
  #count(bytes: Buffer, start: number, end: number): void {
    let values = 0;
    for (let position = start; position < end; position++) {
      const byte = bytes[position] ?? 0;
      const step = steps[byte];
      if (step !== undefined) {
        this.#level += step;
        values += 1;
      } else if (byte === comma) {
        values += 1;
      }
      if (this.#level > mostLevels || this.#values + values > mostValues) {
        throw new ResponseFault('tooLarge');
      }
    }
    this.#values += values;
    this.#budget.takeValues(values);
  }

  #pushInside(bytes: Buffer, start: number, backslashes: ByteFinder): number {
    const end = this.#findStringEnd(bytes, start, backslashes);
    this.#takeString(bytes.subarray(start, end));
    if (end === bytes.length) {
      return end;
    }
    if (this.#long) {
      this.#keep(Buffer.from(this.#marker + String(this.#longTexts.length)));
      this.#longTexts.push(this.#long.finish());
      this.#long = undefined;
    }
    this.#stringStart = undefined;
    this.#keep(bytes.subarray(end, end + 1));
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
      this.#keep(raw);
      return;
    }
    this.#long = new LongStringReader(this.#budget, Math.max(0, this.expected - this.#received) + raw.length);
    this.#long.take(Buffer.from(this.#skeleton.view(start)));
    this.#long.take(raw);
    this.#budget.giveTextBack(this.#skeleton.length - start);
    this.#skeleton.truncate(start);
  }

  #parse(text: string): unknown {
    try {
      return JSON.parse(text);
    } catch {
      // The engine's own message quotes the answer, so it is not passed on. A bracket that is left open is no mistake.
      throw new ResponseFault(this.#level > 0 ? 'truncated' : 'malformed');
    }
  }

  /** Walks without recursion, and no farther than there is something to put back. */
  #putLongTextsBack(value: unknown): unknown {
    const root = { value };
    const left: object[] = [root];
    let missing = this.#longTexts.length;
    for (let container = left.pop(); container && missing > 0; container = left.pop()) {
      for (const key of Object.keys(container)) {
        const member: unknown = container[key as keyof typeof container];
        if (typeof member === 'string' && member.startsWith(this.#marker)) {
          const longText = this.#longTexts[Number(member.slice(this.#marker.length))];
          // Plain assignment would call a setter where the key is `__proto__`.
          Object.defineProperty(container, key, { value: longText, enumerable: true });
          missing -= 1;
        } else if (typeof member === 'object' && member !== null) {
          left.push(member);
        }
      }
    }
    return root.value;
  }
}

function tryParse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
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
