import assert from 'node:assert/strict';
import { redact } from '../../../../../src/core/http/policy/redact';

describe('redaction', () => {
  it('hides a known value in every spelling', () => {
    const secret = 'k3y/with+signs="x"';
    for (const spelling of [
      secret,
      encodeURIComponent(secret),
      JSON.stringify(secret).slice(1, -1),
      Buffer.from(secret).toString('base64'),
      Buffer.from(secret).toString('base64url'),
    ]) {
      const text = redact(`before ${spelling} after`, [secret]);
      assert.match(text, /^before \[redacted\]=* after$/, spelling);
    }
  });

  it('hides what looks like a key', () => {
    for (const [text, expected] of [
      ['Authorization: Bearer abc.def-123456', 'Authorization: Bearer [redacted]'],
      ['Incorrect API key provided: sk-proj-abc_DEF123.', 'Incorrect API key provided: [redacted].'],
      ['key AIzaSyA1234567890abcdefghijklmnopqrstu end', 'key [redacted] end'],
      ['https://h/v1?key=abc&alt=sse', 'https://h/v1?key=[redacted]&alt=sse'],
      ['https://h/v1?a=1&access_token=x%20y"', 'https://h/v1?a=1&access_token=[redacted]"'],
      ['proxy http://user:pass@proxy.example:8080/', 'proxy http://[redacted]@proxy.example:8080/'],
    ] as const) {
      assert.equal(redact(text, []), expected);
    }
  });

  it("hides a new key of Google's, which begins with AQ and a full stop", () => {
    const key = ['AQ', `Ab8RN6${'x-_'.repeat(15)}`].join('.');
    for (const [before, after] of [
      ['key ', ' end'],
      ['{"message":"', '"}'],
      ['(', ')'],
    ] as const) {
      assert.equal(redact(`${before}${key}${after}`, []), `${before}[redacted]${after}`);
    }
    assert.equal(
      redact('See the FAQ. Abbreviations are there.', []),
      'See the FAQ. Abbreviations are there.',
    );
  });

  it('shortens base64', () => {
    assert.equal(
      redact(`data:image/png;base64,${'A'.repeat(65)}==`, []),
      'data:image/png;base64,[base64, 67 characters]',
    );
    assert.equal(redact('A'.repeat(64), []), 'A'.repeat(64));
  });

  it('leaves ordinary text and JSON intact', () => {
    const text =
      '{"error":{"message":"Bearer token missing, see https://example.com/a?b=c","keys":["risk-taking"]}}';
    assert.equal(redact(text, ['', 'abc']), text);
  });
});
