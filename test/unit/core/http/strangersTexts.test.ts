import assert from 'node:assert/strict';
import * as z from 'zod';
import { readAnswer } from '../../../../src/core/apis/response/parseResponse';
import { unwrapJson } from '../../../../src/core/apis/response/valueAt';
import { EaselError } from '../../../../src/core/model/errors';
import { errorFromAnswer } from '../../../../src/core/http/responseErrors';
import { classifyHost } from '../../../../src/core/http/policy/addresses';
import { JsonScanner } from '../../../../src/core/http/response/jsonScanner';
import { LongText } from '../../../../src/core/http/response/longText';
import { redact, redactStart } from '../../../../src/core/http/policy/redact';
import { checkResultUrl } from '../../../../src/core/http/policy/resultUrl';
import { builtInProviders } from '../../../../src/core/providers/table';
import { logLine, stackLines } from '../../../../src/extension/ports/logLine';
import { sanitize } from '../../../../src/extension/text/plainText';
import { growsTooMuch, timeOf } from '../../growth';

/** What fills the texts of strangers. */
const fillings = {
  letters: 'a',
  'words with dots': 'a.',
  blanks: ' ',
  'line breaks': '\r\n',
  'control characters': '\u0007',
  brackets: '[',
  'objects without an end': '{"a":',
  'messages in messages': '{"message":"',
  'images of Markdown': '![](',
  titles: '<title ',
  'keys of addresses': '?key=',
  'users of addresses': 'http://a:b',
  schemes: 'Bearer ',
  'keys by their looks': 'sk-AIza',
  "new keys of Google's by their looks": 'AQ.Ab8',
  backslashes: '\\',
  'escapes of escapes': '%25',
  'escapes of HTML': '&amp;',
  'numbers of HTML': '&#0',
  'escapes of JSON': '\\u0041',
  quotes: '"',
  'halves of characters': '\ud83e',
  dots: '.',
} as const;

const host = 'example.com';
const signal = { host, method: 'POST' } as const;
const fromBody = (body: unknown): EaselError => errorFromAnswer({ status: 400, headers: {}, body }, signal);
const excerptOf = (body: unknown): unknown => {
  const provider = builtInProviders.find(({ id }) => id === 'openai');
  assert.ok(provider);
  try {
    return readAnswer({ status: 200, headers: {}, body }, z.object({ never: z.literal('there') }), {
      provider,
      method: 'POST',
    });
  } catch (error) {
    return error;
  }
};

const readers: Readonly<Record<string, (text: string) => unknown>> = {
  'a message': (message) => fromBody({ error: { message } }),
  'a message that is long': (text) => fromBody({ error: { message: new LongText([text]) } }),
  'a code and an id': (text) => fromBody({ error: { code: text, type: text, request_id: text } }),
  'the message of a relay': (text) => fromBody({ message: `failed: ${JSON.stringify({ error: text })}` }),
  details: (text) => fromBody({ details: [{ reason: text, retryDelay: text }], detail: [{ msg: text }] }),
  'a page': (text) =>
    errorFromAnswer({ status: 502, headers: {}, body: undefined, excerpt: `<html>${text}` }, signal),
  'an answer of another shape': (text) => excerptOf({ candidates: text }),
  'a long answer of another shape': (text) => excerptOf({ candidates: new LongText([text]) }),
  'a text without keys': (text) => redact(text, ['0123456789abcdef']),
  'the start of a text without keys': (text) => redactStart(text, ['0123456789abcdef'], 500),
  'a notification': (text) => sanitize(text),
  'a line of the log': (text) => logLine(text),
  'an error of no kind': (text) => stackLines(new Error(text)),
  'a host': (text) => classifyHost(text),
  'an address': (text) => {
    try {
      return checkResultUrl(`https://${text}/`, { baseUrl: 'https://example.com' });
    } catch (error) {
      return error;
    }
  },
};

