import { decodeEscapes, isEscaped } from './decodeEscapes';

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
  const decodedForms = Array.from(new Set(forms.map((form) => decodeEscapes(form).text)));
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
  const decoded = decodeEscapes(text);
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
