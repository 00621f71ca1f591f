import assert from 'node:assert/strict';
import { apis } from '../../../../src/core/apis/table';
import { systemClock } from '../../../../src/core/model/clock';
import { EaselError } from '../../../../src/core/model/errors';
import type { HttpClient, JsonRequest } from '../../../../src/core/http/client';
import type { Provider } from '../../../../src/core/model/provider';
import { gemini } from '../../../../src/core/providers/gemini';
import { openai } from '../../../../src/core/providers/openai';
import { requestFor } from '../apis/callContext';
import { describeError } from '../../../../src/extension/text/errorText';

/** Keys as Google makes them, put together here so that none stands in a file. */
const standardKey = ['AI', 'za', 'Sy', 'x'.repeat(33)].join('');
const authKey = ['AQ', `Ab8RN6${'x'.repeat(44)}`].join('.');

const refusals = {
  'that the key is not valid': {
    status: 400,
    error: {
      code: 400,
      message: 'API key not valid. Please pass a valid API key.',
      status: 'INVALID_ARGUMENT',
      details: [{ reason: 'API_KEY_INVALID', domain: 'googleapis.com' }],
    },
  },
  'that OAuth is expected': {
    status: 401,
    error: {
      code: 401,
      message: 'Request had invalid authentication credentials. Expected OAuth 2 access token, login cookie.',
      status: 'UNAUTHENTICATED',
      details: [{ reason: 'ACCESS_TOKEN_TYPE_UNSUPPORTED', domain: 'googleapis.com' }],
    },
  },
  'that standard keys are refused': {
    status: 403,
    error: { code: 403, message: 'Standard API keys are no longer supported.', status: 'PERMISSION_DENIED' },
  },
  'the same with 400': {
    status: 400,
    error: { code: 400, message: 'Standard keys are rejected.', status: 'INVALID_ARGUMENT' },
  },
} as const;

type Refusal = (typeof refusals)[keyof typeof refusals];

interface Asked {
  readonly provider?: Provider;
  readonly key: string;
  readonly refusal: Refusal;
}

/** Every way in which a key goes out. */
const ways = ['checkKey', 'listModels', 'generate'] as const;

async function refused(
  way: (typeof ways)[number],
  { provider = gemini, key, refusal }: Asked,
): Promise<string> {
  const { words } = await ask(way, { provider, key, refusal });
  return words;
}

async function ask(
  way: (typeof ways)[number],
  { provider = gemini, key, refusal: { status, error } }: Asked,
): Promise<{ readonly words: string; readonly sent: readonly JsonRequest[] }> {
  const sent: JsonRequest[] = [];
  const http: HttpClient = {
    sendJson: (request) => {
      sent.push(request);
      return Promise.resolve({ status, headers: {}, body: { error } });
    },
    download: () => assert.fail(),
    listen: () => assert.fail(),
    close: () => Promise.resolve(),
  };
  const [model] = provider.models;
  const { signal } = new AbortController();
  const call = { provider, key, http, signal };
  const api = apis[provider.api];
  const failed = await {
    checkKey: () => api.checkKey?.(call),
    listModels: () => api.listModels?.(call),
    generate: () =>
      api.generate(requestFor(model), {
        ...call,
        ...{ model, clock: systemClock, includeThoughts: false },
        checkpoint: () => Promise.resolve(),
        report: () => undefined,
        log: () => undefined,
      }),
  }
    [way]()
    ?.then(
      () => assert.fail('It was taken.'),
      (thrown: unknown) => thrown,
    );
  assert.ok(failed instanceof EaselError, String(failed));
  return { words: describeError(failed).message, sent };
}

const hint = /Google no longer accepts keys that begin with AIza/u;

describe('A key that Google refuses', () => {
  for (const way of ways) {
    for (const [said, refusal] of Object.entries(refusals)) {
      it(`is said to be of the old kind by ${way} where the answer says ${said}`, async () => {
        assert.match(await refused(way, { key: standardKey, refusal }), hint);
      });

      it(`is not said to be of the old kind by ${way} where it is a new one and the answer says ${said}`, async () => {
        const words = await refused(way, { key: authKey, refusal });
        assert.match(words, /refused the API key/u);
        assert.doesNotMatch(words, hint);
        assert.ok(!words.includes(authKey));
      });
    }
  }

  it('is said to be of the old kind where the answer alone says so', async () => {
    for (const said of [
      'that OAuth is expected',
      'that standard keys are refused',
      'the same with 400',
    ] as const) {
      assert.match(await refused('generate', { key: 'a-key', refusal: refusals[said] }), hint);
    }
    const unsaid = await refused('generate', {
      key: 'a-key',
      refusal: refusals['that the key is not valid'],
    });
    assert.doesNotMatch(unsaid, hint);
  });

  it("is said to be of the old kind behind another address of Google's format, and at no other provider", async () => {
    const refusal = refusals['that the key is not valid'];
    const relay = { ...gemini, baseUrl: 'https://relay.example/v1beta' };
    assert.match(await refused('generate', { provider: relay, key: standardKey, refusal }), hint);
    assert.doesNotMatch(await refused('generate', { provider: openai, key: standardKey, refusal }), hint);
  });

  it('goes out in the one header of Google, whatever its kind', async () => {
    for (const key of [standardKey, authKey]) {
      const { sent } = await ask('generate', { key, refusal: refusals['that the key is not valid'] });
      for (const { url, headers = {} } of sent) {
        assert.deepEqual(
          Object.entries(headers).filter(([, value]) => value.includes(key)),
          [['x-goog-api-key', key]],
        );
        assert.ok(!url.includes(key));
      }
    }
  });
});
