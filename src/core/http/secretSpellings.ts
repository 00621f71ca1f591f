/** Shorter values would black out ordinary words. */
const shortestSecret = 6;

/** As much of a secret as gives it away at the end of a text that was cut. */
const shortestStart = 8;

/**
 * A function that puts another text in the place of secrets, however they are spelled: encoded for an address, as base64 or in
 * hexadecimal, and escaped for JSON, for JSON within JSON, or for HTML. The time it takes grows with the text alone.
 */
export function secretReplacer(secrets: readonly string[], replacement: string): (text: string) => string {
  const all = secrets.filter(({ length }) => length >= shortestSecret).flatMap(formsOf);
  const forms = Array.from(new Set(all)).sort((a, b) => b.length - a.length);
  const decodedForms = Array.from(new Set(forms.map((form) => decode(form).text)));
  return (text) => {
    const decoded = replaceDecoded(text, decodedForms, replacement);
    // What looks like an escape may be the end of one word and the start of another.
    return isEscaped(text)
      ? forms.reduce((result, form) => result.replaceAll(form, replacement), decoded)
      : decoded;
  };
}

function formsOf(secret: string): readonly string[] {
  const bytes = Buffer.from(secret);
  const hex = bytes.toString('hex');
  return [
    secret,
    encodeURIComponent(bytes.toString()),
    JSON.stringify(secret).slice(1, -1),
    // Bytes of an address are read one by one.
    bytes.toString('latin1'),
    bytes.toString('base64').replace(/={1,2}$/, ''),
    bytes.toString('base64url'),
    ...[hex, hex.toUpperCase()],
    ...base64Within(bytes),
  ].filter(({ length }) => length >= shortestSecret);
}

/** Of base64 that holds more than the secret, the characters that are the same whatever stands around it. */
function base64Within(bytes: Buffer): readonly string[] {
  return [0, 1, 2].flatMap((start) => {
    const whole = bytes.subarray(start, start + Math.floor((bytes.length - start) / 3) * 3);
    const forms = [whole.toString('base64'), whole.toString('base64url')];
    return forms.filter(({ length }) => length >= shortestStart);
  });
}

function replaceDecoded(text: string, forms: readonly string[], replacement: string): string {
  const decoded = decode(text);
  const ranges = forms.flatMap((form) => findAll(decoded.text, form));
  const start = cutStart(decoded.text, forms);
  const all = start === undefined ? ranges : [...ranges, { from: start, to: decoded.text.length }];
  let result = '';
  let done = 0;
  for (const { from, to } of all.sort((a, b) => a.from - b.from)) {
    const [first, end] = [decoded.placeOf(from), decoded.placeOf(to)];
    if (end > done) {
      // What overlaps with the one before is a part of the same spelling.
      result += first >= done ? text.slice(done, first) + replacement : '';
      done = end;
    }
  }
  return result + text.slice(done);
}

interface Range {
  readonly from: number;
  readonly to: number;
}

function findAll(text: string, form: string): readonly Range[] {
  const found: Range[] = [];
  const step = form.length;
  for (let at = step === 0 ? -1 : text.indexOf(form); at >= 0; at = text.indexOf(form, at + step)) {
    found.push({ from: at, to: at + step });
  }
  return found;
}

/** Where a secret begins that goes on behind the end of the text, which somebody has cut. */
function cutStart(text: string, forms: readonly string[]): number | undefined {
  const lengths = forms.flatMap((form) => {
    const most = Math.min(form.length - 1, text.length);
    for (let length = most; length >= shortestStart; length -= 1) {
      if (text.endsWith(form.slice(0, length))) {
        return length;
      }
    }
    return [];
  });
  return lengths.length === 0 ? undefined : text.length - Math.max(...lengths);
}

interface Decoded {
  readonly text: string;
  /** Where a character of the decoded text begins in the one that was decoded. */
  readonly placeOf: (index: number) => number;
}

/** However often it was escaped: each escape is one match, with all signs that escape it once more. */
const escapes =
  /\\+(?:u([\da-f]{4})|([^\\])|$)|%(?:25)*([\da-f]{2})|&(?:amp;)*(?:#0*(\d{1,5});|#x0*([\da-f]{1,4});|(amp|lt|gt|quot|apos);)/gi;

const named: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function isEscaped(text: string): boolean {
  return /[\\%&]/.test(text);
}

function decode(text: string): Decoded {
  if (!isEscaped(text)) {
    return { text, placeOf: (index) => index };
  }
  const pieces: string[] = [];
  // Of each piece, where it begins in both texts.
  const starts: { readonly decoded: number; readonly place: number; readonly isCopied: boolean }[] = [];
  let length = 0;
  let place = 0;
  const add = (piece: string, from: number, isCopied: boolean): void => {
    if (piece !== '') {
      pieces.push(piece);
      starts.push({ decoded: length, place: from, isCopied });
      length += piece.length;
    }
  };
  for (const match of text.matchAll(escapes)) {
    add(text.slice(place, match.index), place, true);
    add(decodeOne(match), match.index, false);
    place = match.index + match[0].length;
  }
  add(text.slice(place), place, true);
  const placeOf = (index: number): number => {
    const piece = starts[lastAtOrBefore(starts, index)];
    return index >= length || !piece
      ? text.length
      : piece.place + (piece.isCopied ? index - piece.decoded : 0);
  };
  return { text: pieces.join(''), placeOf };
}

function decodeOne(match: RegExpExecArray): string {
  const [, unit, sign, byte, decimal, hex, name = ''] = match;
  const code = unit ?? byte ?? hex;
  return code !== undefined
    ? String.fromCharCode(Number.parseInt(code, 16))
    : decimal !== undefined
      ? String.fromCharCode(Number(decimal))
      : (sign ?? named[name.toLowerCase()] ?? '');
}

function lastAtOrBefore(starts: readonly { readonly decoded: number }[], index: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((starts[middle]?.decoded ?? 0) <= index) {
      low = middle;
    } else {
      high = middle - 1;
    }
  }
  return low;
}
