import assert from 'node:assert/strict';
import fc from 'fast-check';
import { redact } from '../../../src/core/http/policy/redact';
import { retryAfterSeconds } from '../../../src/core/http/policy/retryAfter';
import { describeProperties, holds, textOf } from './property';

const anyText = fc.string({ unit: 'binary', maxLength: 40 });

/** What a person may paste into the box; the brackets are those of `[redacted]`. */
const key = fc
  .oneof(
    fc.string({ unit: 'grapheme-ascii', minLength: 6, maxLength: 60 }),
    fc.string({ unit: 'binary', minLength: 6, maxLength: 30 }),
  )
  .filter((text) => !'[redacted]'.includes(text) && !/[[\]]/.test(text));

const spellings: readonly ((text: string) => string)[] = [
  (text) => text,
  (text) => encodeURIComponent(text.toWellFormed()),
  (text) => JSON.stringify(text).slice(1, -1),
  (text) => Buffer.from(text).toString('base64').replace(/=+$/, ''),
  (text) => Buffer.from(text).toString('base64url'),
];

const codeOf = (sign: string): string => sign.charCodeAt(0).toString(16);

/** Of one sign, as addresses, JSON and HTML have it. */
const signSpellings: readonly ((sign: string) => string)[] = [
  (sign) => JSON.stringify(sign).slice(1, -1),
  (sign) => (sign === '/' ? '\\/' : `\\u${codeOf(sign).padStart(4, '0')}`),
  (sign) => `\\u${codeOf(sign).toUpperCase().padStart(4, '0')}`,
  (sign) => `%${codeOf(sign)}`,
  (sign) => `%25${codeOf(sign).toUpperCase()}`,
  (sign) => `&#${sign.charCodeAt(0)};`,
  (sign) => `&#x${codeOf(sign)};`,
];

describeProperties('any text with a key in it', () => {
  holds(
    'holds it no more, however it was spelled',
    fc.tuple(anyText, key, fc.constantFrom(...spellings), anyText),
    ([before, secret, spell, behind]) => {
      const spelled = spell(secret);
      assert.ok(!redact(before + spelled + behind, [secret]).includes(spelled));
    },
  );

  // A key that holds what looks like an escape itself is found as it is, and escaped as a whole, but not in a mixture.
  holds(
    'holds it no more, whichever of its signs were escaped, and however often',
    fc.tuple(
      fc
        .string({ unit: 'grapheme-ascii', minLength: 8, maxLength: 60 })
        .filter((text) => !/[[\]\\%&]/.test(text)),
      fc.array(fc.nat({ max: signSpellings.length - 1 }), { minLength: 60, maxLength: 60 }),
      fc.nat({ max: 3 }),
    ),
    ([secret, choices, times]) => {
      const signs = Array.from(secret, (sign, index) => signSpellings[choices[index]!]!(sign));
      let spelled = signs.join('');
      for (let each = 0; each < times; each += 1) {
        spelled = JSON.stringify(spelled).slice(1, -1);
      }
      assert.equal(redact(`at (${spelled})`, [secret]), 'at ([redacted])');
    },
  );

  holds('stays JSON where it was', fc.tuple(fc.jsonValue(), fc.array(key)), ([value, secrets]) => {
    const text = JSON.stringify({ value, said: `Bearer ${secrets.join(' ')}` });
    assert.doesNotThrow(() => {
      JSON.parse(redact(text, []));
    });
  });
});

describeProperties('any answer that asks to wait', () => {
  const amount = fc.oneof(
    fc.double().map(String),
    fc.constantFrom('9'.repeat(400), '-0', '1e400'),
    textOf('0123456789+-. ', { maxLength: 400 }),
  );
  const wish = fc.oneof(
    fc.tuple(amount, fc.constantFrom('', 's', 'ms', 'm', ' h', 'sec', 'x')).map((parts) => parts.join('')),
    fc.date().map((date) => date.toUTCString()),
    anyText,
  );
  const headers = fc.record(
    { 'retry-after': wish, 'retry-after-ms': wish, date: wish },
    { requiredKeys: [] },
  );

  holds('names a time that can be waited for, or none', headers, (given) => {
    const seconds = retryAfterSeconds(given);
    assert.ok(seconds === undefined || (Number.isFinite(seconds) && seconds >= 0), String(seconds));
  });
});
