import assert from 'node:assert/strict';
import { isNewRow, providerFromRow } from '../../../../src/core/providerSettings/mergeSetting';
import { systemClock } from '../../../../src/core/model/clock';
import { EaselError } from '../../../../src/core/model/errors';
import { generate } from '../../../../src/core/generate/generate';
import type { HttpClient, JsonAnswer, JsonRequest } from '../../../../src/core/http/client';
import type { Provider } from '../../../../src/core/model/provider';
import { providerRow } from '../../../../src/core/providerSettings/schema';
import { withDefaults } from '../../../../src/shared/options';
import type { ImageRequest } from '../../../../src/core/model/request';
import { describeError } from '../../../../src/extension/text/errorText';

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

interface Sent extends Partial<ImageRequest> {
  readonly status?: number;
  readonly sent?: JsonRequest[];
}

async function failureOf(
  provider: Provider,
  body: unknown,
  { status = 422, sent = [], ...changes }: Sent = {},
): Promise<EaselError> {
  const [model] = provider.models;
  const http: HttpClient = {
    sendJson: (request) => {
      sent.push(request);
      return Promise.resolve<JsonAnswer>({ status, headers: {}, body });
    },
    download: () => assert.fail(),
    listen: () => assert.fail(),
    close: () => Promise.resolve(),
  };
  const options = withDefaults({}, model.capabilities);
  return generate(
    { prompt: 'x', references: [reference], count: 1, ...options, ...changes },
    {
      ...{ provider, model, key: 'a-key', http, clock: systemClock, includeThoughts: false },
      signal: new AbortController().signal,
      checkpoint: () => Promise.resolve(),
      report: () => undefined,
      log: () => undefined,
    },
  ).then(
    () => assert.fail(),
    (error: unknown) => (error instanceof EaselError ? error : assert.fail(String(error))),
  );
}

const mask: ImageRequest['mask'] = {
  ...{ format: 'png', width: 1, height: 1 },
  byteLength: 1,
  read: reference.read,
};

function fastApi(name: string): unknown {
  return { detail: [{ type: 'missing', loc: ['body', name], msg: 'Field required' }] };
}

const missing = { detail: [{ type: 'missing', loc: ['body', 'image'], msg: 'Field required' }] };

describe('A row of a provider', () => {
  it('may name the fields of references and the mask', () => {
    const provider = providerWith({ referenceFields: 'image', maskField: 'input_image_mask' });
    assert.deepEqual([provider.referenceFields, provider.maskField], ['image', 'input_image_mask']);
  });

  for (const [title, body, value] of [
    ['FastAPI', missing, 'image'],
    ['FastAPI of another name', fastApi('input_images'), 'input_images'],
    ['FastAPI of an array', fastApi('images[]'), 'images[]'],
    ['OpenAI', { error: { message: "Missing required parameter: 'image'.", param: 'image' } }, 'image'],
    ['a server that answers with words', { error: 'image_file is required' }, 'image_file'],
    ['a server that refuses arrays', { message: "Unexpected field 'image[]'." }, 'image'],
    [
      'strict FastAPI',
      { detail: [{ loc: ['body', 'image[]'], msg: 'Extra inputs are not permitted' }] },
      'image',
    ],
    ['a server in Chinese', { detail: [{ loc: ['body', 'image'], msg: '缺少必填字段' }] }, 'image'],
    ['a size', { error: { message: 'The image is too large.', param: 'image' } }, undefined],
    ['a prompt', fastApi('prompt'), undefined],
    ['a mask where none was sent', fastApi('mask_image'), undefined],
  ] as const) {
    it(`is said to need the field that a server names as missing: ${title}`, async () => {
      const { offer } = (await failureOf(providerWith({}), body)).details;
      assert.deepEqual(offer, value && { field: 'referenceFields', value });
      // What it says already helps no more.
      const named = await failureOf(providerWith({ referenceFields: value ?? 'image' }), body);
      assert.equal(named.details.offer, undefined);
      if (value !== undefined) {
        const { message } = describeError(await failureOf(providerWith({}), body));
        assert.ok(message.includes(`"referenceFields": "${value}"`), message);
      }
    });
  }

  for (const name of ['input_image_mask', 'mask_image', 'mask[]', 'inpaint_mask']) {
    it(`is said to need the field ${name} of a mask`, async () => {
      const { offer } = (await failureOf(providerWith({}), fastApi(name), { mask })).details;
      assert.deepEqual(offer, { field: 'maskField', value: name });
      const named = await failureOf(providerWith({ maskField: name }), fastApi(name), { mask });
      assert.equal(named.details.offer, undefined);
    });
  }

  it('says under which name every reference and the mask go out', async () => {
    for (const [row, names] of [
      [{}, ['image[]', 'image[]', 'mask']],
      [{ referenceFields: 'image' }, ['image', 'image', 'mask']],
      [{ referenceFields: 'files[]', maskField: 'mask_image' }, ['files[]', 'files[]', 'mask_image']],
      [{ referenceFields: 'image+images' }, ['image', 'images', 'mask']],
    ] as const) {
      const sent: JsonRequest[] = [];
      await failureOf(providerWith(row), missing, { mask, references: [reference, reference], sent });
      const form = sent.flatMap((request) => ('form' in request ? (request.form ?? []) : []));
      const named = form.filter((field) => 'source' in field || typeof field.value !== 'string');
      assert.deepEqual(
        named.map(({ name }) => name),
        names,
      );
    }
  });

  it('is said to turn the stream off where a server refuses it', async () => {
    const refusals: readonly unknown[] = [
      { error: { message: "Unknown parameter: 'stream'.", param: 'stream' } },
      { error: { message: 'Streaming is not supported for this organization.' } },
      { detail: [{ loc: ['body', 'partial_images'], msg: 'Extra inputs are not permitted' }] },
    ];
    for (const body of refusals) {
      assert.equal(
        (await failureOf(providerWith({ streaming: true }), body, { status: 400 })).details.offer?.field,
        'streaming',
      );
      assert.equal((await failureOf(providerWith({}), body, { status: 400 })).details.offer, undefined);
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
    ['https://a.example/openai/deployments/d', 'https://a.example/openai/deployments/d'],
    ['https://a.example/engines/diffusers', 'https://a.example/engines/diffusers'],
  ] as const) {
    it(`with the base URL ${given} leads to ${baseUrl}`, () => {
      assert.equal(providerWith({ baseUrl: given }).baseUrl, baseUrl);
    });
  }

  it('without a key is never said to be billed', async () => {
    const free = await failureOf(providerWith({ auth: 'none' }), { error: 'x' }, { status: 500 });
    assert.equal(free.details.maybeBilled, undefined);
    assert.equal(
      (await failureOf(providerWith({}), { error: 'x' }, { status: 500 })).details.maybeBilled,
      true,
    );
  });
});
