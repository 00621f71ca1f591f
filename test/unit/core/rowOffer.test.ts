import assert from 'node:assert/strict';
import { isNewRow, providerFromRow } from '../../../src/core/applyRow';
import { systemClock } from '../../../src/core/clock';
import { EaselError } from '../../../src/core/errors';
import { generate } from '../../../src/core/generate';
import type { HttpClient, JsonAnswer } from '../../../src/core/http/client';
import type { Provider } from '../../../src/core/provider';
import { providerRow } from '../../../src/core/providerRow';
import { withDefaults, type ImageRequest } from '../../../src/core/request';

const bytes = Buffer.from('x');
const reference: ImageRequest['references'][number] = {
  ...{ name: 'a.png', format: 'png', use: 'asset', byteLength: 1 },
  read: async function* () {
    await Promise.resolve();
    yield bytes;
  },
};

function providerWith(row: Readonly<Record<string, unknown>>): Provider {
  const parsed = providerRow.parse({
    ...{ id: 'gateway', api: 'openai-images', baseUrl: 'https://api.example/v1', models: [{ id: 'm' }] },
    ...row,
  });
  assert.ok(isNewRow(parsed));
  return providerFromRow(parsed);
}

async function failureOf(provider: Provider, body: unknown, status = 422): Promise<EaselError> {
  const [model] = provider.models;
  const http: HttpClient = {
    sendJson: () => Promise.resolve<JsonAnswer>({ status, headers: {}, body }),
    download: () => assert.fail(),
    listen: () => assert.fail(),
    close: () => Promise.resolve(),
  };
  const request = { prompt: 'x', references: [reference], count: 1, ...withDefaults({}, model.capabilities) };
  return generate(request, {
    ...{ provider, model, key: 'a-key', http, clock: systemClock, includeThoughts: false },
    signal: new AbortController().signal,
    checkpoint: () => Promise.resolve(),
    report: () => undefined,
    log: () => undefined,
  }).then(
    () => assert.fail(),
    (error: unknown) => (error instanceof EaselError ? error : assert.fail(String(error))),
  );
}

const missing = { detail: [{ type: 'missing', loc: ['body', 'image'], msg: 'Field required' }] };

describe('A row of a provider', () => {
  it('may name the fields of references and the mask', () => {
    const provider = providerWith({ referenceFields: 'image', maskField: 'input_image_mask' });
    assert.deepEqual([provider.referenceFields, provider.maskField], ['image', 'input_image_mask']);
  });

  it('is said to need the field that a server names as missing', async () => {
    assert.equal((await failureOf(providerWith({}), missing)).details.offer, 'referenceFields');
    const named = providerWith({ referenceFields: 'image' });
    assert.equal((await failureOf(named, missing)).details.offer, undefined);
  });

  it('is said to turn the stream off where a server refuses it', async () => {
    const refusals: readonly unknown[] = [
      { error: { message: "Unknown parameter: 'stream'.", param: 'stream' } },
      { error: { message: 'Streaming is not supported for this organization.' } },
      { detail: [{ loc: ['body', 'partial_images'], msg: 'Extra inputs are not permitted' }] },
    ];
    for (const body of refusals) {
      assert.equal(
        (await failureOf(providerWith({ streaming: true }), body, 400)).details.offer,
        'streaming',
      );
      assert.equal((await failureOf(providerWith({}), body, 400)).details.offer, undefined);
    }
  });

  for (const path of [
    '/v1/images/generations',
    '/v1/images/edits',
    '/v1/chat/completions',
    '/v1/images/generations/',
  ]) {
    it(`has the same base URL where it ends in ${path}`, () => {
      assert.equal(providerWith({ baseUrl: `https://api.example${path}` }).baseUrl, 'https://api.example/v1');
    });
  }

  for (const [given, baseUrl] of [
    ['https://g.example/v1beta/models/nano:generateContent', 'https://g.example/v1beta'],
    ['http://localhost:7860/sdapi/v1/txt2img', 'http://localhost:7860'],
    ['http://localhost:8188/prompt', 'http://localhost:8188'],
    ['https://a.example/openai/deployments/d', 'https://a.example/openai/deployments/d'],
    ['https://a.example/engines/diffusers', 'https://a.example/engines/diffusers'],
  ] as const) {
    it(`with the base URL ${given} leads to ${baseUrl}`, () => {
      assert.equal(providerWith({ baseUrl: given }).baseUrl, baseUrl);
    });
  }

  it('without a key is never said to be billed', async () => {
    const free = await failureOf(providerWith({ auth: 'none' }), { error: 'x' }, 500);
    assert.equal(free.details.maybeBilled, undefined);
    assert.equal((await failureOf(providerWith({}), { error: 'x' }, 500)).details.maybeBilled, true);
  });
});