/** Values that are many rather than long. */
const shapes: Readonly<Record<string, (length: number) => unknown>> = {
  numbers: (length) => Array.from({ length: length / 2 }, (_, index) => index),
  objects: (length) => Array.from({ length: length / 3 }, () => ({ message: 'no' })),
  'arrays of ten': (length) => manyfold(length, (members) => members),
  'errors of ten errors': (length) => manyfold(length, (detail) => ({ detail })),
  fields: (length) => Object.fromEntries(Array.from({ length: length / 8 }, (_, index) => [`k${index}`, 1])),
};

describe("A stranger's text", () => {
  for (const [name, read] of Object.entries(readers)) {
    it(`costs as ${name} no more than its length, whatever it is made of`, function () {
      this.timeout(60_000);
      for (const [filling, piece] of Object.entries(fillings)) {
        const run = (length: number): number => {
          const text = piece.repeat(length / piece.length);
          return timeOf(() => read(text));
        };
        assert.ok(!growsTooMuch(run, 128 * 1024), filling);
      }
    });
  }

  for (const [name, make] of Object.entries(shapes)) {
    it(`that is ${name} costs an error and an excerpt no more than its length`, () => {
      for (const read of [fromBody, excerptOf]) {
        const run = (length: number): number => {
          const value = make(length);
          return timeOf(() => read(value));
        };
        assert.ok(!growsTooMuch(run, 128 * 1024));
      }
    });
  }

  it('never makes an error that is longer than anyone reads', () => {
    for (const piece of Object.values(fillings)) {
      const text = piece.repeat(2 ** 20 / piece.length);
      const errors = [
        fromBody({ error: { message: text, code: text, type: text }, request_id: text, reason: text }),
      ];
      errors.push(
        excerptOf({ candidates: text }) as EaselError,
        new EaselError('noImage', { modelText: text }),
      );
      for (const { message, details } of errors) {
        assert.ok(message.length < 60_000, String(message.length));
        for (const value of Object.values(details)) {
          assert.ok(typeof value !== 'string' || (value.length <= 8000 && value.isWellFormed()));
        }
      }
    }
  });

  it('is refused by the count of its values and levels, not by its bytes', () => {
    for (const text of ['1,', '{},', '"a",', '{"a":1},', '[', '{"a":', '[[],'].map(
      (piece) => `[${piece.repeat(120_000)}`,
    )) {
      const scanner = new JsonScanner(64 * 1024 * 1024);
      assert.throws(() => scanner.push(Buffer.from(text)), { reason: 'tooLarge' }, text.slice(0, 10));
    }
  });

  it('is not taken for JSON where that would cost hundreds of times its length', () => {
    const small = JSON.stringify({ images: ['a'] });
    assert.deepEqual(unwrapJson(small), { images: ['a'] });
    const many = `[${'{},'.repeat(300_000)}{}]`;
    assert.equal(unwrapJson(many), many);
  });

  it('leaves the start of no key where it was cut', () => {
    const key = 'k3y.0123456789.abcdefghijklmnop';
    for (let before = 0; before < 2400; before += 7) {
      for (const filling of ['a ', 'A']) {
        const text = `${filling.repeat(3000).slice(0, before)} ${key} ${'b '.repeat(3000)}`;
        assert.ok(!redactStart(text, [key], 500).includes('k3y.'), String(before));
      }
    }
  });

  it('is one line of the log, whatever it holds', () => {
    const hostile = 'a\r\n2026-11-30 [info] b\u0007\u001b[31m\u2028c\u202ed\u0085e\0f\ud83e';
    for (const line of [logLine(hostile), logLine(hostile.repeat(10_000))]) {
      assert.doesNotMatch(line, /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\u202e]/u);
      assert.ok(line.length <= 4001);
    }
    assert.match(stackLines(new Error(hostile)), /^Error: a {1,2}2026[^\n]*(?:\n {2}at [^\n]*)*$/u);
  });
});

/** Ten members, each of which has ten, to the depth that errors are wrapped in. */
function manyfold(length: number, wrap: (members: readonly unknown[]) => unknown): unknown {
  let value: unknown = 'no';
  for (let members = 1; members < length / 10; members *= 10) {
    const member = value;
    value = wrap(Array.from({ length: 10 }, () => member));
  }
  return value;
}
