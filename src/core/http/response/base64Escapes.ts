import { isBase64 } from './base64Decoder';

/** Begins an escape of JSON, and one of an address. */
export const [backslash, percent] = [0x5c, 0x25];

const slash = 0x2f;
const unicodeEscape = 0x75;
const shortEscapes: Readonly<Record<string, number>> = { '/': slash, n: 0x0a, r: 0x0d, t: 0x09 };
/** Stands for all that is not base64, such as an escaped quote. */
const notBase64 = 0;

export interface Escape {
  readonly code: number;
  /** Of the escape, in bytes. */
  readonly length: number;
}

/** The escape that begins at `start`; undefined when its end has not come yet. */
export function readEscape(raw: Buffer, start: number): Escape | undefined {
  return raw[start] === percent ? readPercent(raw, start) : readJsonEscape(raw, start);
}

/** Base64 as it was before it was percent-encoded, as in an address. */
export function decodePercents(base64: string): string {
  return base64.includes('%')
    ? base64.replaceAll(/%([\da-f]{2})/giu, (_, digits: string) =>
        String.fromCharCode(Number.parseInt(digits, 16)),
      )
    : base64;
}

/**
 * Reads base64 in which some characters are escaped, from an escape up to what is neither. Some servers escape every
 * slash, and to take them one by one would be to take hundreds of thousands.
 */
export class EscapedCharacters {
  readonly #next: Map<number, number>;
  #characters: Buffer | undefined;

  constructor(
    private readonly raw: Buffer,
    /** What begins an escape here. */
    private readonly signs: readonly number[],
  ) {
    this.#next = new Map(signs.map((sign) => [sign, -1]));
  }

  /** Where the next escape begins; the end where there is none. Each byte is looked at once for each sign. */
  nextFrom(start: number): number {
    let nearest = this.raw.length;
    for (const [sign, known] of this.#next) {
      const found = known >= start ? known : this.raw.indexOf(sign, start);
      const position = found < 0 ? this.raw.length : found;
      this.#next.set(sign, position);
      nearest = Math.min(nearest, position);
    }
    return nearest;
  }

  /** The characters hold until the next call. */
  read(start: number): { readonly characters: Buffer; readonly end: number } {
    const characters = (this.#characters ??= Buffer.allocUnsafe(this.raw.length));
    let length = 0;
    let end = start;
    while (end < this.raw.length) {
      const byte = this.raw[end] ?? notBase64;
      const isPlain = isBase64(byte);
      const escape = !isPlain && this.signs.includes(byte) ? readEscape(this.raw, end) : undefined;
      const code = isPlain ? byte : (escape?.code ?? notBase64);
      if (!isBase64(code)) {
        break;
      }
      characters[length++] = code;
      end += escape?.length ?? 1;
    }
    return { characters: characters.subarray(0, length), end };
  }
}

/** A percent sign that begins no escape stands for itself. */
function readPercent(raw: Buffer, start: number): Escape | undefined {
  const [high, low] = [raw[start + 1], raw[start + 2]];
  if (high === undefined || low === undefined) {
    return undefined;
  }
  const [sixteens, ones] = [hexDigits.get(high), hexDigits.get(low)];
  return sixteens === undefined || ones === undefined
    ? { code: percent, length: 1 }
    : { code: sixteens * 16 + ones, length: 3 };
}

const hexDigits: ReadonlyMap<number, number> = new Map(
  Array.from('0123456789abcdefABCDEF', (digit) => [digit.charCodeAt(0), Number.parseInt(digit, 16)]),
);

function readJsonEscape(raw: Buffer, start: number): Escape | undefined {
  const kind = raw[start + 1];
  if (kind === undefined) {
    return undefined;
  }
  if (kind !== unicodeEscape) {
    return { code: shortEscapes[String.fromCharCode(kind)] ?? notBase64, length: 2 };
  }
  if (raw.length < start + 6) {
    return undefined;
  }
  // `parseInt` alone would also take `+02f` and `2f q`, which are no JSON.
  const digits = raw.toString('latin1', start + 2, start + 6);
  const code = /^00[0-7][0-9a-f]$/i.test(digits) ? Number.parseInt(digits, 16) : notBase64;
  return { code, length: 6 };
}
