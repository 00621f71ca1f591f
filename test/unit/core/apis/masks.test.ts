import assert from 'node:assert/strict';
import { generate } from '../../../../src/core/generate/generate';
import type { HttpClient } from '../../../../src/core/http/client';
import { cleanMask } from '../../../../src/core/image/mask';
import type { Mask } from '../../../../src/core/model/reference';
import { builtInProviders } from '../../../../src/core/providers/table';
import type { ServerControls } from '../../../servers/controls';
import { startOpenaiServer } from '../../../servers/openai';
import { imageOf, leftHalf, maskOf, pictureOf, pngOf } from '../image/markedImage';
import { modelOf, openHttpClient, requestFor, rowOf, standIns, trace, type ProviderId } from './callContext';
import { isError } from './isError';

const size = { width: 64, height: 48 };
const reference = imageOf('photo.png', size);

async function leftMask(): Promise<Mask> {
  const clean = await cleanMask(pngOf(size, leftHalf(size)), new AbortController().signal);
  return maskOf(size, clean!);
}

const row = (left: string, right: string): string => left.repeat(32) + right.repeat(32);
const picture = (left: string, right: string): string =>
  Array.from({ length: 48 }, () => row(left, right)).join('\n');

/** Every model of the table that takes one, and what its service looks at. */
const takers = builtInProviders.flatMap((provider) =>
  provider.models
    .filter(({ capabilities }) => 'mask' in capabilities && capabilities.mask)
    .map(({ id }) => ({ providerId: provider.id, modelId: id })),
);

describe('Masks', () => {
  let http: HttpClient;
  let server: ServerControls | undefined;

  beforeEach(() => {
    http = openHttpClient();
  });

  afterEach(async () => {
    await http.close();
    await server?.stop();
  });

  const start = async (providerId: ProviderId, modelId: string) => {
    server = await standIns[providerId]!();
    const provider = rowOf(providerId, server.url);
    return trace({ provider, model: modelOf(provider, modelId), http, key: server.key }).context;
  };

  it('are taken by the models that are known to take them', () => {
    assert.deepEqual(
      takers.map(({ providerId, modelId }) => `${providerId}/${modelId}`),
      [
        'infinityblue/gpt-image-2',
        'openai/gpt-image-2.6-flare',
        'openai/gpt-image-2.6-sunburst',
        'openai/gpt-image-2.5-flare',
        'openai/gpt-image-2.5-sunburst',
        'openai/gpt-image-2',
        'stable-diffusion.cpp/sd-cpp-local',
        'automatic1111/current',
      ],
    );
  });

  it('are offered by no model that takes no reference', () => {
    for (const { models, unknownModel } of builtInProviders) {
      for (const { mask = false, maxReferences } of [
        unknownModel,
        ...models.map((model) => model.capabilities),
      ] as readonly {
        readonly mask?: boolean;
        readonly maxReferences: number;
      }[]) {
        assert.ok(!mask || maxReferences > 0);
      }
    }
  });

  for (const { providerId, modelId } of takers) {
    it(`${providerId}, ${modelId}: a mask arrives whole, and says to change what was marked`, async () => {
      const context = await start(providerId, modelId);
      const mask = await leftMask();
      await generate(requestFor(context.model, { references: [reference], mask }), context);
      const sent = server!.requests.find(({ options }) => options !== undefined)!;
      assert.deepEqual([sent.mask!.width, sent.mask!.height], [64, 48]);
      const read =
        providerId === 'automatic1111' || providerId === 'stable-diffusion.cpp'
          ? pictureOf(sent.mask!, sent.mask!.brightness)
          : pictureOf(sent.mask!, sent.mask!.alpha);
      const isByAlpha = providerId === 'openai' || providerId === 'infinityblue';
      assert.equal(read, isByAlpha ? picture('.', '#') : picture('#', '.'));
    });
  }

  it('without one nothing is sent of it', async () => {
    const context = await start('automatic1111', 'current');
    await generate(requestFor(context.model, { references: [reference] }), context);
    const [sent] = server!.requests;
    assert.equal(sent!.mask, undefined);
    assert.ok(!JSON.stringify(Object.keys(sent!.body as object)).includes('mask'));
  });

  it('AUTOMATIC1111 begins with what the image shows, and answers with the whole image', async () => {
    const context = await start('automatic1111', 'current');
    await generate(requestFor(context.model, { references: [reference], mask: await leftMask() }), context);
    const { mask, mask_blur, inpainting_fill, inpaint_full_res } = server!.requests[0]!.body as Record<
      string,
      unknown
    >;
    assert.equal(typeof mask, 'string');
    assert.deepEqual(
      { mask_blur, inpainting_fill, inpaint_full_res },
      { mask_blur: 4, inpainting_fill: 1, inpaint_full_res: false },
    );
  });

  it('nothing is sent where the model takes none, or where it fits no reference', async () => {
    const context = await start('openai', 'gpt-image-2');
    const mask = await leftMask();
    const bare = { ...context.model, capabilities: { ...context.model.capabilities, mask: false } };
    const request = requestFor(context.model, { references: [reference], mask });
    const other = imageOf('other.png', { width: 48, height: 64 });
    for (const [refused, model] of [
      [request, bare],
      [{ ...request, references: [] }, context.model],
      [{ ...request, references: [other, reference] }, context.model],
    ] as const) {
      await assert.rejects(generate(refused, { ...context, model }), isError('invalidRequest'));
    }
    assert.equal(server!.requests.length, 0);
  });
});

