import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { apis } from '../../../../src/core/apis/table';
import { providerFromRow, isNewRow } from '../../../../src/core/providerSettings/mergeSetting';
import { systemClock } from '../../../../src/core/model/clock';
import { EaselError, type ErrorKind } from '../../../../src/core/model/errors';
import { generate } from '../../../../src/core/generate/generate';
import { createHttpClient } from '../../../../src/core/http/httpClient';
import type { Provider } from '../../../../src/core/model/provider';
import { providerRow } from '../../../../src/core/providerSettings/schema';
import { withDefaults } from '../../../../src/shared/options';
import { describeError } from '../../../../src/extension/text/errorText';
import { canary } from '../../../host/canaryKey.mjs';

/** Those whose one call is answered with the image; the others have a task in between. */
const direct = ['openai-images', 'openai-chat', 'gemini', 'openrouter-images', 'automatic1111'] as const;
const withTasks = ['imini', 'tasks'] as const;
const every = [...direct, ...withTasks];

interface Said {
  readonly status: number;
  readonly body: unknown;
  readonly type?: string;
}

interface Case {
  readonly title: string;
  readonly said: Said;
  readonly apis?: readonly (typeof every)[number][];
  readonly kind: ErrorKind;
  readonly words: RegExp;
  readonly not?: RegExp;
}

const page = (title: string): string => `<!doctype html><html><head><title>${title}</title></head></html>`;
const html = (status: number, title: string): Said => ({ status, body: page(title), type: 'text/html' });
const wording = /another wording/u;

