import assert from 'node:assert/strict';
import type { ErrorDetails, ErrorKind } from '../../../../src/core/model/errors';
import { errorFromAnswer, readErrorBody } from '../../../../src/core/http/responseErrors';

const from = (
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): ReturnType<typeof errorFromAnswer> =>
  errorFromAnswer({ status, headers, body }, { host: 'api.example.com', method: 'POST' });
const openai = (code: unknown, message = 'm'): unknown => ({
  error: { message, type: 'new_api_error', param: null, code },
});
const google = (code: number, status: string, details: unknown[] = []): unknown => ({
  error: { code, message: 'g', status, details },
});

describe('error answer', () => {
  const kinds: [title: string, status: number, body: unknown, kind: ErrorKind, more?: ErrorDetails][] = [
    ['400', 400, openai('invalid_size'), 'invalidRequest', { code: 'invalid_size', providerMessage: 'm' }],
    ['401', 401, openai('whatever'), 'unauthorized'],
    ['402', 402, undefined, 'outOfCredit'],
    ['403', 403, google(403, 'PERMISSION_DENIED'), 'unauthorized'],
    ['403 without credit', 403, openai('insufficient_user_quota'), 'outOfCredit'],
    [
      '403 of imini without credit',
      403,
      { error: { code: 'INSUFFICIENT_CREDITS', status: 403 } },
      'outOfCredit',
    ],
    ['403 before consumption', 403, openai('pre_consume_token_quota_failed'), 'outOfCredit'],
    ['404', 404, { error: { code: 'TASK_NOT_FOUND', message: 'm', status: 404 } }, 'invalidRequest'],
    ['408', 408, undefined, 'timedOut', { maybeBilled: true }],
    ['413', 413, undefined, 'invalidRequest'],
    [
      '422',
      422,
      { detail: [{ loc: ['body'], msg: 'field required' }] },
      'invalidRequest',
      { providerMessage: 'field required' },
    ],
    ['429', 429, openai(429), 'rateLimited', { code: '429' }],
    ['429 without credit', 429, openai('insufficient_quota'), 'outOfCredit'],
    ['500', 500, openai('upstream_error'), 'unexpectedAnswer', { maybeBilled: true }],
    ['504', 504, undefined, 'timedOut', { maybeBilled: true }],
    ['524', 524, undefined, 'timedOut', { maybeBilled: true }],
    ['503 without a channel', 503, openai('model_not_found'), 'invalidRequest', { code: 'model_not_found' }],
    ['403 for the model', 403, openai('model_not_accessible'), 'invalidRequest'],
    [
      '400 for a wrong key',
      400,
      google(400, 'INVALID_ARGUMENT', [{ reason: 'API_KEY_INVALID' }]),
      'unauthorized',
      { reason: 'API_KEY_INVALID' },
    ],
    ['400 by policy', 400, openai('content_policy_violation'), 'refusedByPolicy'],
    ['400 by moderation', 400, openai('moderation_blocked'), 'refusedByPolicy'],
    ['400 of a blocked prompt', 400, openai('prompt_blocked'), 'refusedByPolicy'],
    ['500 of sensitive words', 500, openai('sensitive_words_detected'), 'refusedByPolicy'],
    [
      '400 of imini by policy',
      400,
      {
        error: {
          code: 'INVALID_PROMPT',
          message: 'Prompt contains disallowed content',
          status: 400,
          request_id: 'req_1',
        },
      },
      'refusedByPolicy',
      { requestId: 'req_1' },
    ],
    [
      '400 of imini for a long prompt',
      400,
      { error: { code: 'INVALID_PROMPT', message: 'Prompt too long', status: 400 } },
      'invalidRequest',
    ],
    [
      '400 around a failed task',
      400,
      { error: { code: 'INTERNAL', message: 'm', status: 500 } },
      'unexpectedAnswer',
    ],
  ];
  for (const [title, status, body, kind, more = {}] of kinds) {
    it(`${title} is ${kind}`, () => {
      const error = from(status, body);
      assert.equal(error.kind, kind);
      assert.equal(error.details.status, status);
      assert.equal(error.details.host, 'api.example.com');
      for (const [name, value] of Object.entries(more)) {
        assert.equal(error.details[name as keyof ErrorDetails], value, name);
      }
    });
  }

  it('503 with a time was refused, so it costs nothing and can be tried then', () => {
    const { kind, details } = from(503, openai('busy'), { 'retry-after': '7' });
    assert.equal(kind, 'rateLimited');
    assert.equal(details.retryAfterSeconds, 7);
    assert.equal(details.maybeBilled, undefined);
  });

  it('503 without a time may be under way', () => {
    const { kind, details } = from(503, openai('busy'));
    assert.equal(kind, 'unexpectedAnswer');
    assert.equal(details.maybeBilled, true);
  });

  it('503 with a time that names another reason keeps that reason', () => {
    assert.equal(from(503, openai('model_not_found'), { 'retry-after': '7' }).kind, 'invalidRequest');
  });

  it('to a question that costs nothing is never charged', () => {
    const error = errorFromAnswer(
      { status: 500, headers: {}, body: undefined },
      { host: 'h', method: 'GET' },
    );
    assert.equal(error.details.maybeBilled, undefined);
  });

  it('of a page gives its title and says that it is a page', () => {
    const excerpt = '<!DOCTYPE html><html><head><title>502 Bad Gateway</title>';
    const error = errorFromAnswer(
      { status: 502, headers: {}, body: undefined, excerpt },
      { host: 'h', method: 'POST' },
    );
    assert.equal(error.details.reason, 'html');
    assert.equal(error.details.providerMessage, '502 Bad Gateway');
  });

  it('without anything still has a kind', () => {
    assert.deepEqual(from(400, undefined).details, { status: 400, host: 'api.example.com' });
    assert.deepEqual(from(400, null).details, { status: 400, host: 'api.example.com' });
  });

  it('keeps keys and base64 out of its message', () => {
    const { details } = from(
      401,
      openai('invalid_api_key', `Incorrect key sk-abcdefghijklm ${'QUJD'.repeat(50)}`),
    );
    assert.equal(details.providerMessage, 'Incorrect key [redacted] [base64, 200 characters]');
  });
});