describe('The stand-in of OpenAI refuses a mask', () => {
  let server: ServerControls;

  before(async () => {
    server = await startOpenaiServer();
  });

  after(() => server.stop());

  const send = async (
    files: Readonly<Record<string, Buffer>>,
    { type = 'image/png', route = 'edits' } = {},
  ): Promise<unknown> => {
    const form = new FormData();
    form.append('model', 'gpt-image-2');
    form.append('prompt', 'A lighthouse');
    for (const [name, bytes] of Object.entries(files)) {
      const media = name === 'mask' ? type : 'image/png';
      form.append(name, new Blob([new Uint8Array(bytes)], { type: media }), `${name}.png`);
    }
    const response = await fetch(`${server.url}/v1/images/${route}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${server.key}` },
      body: form,
    });
    const { error } = (await response.json()) as {
      readonly error: { readonly code: string; readonly message: string };
    };
    return [response.status, error.code, error.message];
  };
  const image = pngOf(size, () => false);
  const good = pngOf(size, leftHalf(size));

  it('without an image', async () => {
    assert.deepEqual(await send({ mask: good }), [
      400,
      'invalid_value',
      'Between 1 and 16 images are taken.',
    ]);
  });

  it('of another size', async () => {
    const mask = pngOf({ width: 32, height: 24 }, () => true);
    assert.deepEqual(await send({ 'image[]': image, mask }), [
      400,
      'invalid_mask_image_format',
      'Invalid mask image format - mask size does not match image size',
    ]);
  });

  it('without an alpha channel', async () => {
    const mask = pngOf(size, () => true, { samples: 3 });
    assert.deepEqual(await send({ 'image[]': image, mask }), [
      400,
      'invalid_mask_image_format',
      'Invalid mask image format - mask image missing alpha channel',
    ]);
  });

  it('that is no PNG', async () => {
    assert.deepEqual(
      ((await send({ 'image[]': image, mask: good }, { type: 'image/jpeg' })) as unknown[]).slice(0, 2),
      [400, 'unsupported_file_mimetype'],
    );
    const mask = Buffer.from('no image at all, but with some length');
    assert.deepEqual(((await send({ 'image[]': image, mask })) as unknown[]).slice(0, 2), [
      400,
      'invalid_mask_image_format',
    ]);
  });

  it('of 4 MB', async () => {
    const mask = Buffer.concat([good, Buffer.alloc(4 * 2 ** 20)]);
    assert.deepEqual(
      ((await send({ 'image[]': image, mask })) as unknown[])[2],
      'Uploaded image must be a PNG and less than 4 MB.',
    );
  });
});
