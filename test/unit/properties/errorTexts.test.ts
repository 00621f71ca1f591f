import assert from 'node:assert/strict';
import fc from 'fast-check';
import { redact } from '../../../src/core/http/redact';
import { retryAfterSeconds } from '../../../src/core/http/retryAfter';
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

describeProperties('any text with a key in it', () => {
  holds(
    'holds it no more, however it was spelled',
    fc.tuple(anyText, key, fc.constantFrom(...spellings), anyText),
    ([before, secret, spell, behind]) => {
      const spelled = spell(secret);
      assert.ok(!redact(before + spelled + behind, [secret]).includes(spelled));
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
