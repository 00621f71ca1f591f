import assert from 'node:assert/strict';
import fc from 'fast-check';
import { decodeEscapes } from '../../../src/core/http/policy/decodeEscapes';
import { describeProperties, holds, textOf } from './property';

/** What an escape is, in short: each is one match, with all signs that escape it once more. */
const escapes =
  /\\+(?:u([\da-f]{4})|([^\\])|$)|%(?:25)*([\da-f]{2})|&(?:amp;)*(?:#0*(\d{1,5});|#x0*([\da-f]{1,4});|(amp|lt|gt|quot|apos);)/gi;

const named: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function decodeOne([, unit, sign, byte, decimal, hex, name = '']: readonly (string | undefined)[]): string {
  const code = unit ?? byte ?? hex;
  return code !== undefined
    ? String.fromCharCode(Number.parseInt(code, 16))
    : decimal !== undefined
      ? String.fromCharCode(Number(decimal))
      : (sign ?? named[name.toLowerCase()] ?? '');
}

const pieces = [
  ...['\\', '%', '&', '25', 'amp;', 'AMP;', 'lt;', 'quot;', '#', 'x', 'X', '0', '41', '9', ';', 'u', 'U'],
  ...['0041', 'fF', 'k', '\n', '🦊', '65;', '99999;'],
];

describeProperties('any text with escapes', () => {
  holds(
    'is decoded as the expression says, and every sign is found where it stood',
    fc.oneof(
      fc.array(fc.constantFrom(...pieces), { maxLength: 30 }).map((each) => each.join('')),
      textOf('\\%&25amp;#x0u41Fl'),
    ),
    (text) => {
      const matches = Array.from(text.matchAll(escapes));
      const decoded = decodeEscapes(text);
      assert.equal(
        decoded.text,
        text.replaceAll(escapes, (...match) => decodeOne(match as string[])),
      );
      const within = new Set(
        matches.flatMap(({ index, 0: { length } }) => Array.from({ length }, (_, at) => index + at)),
      );
      matches.forEach((match) => (decodeOne(match) === '' ? undefined : within.delete(match.index)));
      const places = Array.from(text.split('').keys()).filter((at) => !within.has(at));
      assert.deepEqual(
        Array.from({ length: decoded.text.length + 1 }, (_, at) => decoded.placeOf(at)),
        [...places, text.length],
      );
    },
  );
});
