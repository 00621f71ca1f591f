import { ResponseFault } from '../policy/responseFault';
import { ByteBuffer } from './byteBuffer';

const backslash = 0x5c;
const unicodeEscape = 0x75;
/** In bytes. What is parsed at a time takes about a millisecond. */
const sliceLength = 64 * 1024;

/**
 * Text between the quotes of a JSON string as it arrives, escapes included. `JSON.parse` reads it exactly, slice by
 * slice, so that no work grows with the whole.
 */
export class EscapedText {
  /** The end of the text, from a place on that is not within an escape or a character. */
  readonly #raw = new ByteBuffer();
  #parsed = '';

  constructor(
    /** In bytes: so much of the end stays as it stood, for `view` and `truncate`. */
    private readonly kept: number,
  ) {}

  /** Of the part that is not parsed yet. */
  get length(): number {
    return this.#raw.length;
  }

  append(bytes: Uint8Array): void {
    this.#raw.append(bytes);
  }

  view(start?: number, end?: number): Buffer {
    return this.#raw.view(start, end);
  }

  truncate(length: number): void {
    this.#raw.truncate(length);
  }

  /** Parses what is far enough from the end. @throws AnswerFault `malformed` when an escape is not one of JSON. */
  shorten(): void {
    if (this.#raw.length < sliceLength + this.kept) {
      return;
    }
    const raw = this.#raw.view();
    let start = 0;
    while (raw.length - start >= sliceLength + this.kept) {
      const end = start + endOfSlice(raw.subarray(start, start + sliceLength));
      this.#parsed += parseText(raw.toString('utf8', start, end));
      start = end;
    }
    const rest = Buffer.from(raw.subarray(start));
    this.#raw.truncate(0);
    this.#raw.append(rest);
  }

  /** The whole text, after which it is empty. @throws AnswerFault `malformed`. */
  finish(): string {
    this.shorten();
    const text = this.#parsed + parseText(this.#raw.view().toString('utf8'));
    this.#parsed = '';
    this.#raw.truncate(0);
    return text;
  }
}

/** @throws AnswerFault `malformed` when an escape is not one of JSON. */
export function parseText(raw: string): string {
  try {
    return JSON.parse(`"${raw}"`) as string;
  } catch (error) {
    throw new ResponseFault('malformed', '', { cause: error });
  }
}

/** Where a slice can end, at most 6 bytes before its own end: not within an escape, nor within a character. */
function endOfSlice(slice: Buffer): number {
  let escape = slice.indexOf(backslash);
  while (escape >= 0) {
    const end = escape + (slice[escape + 1] === unicodeEscape ? 6 : 2);
    if (end > slice.length) {
      return escape;
    }
    escape = slice.indexOf(backslash, end);
  }
  let end = slice.length;
  // The last bytes may be the beginning of a character, whose length its first byte tells.
  while (end > slice.length - 4 && ((slice[end - 1] ?? 0) & 0xc0) === 0x80) {
    end -= 1;
  }
  return ((slice[end - 1] ?? 0) & 0xc0) === 0xc0 ? end - 1 : slice.length;
}
