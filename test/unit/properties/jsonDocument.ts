import fc from 'fast-check';
import { LongText } from '../../../src/core/http/response/longText';
import { noisyBytes } from './chunks';

/** A JSON text, and what a reader that takes long strings apart must make of it. */
export interface JsonDocument {
  readonly text: string;
  readonly expected: unknown;
}

/** In bytes between the quotes; what is longer is taken apart. */
const longestShortString = 4096;

/** Arbitrary JSON with any notation of its strings; some of them are images, some are long prose. */
export function jsonDocument(): fc.Arbitrary<JsonDocument> {
  const { value } = fc.letrec<{ value: JsonDocument }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 2, withCrossShrink: true },
      leaf(),
      { weight: 2, arbitrary: arrayOf(tie('value')) },
      { weight: 2, arbitrary: objectOf(tie('value')) },
    ),
  }));
  return fc
    .tuple(space, value)
    .map(([blank, { text, expected }]) => ({ text: `${blank}${text}${blank}`, expected }));
}

const space = fc.constantFrom('', '', ' ', '\n', '\r\n\t ');

function leaf(): fc.Arbitrary<JsonDocument> {
  const word = fc
    .oneof(
      fc.constantFrom('true', 'false', 'null', '-0', '1e999', '-2.5E-3'),
      fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
    )
    .map((text) => ({ text, expected: JSON.parse(text) as unknown }));
  return fc.oneof(
    { weight: 3, arbitrary: word },
    { weight: 3, arbitrary: shortString },
    { weight: 1, arbitrary: longProse },
    { weight: 1, arbitrary: image },
  );
}

function arrayOf(value: fc.Arbitrary<JsonDocument>): fc.Arbitrary<JsonDocument> {
  return fc.tuple(space, fc.array(value, { maxLength: 3 })).map(([blank, members]) => ({
    text: `[${blank}${members.map(({ text }) => text).join(`${blank},${blank}`)}${blank}]`,
    expected: members.map(({ expected }) => expected),
  }));
}

/** Also with names that occur twice, of which the last one counts, and with `__proto__`. */
function objectOf(value: fc.Arbitrary<JsonDocument>): fc.Arbitrary<JsonDocument> {
  const name = fc.oneof(shortString, fc.constantFrom('__proto__', 'a').map(asIs));
  return fc.tuple(space, fc.array(fc.tuple(name, value), { maxLength: 3 })).map(([blank, members]) => ({
    text: `{${members.map(([key, { text }]) => `${key.text}${blank}:${blank}${text}`).join(`,${blank}`)}${blank}}`,
    expected: Object.fromEntries(
      members.map(([key, { expected }]) => [key.expected as string, expected] as const),
    ),
  }));
}

/** The ways in which a character may stand in a JSON string. */
const stringNotations: readonly ((text: string) => string)[] = [
  plain,
  (text) => plain(text).replaceAll('/', '\\/'),
  (text) => plain(text).replaceAll(/[+/=]/g, unicodeEscape),
  // Surrogates too, each half by itself.
  (text) => plain(text).replaceAll(/[^\0-\x7f]/g, unicodeEscape),
];

const stringNotation = fc.constantFrom(
  ...stringNotations,
  // No one writes `;base64,` in this way.
  (text: string) => (text.includes(';base64,') ? plain(text) : text.replaceAll(/[^]/g, unicodeEscape)),
);

const shortString = fc
  .tuple(fc.string({ unit: 'binary', maxLength: 12 }), stringNotation)
  .map(([text, notation]) => asIs(text, notation));

const longProse = fc
  .tuple(fc.string({ unit: 'binary', minLength: 1, maxLength: 12 }), stringNotation, fc.nat(4000))
  .map(([words, notation, more]) => {
    // The ellipsis keeps it from being base64.
    const text = `…${words.repeat(Math.ceil((longestShortString + more - 2000) / words.length))}`;
    return asIs(text, notation);
  });

const base64Notation = fc.constantFrom<(base64: string) => string>(
  (base64) => base64,
  (base64) => base64.replace(/=+$/, ''),
  (base64) => Buffer.from(base64, 'base64').toString('base64url'),
  (base64) => base64.replaceAll(/.{76}(?=.)/g, '$&\n'),
  (base64) => base64.replaceAll(/.{64}(?=.)/g, '$&\r\n'),
);

const around = fc.constantFrom<readonly [before: string, prefix: string, after: string, mediaType?: string]>(
  ['', '', ''],
  ['', 'data:image/png;base64,', '', 'image/png'],
  ['', 'data:;base64,', ''],
  ['![a fox](', 'data:image/svg+xml;charset=utf-8;base64,', ')\nDone 😀 "', 'image/svg+xml'],
  ['', 'data:image/jpeg;base64,', '\n\nHere it is', 'image/jpeg'],
);

const image = fc
  .tuple(noisyBytes({ minLength: 3100, maxLength: 6000 }), base64Notation, around, stringNotation)
  .map(([bytes, spell, [before, prefix, after, mediaType], notation]) => ({
    text: `"${notation(before + prefix + spell(bytes.toString('base64')) + after)}"`,
    expected: new LongText(
      [
        before,
        {
          ...(mediaType !== undefined && { mediaType }),
          bytes,
          ...(spell(bytes.toString('base64')) !== bytes.toString('base64') && {
            isSpeltOtherwise: true as const,
          }),
        },
        after,
      ].filter((piece) => piece !== ''),
    ),
  }));

function asIs(text: string, notation = plain): JsonDocument {
  const raw = notation(text);
  const isLong = Buffer.byteLength(raw) > longestShortString;
  return { text: `"${raw}"`, expected: isLong ? new LongText([text]) : text };
}

function plain(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

function unicodeEscape(character: string): string {
  const code = character.charCodeAt(0).toString(16).padStart(4, '0');
  return `\\u${character.charCodeAt(0) % 2 === 0 ? code : code.toUpperCase()}`;
}
