import { EscapeReader } from './escapeReader';

/** A text whose escapes are decoded. */
export interface DecodedText {
  readonly text: string;
  /** Where a character of the decoded text begins in the one that was decoded. */
  readonly placeOf: (index: number) => number;
}

export function isEscaped(text: string): boolean {
  return /[\\%&]/.test(text);
}

/**
 * Decodes the escapes of JSON, of addresses and of HTML, however often each was escaped: all signs that escape it once more
 * belong to it. Each becomes one UTF-16 unit.
 */
export function decodeEscapes(text: string): DecodedText {
  if (!isEscaped(text)) {
    return { text, placeOf: (index) => index };
  }
  const pieces: string[] = [];
  // Of each piece, where it begins in both texts.
  const starts: number[] = [];
  const places: number[] = [];
  let length = 0;
  let copied = 0;
  const add = (piece: string, place: number): void => {
    pieces.push(piece);
    starts.push(length);
    places.push(place);
    length += piece.length;
  };
  const escape = new EscapeReader(text);
  for (let at = escape.find(0); at < text.length; at = escape.find(Math.max(copied, at + 1))) {
    if (escape.read(at)) {
      if (copied < at) {
        add(text.slice(copied, at), copied);
      }
      copied = escape.end;
      // A backslash at the end of the text escapes nothing.
      if (escape.unit >= 0) {
        add(String.fromCharCode(escape.unit), at);
      }
    }
  }
  if (copied < text.length) {
    add(text.slice(copied), copied);
  }
  const placeOf = (index: number): number => {
    const piece = lastAtOrBefore(starts, index);
    return index >= length ? text.length : (places[piece] ?? 0) + index - (starts[piece] ?? 0);
  };
  return { text: pieces.join(''), placeOf };
}

function lastAtOrBefore(starts: readonly number[], index: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((starts[middle] ?? 0) <= index) {
      low = middle;
    } else {
      high = middle - 1;
    }
  }
  return low;
}
