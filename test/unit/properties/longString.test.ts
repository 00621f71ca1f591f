import assert from 'node:assert/strict';
import fc from 'fast-check';
import { ResponseFault } from '../../../src/core/http/policy/responseFault';
import { Base64Decoder } from '../../../src/core/http/response/base64Decoder';
import { LongStringReader } from '../../../src/core/http/response/longStringReader';
import type { EmbeddedBytes, LongText } from '../../../src/core/http/response/longText';
import { decodePercents } from '../../../src/core/http/response/base64Escapes';
import { chunking, cutUp, firstCut, manyCuts, noisyBytes } from './chunks';
import { describeProperties, holds, textOf } from './property';

function readString(chunks: readonly Buffer[]): LongText | ResponseFault {
  const reader = new LongStringReader(2 ** 20);
  try {
    chunks.forEach((chunk) => reader.take(chunk));
    return reader.finish();
  } catch (error) {
    assert.ok(error instanceof ResponseFault, String(error));
    return error;
  }
}

/** What may stand between the quotes of a string, right or wrong, with much that looks like an image. */
const rawString = fc
  .array(
    fc.oneof(
      { weight: 3, arbitrary: fc.constantFrom('data:image/png;base64,', 'data:;base64,', ';base64,') },
      { weight: 4, arbitrary: noisyBytes({ maxLength: 70 }).map((bytes) => bytes.toString('base64')) },
      { weight: 2, arbitrary: noisyBytes({ maxLength: 70 }).map((bytes) => bytes.toString('base64url')) },
      { weight: 2, arbitrary: fc.constantFrom('\\n', '\\r\\n', ' ', '\\t', '=', '==', '\\u003d', '\\/') },
      {
        weight: 1,
        arbitrary: fc.constantFrom('\\u002B', '\\u00e4', '\\ud83d\\ude00', '\\ud800', '\\"', '\\\\'),
      },
      { weight: 2, arbitrary: fc.constantFrom('%2B', '%2f', '%3D', '%0A', '%20', '%zz', '%2', '%') },
      { weight: 1, arbitrary: textOf('aA9+/-_é😀)(', { maxLength: 40 }) },
      { weight: 1, arbitrary: fc.constantFrom('\\q', '\\u+02f', '\\u2f', '\\', '\u0001') },
    ),
    { maxLength: 6 },
  )
  .map((parts) => parts.join(''))
  .filter((raw) => !/(?<!\\)(?:\\\\)*\\$/.test(raw));

describeProperties('any long string', () => {
  holds('is read the same wherever it is cut', fc.tuple(rawString, firstCut), ([raw, first]) => {
    const bytes = Buffer.from(raw);
    const whole = outcome(readString([bytes]));
    for (const chunks of manyCuts(bytes, first)) {
      assert.deepEqual(outcome(readString(chunks)), whole);
    }
  });

  holds('is what JSON.parse makes of it, its images being the bytes that stand there', rawString, (raw) => {
    const read = readString([Buffer.from(raw)]);
    const text = parseString(raw);
    assert.equal(read instanceof ResponseFault, text === undefined);
    if (!(read instanceof ResponseFault) && text !== undefined) {
      assert.ok(isSpelledBy(read.pieces, text), JSON.stringify(read.pieces));
    }
  });
});

describeProperties('any base64', () => {
  const spelling = fc.constantFrom<(bytes: Buffer) => string>(
    (bytes) => bytes.toString('base64').replace(/=+$/, ''),
    (bytes) => bytes.toString('base64url'),
  );

  holds(
    'is decoded to the same bytes wherever it is cut, in both alphabets',
    fc.tuple(noisyBytes(), spelling, chunking),
    ([bytes, spell, chunks]) => {
      const decoder = new Base64Decoder();
      const characters = Buffer.from(spell(bytes));
      for (const chunk of cutUp(characters, chunks)) {
        assert.equal(takeAll(decoder, chunk), chunk.length);
      }
      assert.equal(decoder.characters, characters.length);
      assert.ok(decoder.finish().equals(bytes));
    },
  );

  holds(
    'ends where another character stands, and its text can be had again',
    fc.tuple(
      noisyBytes({ maxLength: 300 }),
      fc.constantFrom(...Array.from('=é \n,.:"\\\0')),
      noisyBytes({ maxLength: 9 }),
    ),
    ([bytes, foreign, behind]) => {
      const characters = bytes.toString('base64').replace(/=+$/, '');
      const decoder = new Base64Decoder();
      const taken = takeAll(decoder, Buffer.from(characters + foreign + behind.toString('base64')));
      assert.equal(taken, characters.length);
      assert.equal(decoder.toText(decoder.mark()).toString(), characters);
    },
  );
});

/** As its callers do: where it takes fewer than given, the next character is looked at by itself. */
function takeAll(decoder: Base64Decoder, characters: Buffer): number {
  let taken = decoder.decode(characters);
  while (taken < characters.length && decoder.decode(characters.subarray(taken, taken + 1)) === 1) {
    taken += 1;
  }
  return taken;
}

function outcome(read: LongText | ResponseFault): unknown {
  return read instanceof ResponseFault ? read.reason : read.pieces;
}

function parseString(raw: string): string | undefined {
  try {
    return JSON.parse(`"${raw}"`) as string;
  } catch {
    return undefined;
  }
}

/** Whether the pieces, each in turn, are what the text says. */
function isSpelledBy(pieces: readonly (string | EmbeddedBytes)[], text: string): boolean {
  const [first, ...others] = pieces;
  if (first === undefined) {
    return text === '';
  }
  if (typeof first === 'string') {
    return text.startsWith(first) && isSpelledBy(others, text.slice(first.length));
  }
  const prefix = /^data:([\w.+-]+\/[\w.+-]+)?(?:;[\w.+-]+=[\w.+-]*)*;base64,/.exec(text)?.[0] ?? '';
  if (!prefix.startsWith(`data:${first.mediaType ?? ''};`) && pieces.length > 1) {
    return false;
  }
  // Only an address is percent-encoded.
  const pattern =
    prefix === '' ? /^[\w+/\-\s]*(?:=[=\s]*)?/ : /^(?:[\w+/\-\s]|%[\da-f]{2})*(?:=(?:[=\s]|%[\da-f]{2})*)?/i;
  const run = pattern.exec(text.slice(prefix.length))?.[0] ?? '';
  const ends = Array.from({ length: run.length + 1 }, (_, length) => prefix.length + run.length - length);
  return ends.some(
    (end) =>
      Buffer.from(decodePercents(text.slice(prefix.length, end)), 'base64').equals(first.bytes) &&
      isSpelledBy(others, text.slice(end)),
  );
}