describe('error body', () => {
  const read = (body: unknown, headers: Record<string, string> = {}): ReturnType<typeof readErrorBody> =>
    readErrorBody({ status: 400, headers, body });

  it('gives every reason of Google and the time to wait', () => {
    const body = google(429, 'RESOURCE_EXHAUSTED', [
      {
        '@type': 'x.QuotaFailure',
        violations: [{ quotaId: 'GenerateRequestsPerDayPerProjectPerModel-FreeTier' }],
      },
      { '@type': 'x.RetryInfo', retryDelay: '34s' },
      { '@type': 'x.ErrorInfo', reason: 'RATE_LIMIT_EXCEEDED' },
      null,
    ]);
    assert.deepEqual(read(body), {
      message: 'g',
      code: '429',
      status: 'RESOURCE_EXHAUSTED',
      retryAfterSeconds: 34,
      reasons: [
        '429',
        'RESOURCE_EXHAUSTED',
        'GenerateRequestsPerDayPerProjectPerModel-FreeTier',
        'RATE_LIMIT_EXCEEDED',
      ],
      fields: [],
    });
  });

  it('reads JSON within a message, alone or behind words', () => {
    const inner = JSON.stringify(google(400, 'INVALID_ARGUMENT', [{ reason: 'API_KEY_INVALID' }]));
    for (const message of [inner, `upstream error: ${inner}`, JSON.stringify({ error: inner })]) {
      const body = read({ error: { message, code: 'upstream_error' } });
      assert.equal(body.message, 'g');
      assert.equal(body.code, 'upstream_error');
      assert.ok(body.reasons.includes('API_KEY_INVALID'), message);
    }
  });

  it('reads other shapes: a text, an array, flat fields', () => {
    assert.equal(read({ error: 'no credit' }).message, 'no credit');
    assert.equal(read('plain').message, 'plain');
    assert.equal(read([google(400, 'INVALID_ARGUMENT')]).status, 'INVALID_ARGUMENT');
    const flat = read({ code: 40001, msg: 'flat', success: false });
    assert.equal(flat.code, '40001');
    assert.equal(flat.message, 'flat');
    assert.equal(
      read({ error: { message: 'text with {braces} in it' } }).message,
      'text with {braces} in it',
    );
  });

  it('names every field that FastAPI refuses, and keeps the words that say why', () => {
    const detail = [
      { loc: ['body', 'size'], msg: 'must be WIDTHxHEIGHT', type: 'value_error' },
      { loc: ['body', 'images', 0], msg: 'Not an image', type: 'image_load_error' },
      { loc: ['body'], msg: 'Too much' },
    ];
    const { message, reasons } = read({ detail });
    assert.equal(message, 'size: must be WIDTHxHEIGHT; images.0: Not an image; Too much');
    assert.deepEqual(reasons, ['value_error', 'image_load_error']);
    assert.equal(
      read({ detail: [{ loc: 'body', msg: 'Odd' }, { loc: ['body', 'a'] }, null] }).message,
      'Odd',
    );
  });

  it('takes what explains an error for the message, and its name for the code', () => {
    const unhandled = { error: 'OutOfMemoryError', detail: '', body: '', errors: 'CUDA out of memory' };
    const cases: readonly (readonly [body: unknown, message: string, code?: string])[] = [
      [{ error: 'not_found', detail: 'No such model' }, 'No such model', 'not_found'],
      [{ error: 'Internal Server Error', detail: 'No memory is left' }, 'No memory is left'],
      [
        { error: 'HTTPException', detail: 'Wrong password', errors: '401: ' },
        'Wrong password',
        'HTTPException',
      ],
      [unhandled, 'CUDA out of memory', 'OutOfMemoryError'],
      [{ error: 'not_found', detail: '' }, 'not_found'],
      [{ error: { message: 'inner', code: 'E1' }, detail: null }, 'inner', 'E1'],
      [{ detail: { error: 'n must be between 1 and 4' } }, 'n must be between 1 and 4'],
      [{ detail: { error: { message: 'inner', code: 'E2' } } }, 'inner', 'E2'],
    ];
    for (const [body, message, code] of cases) {
      const said = read(body);
      assert.deepEqual([said.message, said.code], [message, code], JSON.stringify(body));
    }
  });

  it('takes the request id of the body or of a header', () => {
    assert.equal(read({ error: { request_id: 'b' } }, { 'x-request-id': 'h' }).requestId, 'b');
    assert.equal(read({}, { 'x-oneapi-request-id': 'h' }).requestId, 'h');
  });

  it('bears any nesting', () => {
    let body: unknown = 'deep';
    for (let depth = 0; depth < 10_000; depth += 1) {
      body = { error: body };
    }
    assert.deepEqual(read(body).reasons, []);
  });

  it('understands Retry-After in every form', () => {
    const wait = (headers: Record<string, string>): number | undefined => read({}, headers).retryAfterSeconds;
    assert.equal(wait({ 'retry-after': '7' }), 7);
    assert.equal(wait({ 'retry-after': '1.5' }), 1.5);
    assert.equal(wait({ 'retry-after': '1500ms' }), 1.5);
    assert.equal(wait({ 'retry-after': '2m' }), 120);
    assert.equal(wait({ 'retry-after': '-5' }), 0);
    assert.equal(wait({ 'retry-after': '31536000' }), 31_536_000);
    assert.equal(wait({ 'retry-after': 'soon' }), undefined);
    assert.equal(wait({ 'retry-after-ms': '250', 'retry-after': '9' }), 0.25);
    const date = 'Wed, 21 Oct 2026 07:28:00 GMT';
    assert.equal(wait({ 'retry-after': 'Wed, 21 Oct 2026 07:28:30 GMT', date }), 30);
    assert.equal(wait({ 'retry-after': 'Wed, 21 Oct 2026 07:00:00 GMT', date }), 0);
    assert.equal(wait({}), undefined);
  });
});
