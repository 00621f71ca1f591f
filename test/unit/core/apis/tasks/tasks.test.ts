import assert from 'node:assert/strict';
import { setImmediate } from 'node:timers/promises';
import { generate, resumeTask } from '../../../../../src/core/generate/generate';
import type { HttpClient } from '../../../../../src/core/http/client';
import type { Provider } from '../../../../../src/core/model/provider';
import { jsonAnswer } from '../../../../servers/http';
import { startBlackForestLabsServer } from '../../../../servers/blackForestLabs';
import { startFalServer } from '../../../../servers/fal';
import { startReplicateServer } from '../../../../servers/replicate';
import type { TaskServer } from '../../../../servers/taskServer';
import { listen, type Loopback } from '../../http/loopback';
import {
  modelOf,
  openHttpClient,
  referenceOf,
  requestFor,
  rowOf,
  trace,
  type ProviderId,
  type Trace,
} from '../callContext';
import { isError } from '../isError';

const dataUri =
  'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

describe('The generic tasks', () => {
  let server: TaskServer;
  let http: HttpClient;
  const open: { close(): Promise<void> }[] = [];

  beforeEach(() => {
    http = openHttpClient();
  });

  afterEach(async () => {
    await http.close();
    await server.stop();
    await Promise.all(open.splice(0).map((each) => each.close()));
  });

  const start = (id: ProviderId, changes: Partial<Provider> & { readonly modelId?: string } = {}): Trace => {
    const { modelId, ...row } = changes;
    const provider = { ...rowOf(id, server.url), ...row };
    const model = modelId === undefined ? provider.models[0] : modelOf(provider, modelId);
    return trace({ provider, model, http, key: server.key });
  };

  /** What was asked besides the downloads: `GET /path`. */
  const asked = (): readonly string[] =>
    server.requests
      .filter(({ path }) => !path.startsWith('/files/'))
      .map(({ method, path }) => `${method} ${path}`);

  /** Starts a request, cancels it while the task is waited for, and waits until both sides know. */
  const cancelWaiting = async ({ context }: Trace, isClosing = false): Promise<void> => {
    server.script({ kind: 'taskHeld' });
    const controller = new AbortController();
    const generating = generate(requestFor(context.model), {
      ...context,
      signal: controller.signal,
      isClosing: () => isClosing,
      report: ({ step }) => void (step === 'queued' && setImmediate().then(() => controller.abort())),
    });
    await assert.rejects(generating, { name: 'AbortError' });
  };

  describe('of fal', () => {
    beforeEach(async () => {
      server = await startFalServer();
    });

    it('go to another endpoint with references, and are asked for at the addresses that it gave', async () => {
      const { context } = start('fal');
      const references = [referenceOf('a.png')];
      const request = requestFor(context.model, { aspectRatio: '16:9', size: '2K', references, seed: 7 });
      await generate({ ...request, outputFormat: 'jpeg' }, context);
      const { id } = server.tasks[0]!;
      const task = `/fal-ai/nano-banana-pro/requests/${id}`;
      assert.deepEqual(asked(), [
        'POST /fal-ai/nano-banana-pro/edit',
        ...Array<string>(3).fill(`GET ${task}/status`),
        `GET ${task}`,
      ]);
      const { image_urls: images, ...rest } = server.requests[0]!.body as { image_urls: readonly string[] };
      assert.deepEqual(rest, {
        prompt: request.prompt,
        aspect_ratio: '16:9',
        resolution: '2K',
        output_format: 'jpeg',
        seed: 7,
      });
      assert.match(images[0]!, /^data:image\/png;base64,/);
    });

    it('bring several images of one call', async () => {
      const { context } = start('fal');
      const { images } = await generate(requestFor(context.model, { count: 4 }), context);
      assert.equal(images.length, 4);
      assert.equal(server.tasks.length, 1);
    });

    it('tell the seed that an image was drawn with, whoever chose it', async () => {
      const { context } = start('fal', { modelId: 'fal-ai/flux-2-pro' });
      const [told] = (await generate(requestFor(context.model), context)).images;
      assert.equal(told!.seed, 2_066_843_094);
      const [asked] = (await generate(requestFor(context.model, { seed: 0 }), context)).images;
      assert.equal(asked!.seed, 0);
      const [untold] = (
        await generate(requestFor(modelOf(context.provider, 'fal-ai/nano-banana-2')), start('fal').context)
      ).images;
      assert.ok(!('seed' in untold!));
    });

    it('whose result fails thrice are given up, yet not for good', async () => {
      server.script({ kind: 'taskFailed', message: 'The canvas tore' });
      const { context } = start('fal');
      await assert.rejects(generate(requestFor(context.model), context), (error: unknown) => {
        assert.ok(isError('unexpectedAnswer', { status: 500, providerMessage: 'The canvas tore' })(error));
        return !JSON.stringify(error).includes('taskOver');
      });
      const { id } = server.tasks[0]!;
      assert.equal(asked().filter((each) => each.endsWith(id)).length, 3);
    });

    it('whose result was kept for its minutes only have expired', async () => {
      server.script({ kind: 'refuse', status: 404, code: '', message: 'Request not found', at: 'models' });
      const { context } = start('fal');
      await assert.rejects(
        generate(requestFor(context.model), context),
        isError('taskExpired', { status: 404, taskOver: true }),
      );
    });

    it('are cancelled there, too, when the user cancels, but not when the window closes', async () => {
      await cancelWaiting(start('fal'));
      const [cancelled] = await server.waitForRequests({ path: '/cancel' });
      assert.equal(cancelled!.method, 'PUT');
      assert.equal(cancelled!.headers.authorization, `Key ${server.key}`);
      await cancelled!.ended;
      assert.equal(server.tasks[0]!.isCancelled, true);
      await cancelWaiting(start('fal'), true);
      // Whatever was sent has left by the time that the same client has asked something else.
      await http.sendJson({ method: 'GET', url: `${server.url}/last`, signal: new AbortController().signal });
      assert.equal(asked().filter((each) => each.endsWith('/cancel')).length, 1);
    });

    it('are not asked for at a stranger’s address, which never sees the key, also after a reload', async () => {
      const stranger = await listen((_, response) => response.end('{"status":"COMPLETED"}'));
      open.push(stranger);
      const urls = { status_url: `${stranger.url}/status`, response_url: stranger.url };
      server.script({ kind: 'reply', answer: jsonAnswer(200, { request_id: 'a', ...urls }) });
      const { context, tasks } = start('fal');
      const refused = isError('unexpectedAnswer', { reason: 'address', maybeBilled: true, taskId: 'a' });
      await assert.rejects(generate(requestFor(context.model), context), refused);
      await assert.rejects(resumeTask(tasks[0]!, requestFor(context.model), context), refused);
      assert.equal(tasks[0]!.urls!.poll, urls.status_url);
      assert.equal(stranger.requests.length, 0);
    });

    it('whose balance is spent are out of credit, though it says 403', async () => {
      server.script({ kind: 'outOfCredit' });
      const { context } = start('fal');
      await assert.rejects(
        generate(requestFor(context.model), context),
        isError('outOfCredit', { status: 403 }),
      );
    });
  });

  describe('of Replicate', () => {
    beforeEach(async () => {
      server = await startReplicateServer();
    });

    it('have their input in an object of its own, named as the model names it', async () => {
      const { context } = start('replicate', { modelId: 'black-forest-labs/flux-2-pro' });
      const references = [referenceOf('a.png')];
      await generate(requestFor(context.model, { aspectRatio: '3:2', size: '1 MP', references }), context);
      const { input } = server.requests[0]!.body as { readonly input: Readonly<Record<string, unknown>> };
      assert.deepEqual(Object.keys(input).sort(), ['aspect_ratio', 'input_images', 'prompt', 'resolution']);
    });

    for (const output of [dataUri, [dataUri, dataUri]]) {
      it(`bring ${Array.isArray(output) ? 'an array' : 'a text'} of addresses`, async () => {
        const answer = jsonAnswer(200, { id: 'a', status: 'SUCCEEDED', output });
        server.script({ kind: 'reply', answer, at: 'poll' });
        const { context } = start('replicate');
        const { images } = await generate(requestFor(context.model, { size: '' }), context);
        assert.equal(images.length, [output].flat().length);
      });
    }

    it('are cancelled by a POST, and not when only the waiting ends', async () => {
      server.script({ kind: 'taskHeld' });
      const { context } = start('replicate');
      const waiting = generate(requestFor(context.model), { ...context, totalMilliseconds: 10_000 });
      await assert.rejects(waiting, isError('timedOut'));
      assert.equal(server.tasks[0]!.isCancelled, false);
      await cancelWaiting(start('replicate'));
      const [cancelled] = await server.waitForRequests({ path: '/cancel' });
      assert.equal(cancelled!.method, 'POST');
      await cancelled!.ended;
      assert.deepEqual(
        server.tasks.map(({ isCancelled }) => isCancelled),
        [false, true],
      );
    });

    it('that were cancelled say so when they are asked for again', async () => {
      const first = start('replicate');
      await cancelWaiting(first);
      const [cancelled] = await server.waitForRequests({ path: '/cancel' });
      await cancelled!.ended;
      await assert.rejects(
        resumeTask(first.tasks[0]!, requestFor(first.context.model), first.context),
        isError('unexpectedAnswer', { providerMessage: 'canceled', taskOver: true }),
      );
    });

    it('say an unknown state once', async () => {
      server.script({ kind: 'taskStatuses', statuses: ['thawing', 'thawing', 'thawing'] });
      const { context, logged } = start('replicate');
      await generate(requestFor(context.model), context);
      assert.equal(logged.filter((line) => line.includes('thawing')).length, 1);
    });
  });

  describe('of Black Forest Labs', () => {
    beforeEach(async () => {
      server = await startBlackForestLabsServer();
    });

    /** A region that has the image at once. */
    const openRegion = async (): Promise<Loopback> => {
      const region = await listen((_, response) =>
        response.end(JSON.stringify({ status: 'Ready', result: { sample: dataUri } })),
      );
      open.push(region);
      server.script({
        kind: 'reply',
        answer: jsonAnswer(200, { id: 'a', polling_url: `${region.url}/v1/get_result?id=a` }),
      });
      return region;
    };

    it('FLUX 3 gets its own fields alone, is not asked to search the web, and takes references as an array', async () => {
      const { context, logged } = start('bfl', { modelId: 'flux-3-image' });
      const references = [referenceOf('a.png'), referenceOf('b.png')];
      await generate(requestFor(context.model, { references, aspectRatio: '7:5', size: '1.5k' }), context);
      const { images, ...body } = server.requests[0]!.body as Readonly<Record<string, unknown>>;
      assert.deepEqual(body, {
        ...{ prompt: 'A lighthouse at dawn', aspect_ratio: '7:5', resolution: '1.5k', grounding: false },
      });
      assert.ok(Array.isArray(images) && images.length === 2);
      // It says “Reasoning” and “Generating” on the way, which are no strange words.
      assert.deepEqual(logged, []);
      for (const extra of [{ seed: 7 }, { outputFormat: 'png' }, { size: '1024x1024' }]) {
        await assert.rejects(
          generate({ ...requestFor(context.model), ...extra }, context),
          isError('invalidRequest', {}),
        );
      }
      assert.equal(server.tasks.length, 1);
    });

    it('FLUX 3 that failed says so with 503, which ends the waiting, unlike any other 503', async () => {
      const { context } = start('bfl', { modelId: 'flux-3-image' });
      server.script({ kind: 'taskFailed', message: 'The canvas tore' });
      await assert.rejects(generate(requestFor(context.model), context), (error: unknown) =>
        isError('unexpectedAnswer', { providerMessage: 'The canvas tore', taskOver: true })(error),
      );
      const questions = asked().filter((each) => each.startsWith('GET ')).length;
      assert.equal(questions, 3);
      server.script({ kind: 'succeed' }, { kind: 'serverError', status: 503, at: 'poll' });
      assert.equal((await generate(requestFor(context.model), context)).images.length, 1);
    });

    it('a dated version of a model is spoken to like the model', () => {
      const row = rowOf('bfl');
      assert.deepEqual(modelOf(row, 'flux-3-image-2026-10-01').task, modelOf(row, 'flux-3-image').task);
      assert.equal(modelOf(row, 'flux-2-pro-2026-10-01').task, undefined);
    });

    it('take a size as two numbers, and references as base64, one in each field', async () => {
      const { context } = start('bfl');
      const references = [referenceOf('a.png'), referenceOf('b.png')];
      await generate(requestFor(context.model, { size: '1536x1024', references }), context);
      const {
        input_image: first,
        input_image_2: second,
        ...rest
      } = server.requests[0]!.body as Readonly<Record<string, unknown>>;
      assert.deepEqual(rest, { prompt: 'A lighthouse at dawn', width: 1536, height: 1024 });
      assert.ok([first, second].every((image) => String(image).startsWith('iVBOR')));
    });

    it('refuse before paying a size that is no pixels, where there are only two numbers', async () => {
      const { context } = start('bfl', { modelId: 'flux-next' });
      await assert.rejects(
        generate(requestFor(context.model, { size: '2K' }), context),
        isError('invalidRequest'),
      );
      assert.equal(server.requests.length, 0);
    });

    it('are asked for with the key in the region that has them, where the row fixes it', async () => {
      const region = await openRegion();
      const { context, tasks } = start('bfl', { keyOrigins: [region.url] });
      await generate(requestFor(context.model), context);
      await resumeTask(tasks[0]!, requestFor(context.model), context);
      assert.deepEqual(
        region.requests.map(({ headers }) => headers['x-key']),
        [server.key, server.key],
      );
    });

    it('tell the seed, after a reload as well', async () => {
      const { context, tasks } = start('bfl');
      const [image] = (await generate(requestFor(context.model), context)).images;
      const request = requestFor(context.model);
      const [again] = (await resumeTask(tasks[0]!, request, context)).images;
      assert.deepEqual([image!.seed, again!.seed], [1, 1]);
    });

    it('are asked for at the row’s own address where an answer names a stranger', async () => {
      const region = await openRegion();
      const { context } = start('bfl');
      await assert.rejects(generate(requestFor(context.model), context), isError('unexpectedAnswer'));
      assert.deepEqual(new Set(asked().slice(1)), new Set(['GET /v1/get_result?id=a']));
      assert.equal(region.requests.length, 0);
    });

    for (const [form, reason] of [
      ['prompt', 'Request Moderated'],
      ['image', 'Content Moderated'],
    ] as const) {
      it(`are refused by policy where the ${form} was moderated`, async () => {
        server.script({ kind: 'policy', form });
        const { context } = start('bfl');
        await assert.rejects(
          generate(requestFor(context.model), context),
          isError('refusedByPolicy', { reason, taskOver: true }),
        );
      });
    }

    it('have expired where the state says so, whatever the status', async () => {
      server.script({ kind: 'taskStatuses', statuses: ['Task not found'] });
      const { context } = start('bfl');
      await assert.rejects(generate(requestFor(context.model), context), isError('taskExpired'));
    });
  });
});
