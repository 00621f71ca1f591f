import assert from 'node:assert/strict';
import { canary } from '../../../../host/canaryKey.mjs';
import { apis } from '../../../../../src/core/apis/table';
import { EaselError } from '../../../../../src/core/model/errors';
import { generate } from '../../../../../src/core/generate/generate';
import type { HttpClient } from '../../../../../src/core/http/client';
import type { Progress } from '../../../../../src/core/apis/common/api';
import type { Model, Provider } from '../../../../../src/core/model/provider';
import { findModel } from '../../../../../src/core/providers/table';
import { readTestChunk } from '../../../../servers/image';
import { startAutomatic1111Server, type Automatic1111Server } from '../../../../servers/automatic1111';
import { openHttpClient, referenceOf, requestFor, rowOf, trace, type Trace } from '../callContext';
import { isError } from '../isError';

describe('AUTOMATIC1111', () => {
  let server: Automatic1111Server;
  let http: HttpClient;

  beforeEach(async () => {
    server = await startAutomatic1111Server();
    http = openHttpClient();
  });

  afterEach(async () => {
    await http.close();
    await server.stop();
  });

  interface Start {
    readonly modelId?: string;
    readonly signal?: AbortSignal;
  }

  const start = ({ modelId = 'current', ...rest }: Start = {}): Trace & { readonly model: Model } => {
    const provider = rowOf('automatic1111', server.url);
    const model = findModel(provider, modelId);
    return { ...trace({ provider, model, http, key: '', ...rest }), model };
  };

  const sent = (path: string) => server.requests.filter((request) => request.path.startsWith(path));

  it('a prompt is txt2img, with the sides of the size and a batch for several images', async () => {
    const { context, model, logged } = start();
    const { images } = await generate(requestFor(model, { size: '768x512', count: 2 }), context);
    assert.deepEqual(
      images.map(({ width, height, differences }) => ({ width, height, differences })),
      Array(2).fill({ width: 768, height: 512, differences: [] }),
    );
    const [drawn, ...more] = sent('/sdapi/v1/txt2img');
    assert.deepEqual(more, []);
    assert.deepEqual(drawn!.body, { prompt: 'A lighthouse at dawn', width: 768, height: 512, batch_size: 2 });
    assert.deepEqual(logged, ['Seeds 1000, 1001, checkpoint sd_xl_base_1.0.']);
  });

  it('more references than one are refused, whatever a row claims', async () => {
    const { context } = start();
    const claiming = { ...context.model, capabilities: { ...context.model.capabilities, maxReferences: 2 } };
    const references = [referenceOf('a.png'), referenceOf('b.png')];
    await assert.rejects(
      generate(requestFor(claiming, { references }), { ...context, model: claiming }),
      isError('invalidRequest', { problem: { problem: 'tooManyReferences', count: 2, limit: 1 } }),
    );
    assert.equal(server.requests.length, 0);
  });

  it('a seed is asked for, counted up within a batch, and told with each image', async () => {
    const { context, model } = start();
    const told = async (changes: { readonly seed?: number }) =>
      (await generate(requestFor(model, { count: 2, ...changes }), context)).images.map(({ seed }) => seed);
    assert.deepEqual(await told({ seed: 41 }), [41, 42]);
    assert.equal((sent('/sdapi/v1/txt2img')[0]!.body as { readonly seed?: number }).seed, 41);
    assert.deepEqual(await told({}), [2000, 2001]);
  });

  it('what is left open is left to the server', async () => {
    const { context, model } = start();
    await generate(requestFor(model), context);
    assert.deepEqual(sent('/sdapi/v1/txt2img')[0]!.body, { prompt: 'A lighthouse at dawn' });
  });

  it('a reference is where img2img begins, cropped to the size and not distorted', async () => {
    const { context, model } = start();
    const references = [referenceOf('a.png')];
    await generate(requestFor(model, { size: '512x768', references }), context);
    const { init_images: images, ...rest } = sent('/sdapi/v1/img2img')[0]!.body as Record<string, unknown>;
    assert.deepEqual(rest, {
      prompt: 'A lighthouse at dawn',
      width: 512,
      height: 768,
      denoising_strength: 0.75,
      resize_mode: 1,
    });
    // Without a media type before the base64, which not every version takes off.
    assert.match(String((images as unknown[])[0]), /^iVBORw0KGgo/u);
  });

  for (const [pixels, expected] of [
    [{ width: 1920, height: 1080 }, '1368x768'],
    [{ width: 601, height: 403 }, '600x400'],
    [{}, ''],
  ] as const) {
    it(`without a size an edit is like its reference, in steps of 8: ${JSON.stringify(pixels)}`, async () => {
      const { context, model } = start();
      await generate(requestFor(model, { references: [referenceOf('a.png', pixels)] }), context);
      assert.equal(sent('/sdapi/v1/img2img')[0]!.options!.size, expected);
    });
  }

  it('a size of another form is refused before anything is sent', async () => {
    const { context, model } = start({ modelId: 'v1-5-pruned' });
    await assert.rejects(generate(requestFor(model, { size: '2K' }), context), isError('invalidRequest'));
    assert.equal(server.requests.length, 0);
  });

  for (const modelId of ['v1-5-pruned.safetensors [6ce0161689]', 'v1-5-pruned.safetensors', 'v1-5-pruned']) {
    it(`the checkpoint ${modelId} is asked for by this name`, async () => {
      const { context, model, logged } = start({ modelId });
      await generate(requestFor(model), context);
      const { override_settings: settings } = sent('/sdapi/v1/txt2img')[0]!.body as Record<string, unknown>;
      assert.deepEqual(settings, { sd_model_checkpoint: modelId });
      assert.deepEqual(logged, ['Seeds 1000, checkpoint v1-5-pruned.']);
    });
  }

  it('a checkpoint that the server does not have is refused with those that it has, and nothing is drawn', async () => {
    const { context, model } = start({ modelId: 'v1' });
    const problem = {
      problem: 'unknownModel',
      model: 'v1',
      offered: ['sd_xl_base_1.0.safetensors', 'v1-5-pruned.safetensors'],
    } as const;
    await assert.rejects(generate(requestFor(model), context), isError('invalidRequest', { problem }));
    assert.deepEqual(sent('/sdapi/v1/txt2img'), []);
  });

  it('says how far it is while it draws, and shows the drafts', async () => {
    server.script({ kind: 'hold' });
    const { context, model, drafts } = start();
    const reported: Progress[] = [];
    const percent = new Promise<number>((resolve) => {
      Object.assign(context, {
        report: (progress: Progress) => {
          reported.push(progress);
          if (progress.step === 'progressing') {
            resolve(progress.percent);
          }
        },
      });
    });
    const generating = generate(requestFor(model), context);
    await server.waitForHeld();
    server.progress = 0.42;
    assert.equal(await percent, 42);
    server.release();
    assert.equal((await generating).images.length, 1);
    assert.deepEqual(
      reported.slice(0, 2).map(({ step }) => step),
      ['sending', 'waiting'],
    );
    assert.ok(sent('/sdapi/v1/progress').every(({ path }) => path.endsWith('?skip_current_image=false')));
    assert.deepEqual(
      drafts.slice(0, 1).map(({ bytes, isPaid }) => [readTestChunk(bytes)?.draft, isPaid]),
      [[true, false]],
    );
  });

  it('a draft is not asked for where nobody would see it', async () => {
    server.script({ kind: 'hold' });
    const { context, model } = start();
    const { showDraft: _, ...blind } = context;
    const generating = generate(requestFor(model), blind);
    await server.waitForHeld();
    const [question] = await server.waitForRequests({ path: '/sdapi/v1/progress' });
    server.release();
    await generating;
    assert.ok(question?.path.endsWith('?skip_current_image=true'));
  });

  it('a server that cannot say how far it is draws all the same', async () => {
    server.script({ kind: 'hold' });
    const { context, model, steps } = start();
    server.progress = Number.NaN;
    const generating = generate(requestFor(model), context);
    await server.waitForRequests({ path: '/sdapi/v1/progress' });
    server.release();
    await generating;
    assert.deepEqual(steps, ['sending', 'waiting']);
  });

  it('cancel interrupts the drawing, once', async () => {
    server.script({ kind: 'hold' });
    const controller = new AbortController();
    const { context, model } = start({ signal: controller.signal });
    const generating = generate(requestFor(model), context);
    await server.waitForHeld();
    controller.abort();
    await assert.rejects(generating, { name: 'AbortError' });
    const [interrupt] = await server.waitForRequests({ path: '/sdapi/v1/interrupt' });
    assert.equal(await interrupt!.ended, 'answered');
    assert.deepEqual(
      sent('/sdapi/v1/interrupt').map(({ method, status }) => [method, status]),
      [['POST', 200]],
    );
  });

  it('a request that was never sent interrupts nobody', async () => {
    const controller = new AbortController();
    controller.abort();
    const { context, model } = start({ signal: controller.signal });
    await assert.rejects(generate(requestFor(model), context), { name: 'AbortError' });
    assert.deepEqual(server.requests, []);
  });

  it('a field that the server refuses is named', async () => {
    const { context, model } = start({ modelId: 'v1-5-pruned' });
    const refused = generate(requestFor(model, { size: '1001x40' }), context);
    await assert.rejects(refused, (error) => {
      assert.ok(isError('invalidRequest', { status: 422 })(error) && error instanceof EaselError);
      assert.match(error.details.providerMessage ?? '', /^width: Invalid .+; height: Too small.+$/u);
      return true;
    });
  });

  it("an exception of the server's is told in its own words", async () => {
    server.script({ kind: 'serverError' });
    const { context, model } = start();
    await assert.rejects(
      generate(requestFor(model), context),
      isError('unexpectedAnswer', {
        code: 'OutOfMemoryError',
        providerMessage: 'CUDA out of memory. Tried to allocate 2.00 GiB',
      }),
    );
  });

  it('an image with its media type before the base64 is an image', async () => {
    server.script({ kind: 'oddBase64', form: 'dataPrefix' });
    const { context, model } = start();
    const { images } = await generate(requestFor(model), context);
    assert.deepEqual(
      images.map(({ format }) => format),
      ['png'],
    );
  });

  describe('with a password', () => {
    const key = `artist:${canary}-a1111`;
    const provider = (): Provider => ({
      ...rowOf('automatic1111', server.url),
      auth: { kind: 'basic' },
      needsKey: true,
    });

    beforeEach(async () => {
      await server.stop();
      server = await startAutomatic1111Server({ key });
    });

    it('sends it as HTTP Basic to everything it asks', async () => {
      const model = findModel(provider(), 'v1-5-pruned');
      const { context } = trace({ provider: provider(), model, http, key });
      assert.equal((await generate(requestFor(model), context)).images.length, 1);
      assert.ok(server.requests.every(({ headers }) => headers.authorization?.startsWith('Basic ')));
    });

    it('is checked by a question that draws nothing', async () => {
      const { signal } = new AbortController();
      const check = (password: string): Promise<void> =>
        apis.automatic1111.checkKey!({ provider: provider(), http, signal, key: password });
      await check(key);
      await assert.rejects(
        check(`${key}-wrong`),
        isError('unauthorized', { providerMessage: 'Incorrect username or password' }),
      );
      assert.ok(server.requests.every(({ path }) => path === '/sdapi/v1/sd-models'));
    });
  });
});