const cases: readonly Case[] = [
  // A failure in a good status, in the shapes of services and relays.
  ...[
    { code: 1001, message: 'Insufficient balance' },
    { success: false, msg: '余额不足' },
    { detail: 'Insufficient credits' },
    { errors: [{ message: 'Not enough credits' }] },
    { errors: { account: ['out of credits'] } },
    { data: [{ error: { message: 'insufficient quota' } }] },
    { error: 'Your balance is insufficient' },
    { error: { message: 'x', code: 'insufficient_quota' } },
    { base_resp: { status_code: 1008, status_msg: 'insufficient balance' } },
    { message: '账户余额不足，请先充值', code: 'E40' },
  ].map((body): Case => ({
    title: `200 with ${JSON.stringify(body)}`,
    said: { status: 200, body },
    kind: 'outOfCredit',
    words: /no credit left/u,
    not: wording,
  })),
  ...[
    { code: 401, message: 'Unauthorized' },
    { error: { code: 401, message: 'no', status: 'UNAUTHENTICATED' } },
    { success: false, message: '无效的令牌' },
    { error: 'Incorrect API key provided' },
  ].map((body): Case => ({
    title: `200 with ${JSON.stringify(body)}`,
    said: { status: 200, body },
    kind: 'unauthorized',
    words: /refused the API key/u,
    not: wording,
  })),
  {
    title: '200 with an error that nobody knows',
    said: { status: 200, body: { success: false, msg: 'The drawing board is full.' } },
    kind: 'unexpectedAnswer',
    words: /could not make the image\. The drawing board is full\./u,
    not: wording,
  },
  {
    title: "200 with Google's error for too many requests",
    said: { status: 200, body: { error: { code: 429, status: 'RESOURCE_EXHAUSTED', message: 'Slow down' } } },
    kind: 'rateLimited',
    words: /asks you to wait/u,
    not: /Nothing was billed/u,
  },
  {
    title: 'an event with an error',
    said: {
      status: 200,
      body: 'data: {"error":{"code":400,"message":"Insufficient credits"}}\n\n',
      type: 'text/event-stream',
    },
    apis: ['openai-images', 'gemini'],
    kind: 'outOfCredit',
    words: /no credit left/u,
  },
  // The status alone decides no words.
  ...[401, 403, 404, 500, 502, 503].map((status): Case => ({
    title: `a page with ${status}`,
    said: html(status, 'Just a moment...'),
    kind: 'unexpectedAnswer',
    words: /answered with a web page/u,
    not: /API key|know this model/u,
  })),
  {
    title: 'a page with 504',
    said: html(504, '504 Gateway Time-out'),
    kind: 'timedOut',
    words: /too long.*web page/u,
  },
  {
    title: 'a page with 407',
    said: html(407, 'Access Denied'),
    kind: 'unreachable',
    words: /proxy.*user name and password/iu,
  },
  {
    title: '407 with a body',
    said: { status: 407, body: { error: 'invalid api key' } },
    kind: 'unreachable',
    words: /proxy.*user name and password/iu,
  },
  ...[
    { detail: 'Not Found' },
    { error: { message: 'Invalid URL (POST /v1/v1/images)' } },
    '',
    { error: 'x' },
  ].map((body): Case => ({
    title: `404 with ${JSON.stringify(body)}`,
    said: { status: 404, body },
    kind: 'invalidRequest',
    words: /nothing at http:\/\/127\.0\.0\.1:\d+\/\S+ \(HTTP 404\).*Check the address/u,
    not: /this model/u,
  })),
  ...[
    { error: { message: 'models/nano is not found for API version v1beta', status: 'NOT_FOUND' } },
    { error: { message: "The model 'x' does not exist", code: 'model_not_found' } },
    { error: '模型 nano 不存在' },
  ].map((body): Case => ({
    title: `404 with ${JSON.stringify(body)}`,
    said: { status: 404, body },
    kind: 'invalidRequest',
    words: /doesn't recognize this model/u,
  })),
  ...[
    '账户余额不足，请先充值',
    'Your account has insufficient balance',
    '您的额度已用完',
    'Payment required',
  ].map((message): Case => ({
    title: `403 with ${message}`,
    said: { status: 403, body: { error: { message, type: 'new_api_error' } } },
    kind: 'outOfCredit',
    words: /no credit left/u,
    not: /API key/u,
  })),
  {
    title: '200 of another shape',
    said: { status: 200, body: { data: 5 } },
    apis: ['openai-images', 'openrouter-images', 'imini', 'tasks'],
    kind: 'unexpectedAnswer',
    words: /does not understand/u,
  },
  {
    title: '200 without an image and a text in an unusual field',
    said: { status: 200, body: { message: 'A reason in another field' } },
    apis: ['openai-chat', 'openai-images', 'openrouter-images', 'automatic1111'],
    kind: 'unexpectedAnswer',
    words: /A reason in another field/u,
    not: wording,
  },
  // Google's reasons.
  ...['IMAGE_SAFETY', 'PROHIBITED_CONTENT', 'IMAGE_RECITATION', 'SPII', 'BLOCKLIST'].map((reason) =>
    ended(reason, 'refusedByPolicy', /content policy refused/u),
  ),
  ...[
    'MISSING_THOUGHT_SIGNATURE',
    'MALFORMED_FUNCTION_CALL',
    'MALFORMED_RESPONSE',
    'UNEXPECTED_TOOL_CALL',
    'TOO_MANY_TOOL_CALLS',
    'CONTINUATION',
    'MAX_TOKENS',
    'LANGUAGE',
  ].map((reason) => ended(reason, 'noImage', new RegExp(`stopped without an image \\(${reason}\\)`, 'u'))),
  ...(['IMAGE_SAFETY', 'MAX_TOKENS'] as const).map((reason): Case => ({
    title: `${reason} beside a finish reason of OpenRouter's own`,
    said: {
      status: 200,
      body: { choices: [{ finish_reason: 'stop', native_finish_reason: reason, message: { content: '' } }] },
    },
    apis: ['openai-chat'],
    kind: reason === 'MAX_TOKENS' ? 'noImage' : 'refusedByPolicy',
    words: new RegExp(reason, 'u'),
  })),
  {
    title: 'a blocked prompt with its explanation',
    said: {
      status: 200,
      body: { promptFeedback: { blockReason: 'OTHER', blockReasonMessage: 'Blocked by the organization.' } },
    },
    apis: ['gemini'],
    kind: 'refusedByPolicy',
    words: /Blocked by the organization\./u,
  },
];

function ended(finishReason: string, kind: ErrorKind, words: RegExp): Case {
  return {
    title: `the finish reason ${finishReason}`,
    said: {
      status: 200,
      body: { candidates: [{ content: { parts: [] }, finishReason, finishMessage: 'Why it is so.' }] },
    },
    apis: ['gemini'],
    kind,
    words: new RegExp(`${words.source}.*Why it is so\\.`, 'u'),
    ...(kind === 'noImage' && { not: /policy/u }),
  };
}

