const [backslash, percent, ampersand, hash, semicolon] = [0x5c, 0x25, 0x26, 0x23, 0x3b];
const [zero, nine] = [0x30, 0x39];

/**
 * Reads the escapes of a text, one after the other, sign by sign: a stranger's text may be nothing but escapes, so that
 * each must cost no object and no expression.
 */
export class EscapeReader {
  /** Behind the escape that was read last. */
  end = 0;
  /** What it stands for, in UTF-16; negative where it stands for nothing. */
  unit = -1;
  readonly #sign = /[\\%&]/g;

  constructor(private readonly text: string) {}

  /** Where the next escape may begin, or the length of the text. */
  find(from: number): number {
    // Where escapes are many the next one is near, and an expression takes longer to begin.
    for (let at = from; at < from + 16; at += 1) {
      if (isSign(this.text.charCodeAt(at))) {
        return at;
      }
    }
    this.#sign.lastIndex = from + 16;
    return this.#sign.exec(this.text)?.index ?? this.text.length;
  }

  /** Whether the sign that was found there begins an escape. */
  read(at: number): boolean {
    const code = this.text.charCodeAt(at);
    return code === backslash
      ? this.#readBackslash(at)
      : code === percent
        ? this.#readPercent(at)
        : this.#readReference(at);
  }

  /** `\u0041`, `\n`, or `\"`, behind any number of backslashes. */
  #readBackslash(at: number): boolean {
    let end = at + 1;
    while (this.text.charCodeAt(end) === backslash) {
      end += 1;
    }
    if (end >= this.text.length) {
      return this.#found(-1, end);
    }
    const code = this.text.charCodeAt(end);
    const unit = (code | 0x20) === 0x75 ? this.#hexadecimal(end + 1, 4) : -1;
    return unit >= 0 ? this.#found(unit, end + 5) : this.#found(code, end + 1);
  }

  /** `%41`, with any number of `25` in front. */
  #readPercent(at: number): boolean {
    let end = at + 1;
    while (this.text.startsWith('25', end)) {
      end += 2;
    }
    const unit = this.#hexadecimal(end, 2);
    if (unit >= 0) {
      return this.#found(unit, end + 2);
    }
    return end > at + 1 && this.#found(percent, end);
  }

  /** `&amp;`, `&#65;`, or `&#x41;`, with any number of `amp;` in front. */
  #readReference(at: number): boolean {
    let start = at + 1;
    if (isSign(this.text.charCodeAt(start))) {
      return false;
    }
    while (this.#isName('amp;', start)) {
      start += 4;
    }
    const isRead = this.text.charCodeAt(start) === hash ? this.#readNumber(start + 1) : this.#readName(start);
    return isRead || (start > at + 1 && this.#found(ampersand, start));
  }

  #readName(start: number): boolean {
    for (const { name, unit } of names) {
      if (this.#isName(name, start)) {
        return this.#found(unit, start + name.length);
      }
    }
    return false;
  }

  #isName(name: string, at: number): boolean {
    const isLikely = (this.text.charCodeAt(at) | 0x20) === name.charCodeAt(0);
    return (
      isLikely &&
      (this.text.startsWith(name, at) || this.text.slice(at, at + name.length).toLowerCase() === name)
    );
  }

  /** The number of a character, up to a semicolon, with any number of zeros in front. */
  #readNumber(at: number): boolean {
    const [radix, first] = (this.text.charCodeAt(at) | 0x20) === 0x78 ? [16, at + 1] : [10, at];
    let start = first;
    while (this.text.charCodeAt(start) === zero) {
      start += 1;
    }
    const longest = radix === 16 ? 4 : 5;
    let unit = 0;
    let end = start;
    for (let digit = 0; end - start <= longest; end += 1) {
      digit = digitOf(this.text.charCodeAt(end), radix);
      if (digit < 0) {
        break;
      }
      unit = unit * radix + digit;
    }
    const isNumber = end > first && end - start <= longest && this.text.charCodeAt(end) === semicolon;
    return isNumber && this.#found(unit, end + 1);
  }

  #hexadecimal(at: number, digits: number): number {
    let value = 0;
    for (let end = at; end < at + digits; end += 1) {
      const digit = digitOf(this.text.charCodeAt(end), 16);
      if (digit < 0) {
        return -1;
      }
      value = value * 16 + digit;
    }
    return value;
  }

  #found(unit: number, end: number): true {
    this.unit = unit;
    this.end = end;
    return true;
  }
}

function isSign(code: number): boolean {
  return code === backslash || code === percent || code === ampersand;
}

const names = [
  { name: 'lt;', unit: 0x3c },
  { name: 'gt;', unit: 0x3e },
  { name: 'quot;', unit: 0x22 },
  { name: 'apos;', unit: 0x27 },
] as const;

/** The value of a digit, or a negative number for anything else, such as the end of the text. */
function digitOf(code: number, radix: number): number {
  if (code >= zero && code <= nine) {
    return code - zero;
  }
  const letter = (code | 0x20) - 0x61;
  return radix === 16 && letter >= 0 && letter < 6 ? letter + 10 : -1;
}