describe('Words for what a provider answers', () => {
  let server: Server;
  let said: Said = { status: 200, body: null };
  const http = createHttpClient();

  before(async () => {
    server = createServer((request, response) => {
      request.resume().on('end', () => {
        const { status, body, type = 'application/json' } = said;
        response.writeHead(status, { 'content-type': type });
        response.end(typeof body === 'string' ? body : JSON.stringify(body));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });

  after(async () => {
    await http.close();
    server.close();
  });

  const rowFor = (api: (typeof every)[number]): Provider => {
    const { port } = server.address() as AddressInfo;
    const row = providerRow.parse({
      ...{ id: 'gateway', api, baseUrl: `http://127.0.0.1:${port}`, models: [{ id: 'current' }] },
      ...(api === 'tasks' && { task: { submitPath: '/submit', pollPath: '/tasks/{task_id}' } }),
    });
    assert.ok(isNewRow(row));
    return providerFromRow(row);
  };

  const failureOf = async (work: () => Promise<unknown>): Promise<EaselError> => {
    try {
      await work();
    } catch (error) {
      assert.ok(error instanceof EaselError, String(error));
      return error;
    }
    return assert.fail('It went well.');
  };

  const ask = (api: (typeof every)[number]): Promise<EaselError> => {
    const provider = rowFor(api);
    const [model] = provider.models;
    const request = { prompt: 'x', references: [], count: 1, ...withDefaults({}, model.capabilities) };
    return failureOf(() =>
      generate(request, {
        ...{ provider, model, key: canary, http, clock: systemClock, includeThoughts: false },
        signal: new AbortController().signal,
        checkpoint: () => Promise.resolve(),
        report: () => undefined,
        log: () => undefined,
      }),
    );
  };

  for (const { title, said: answer, apis: asked = every, kind, words, not } of cases) {
    for (const api of asked) {
      it(`${api}: ${title} is ${kind}`, async () => {
        said = answer;
        const error = await ask(api);
        const { message } = describeError(error);
        assert.equal(error.kind, kind, message);
        assert.match(message, words);
        assert.doesNotMatch(message, /HTTP (?:[123]\d\d)\b|HTTP 0/u);
        if (not) {
          assert.doesNotMatch(message, not);
        }
      });
    }
  }

  for (const api of ['openai-images', 'openai-chat', 'gemini', 'openrouter-images'] as const) {
    for (const body of [
      { error: { code: 401, message: 'Unauthorized' } },
      { success: false, message: 'Invalid token' },
      { code: 'InvalidApiKey', message: 'Invalid API key' },
      { detail: 'API key is invalid' },
    ]) {
      it(`${api}: a key that is refused in a 200 with ${JSON.stringify(body)} is not accepted`, async () => {
        said = { status: 200, body };
        const provider = rowFor(api);
        const { signal } = new AbortController();
        const error = await failureOf(async () =>
          apis[api].checkKey?.({ provider, key: canary, http, signal }),
        );
        assert.equal(error.kind, 'unauthorized');
      });
    }
  }

  for (const body of [
    { object: 'list', data: [{ id: 'a' }], success: true },
    { code: 0, message: 'ok', data: [{ id: 'a' }] },
    { code: 20000, message: 'Ok', data: [{ id: 'a' }], status: true },
    { models: [], error: null },
    [],
  ]) {
    it(`a key is accepted where the answer is ${JSON.stringify(body)}`, async () => {
      said = { status: 200, body };
      const { signal } = new AbortController();
      await apis['openai-chat'].checkKey?.({ provider: rowFor('openai-chat'), key: canary, http, signal });
    });
  }

  it('an answer that fits nothing is quoted in the details', async () => {
    for (const body of [
      { created: 1, data: 'a shape that nobody knows' },
      { note: 'a shape that nobody knows' },
    ]) {
      said = { status: 200, body };
      for (const api of direct) {
        assert.match(describeError(await ask(api)).detail, /a shape that nobody knows/u, api);
      }
    }
  });
});
