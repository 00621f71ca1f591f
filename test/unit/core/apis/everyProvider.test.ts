import assert from 'node:assert/strict';
import { canary } from '../../../host/canaryKey.mjs';
import { EaselError, type ErrorKind } from '../../../../src/core/model/errors';
import { generate, resumeTask } from '../../../../src/core/generate/generate';
import type { HttpClient } from '../../../../src/core/http/client';
import { apis } from '../../../../src/core/apis/table';
import { journalEvent } from '../../../../src/core/journal/entryState';
import type { Progress } from '../../../../src/core/apis/common/api';
import { extraOptions, requestOptions } from '../../../../src/shared/options';
import type { Model, Provider } from '../../../../src/core/model/provider';
import { splitIntoCalls } from '../../../../src/core/model/request';
import { builtInProviders } from '../../../../src/core/providers/table';
import type { ServerControls } from '../../../servers/controls';
import { oddMessage } from '../../../servers/odd';
import type { OddForm, ScriptedStep } from '../../../servers/steps';
import { isError } from './isError';
import { openHttpClient, referenceOf, requestFor, rowOf, standIns, trace } from './callContext';

/** Where the stand-ins keep images that an answer gives the address of. */
const isResultPath = (path: string): boolean => /\/(?:files|generated-images)\//u.test(path);

/** What must hold for every row of the table: a new row is tested by standing in it. */
const rows: readonly Provider[] = builtInProviders.filter(({ api }) => api !== 'placeholder');

/** A row may have models that answer in another format. */
function onePerApi({ models }: Provider): readonly Model[] {
  return models.filter(({ api }, index) => models.findIndex((other) => other.api === api) === index);
}

for (const row of rows) {
  describe(`provider ${row.id}`, () => {
    let server: ServerControls;
    let http: HttpClient;
    let provider: Provider;

    beforeEach(async () => {
      server = await standIns[row.id]!();
      http = openHttpClient();
      provider = rowOf(row.id, server.url);
    });

    afterEach(async () => {
      await http.close();
      await server.stop();
    });

    const call = (model: Model, changes: { readonly key?: string; readonly signal?: AbortSignal } = {}) =>
      trace({ provider, model, http, key: server.key, ...changes }).context;

    it('has its API under the path that its stand-in has it under', () => {
      assert.equal(new URL(server.url).pathname, new URL(row.baseUrl).pathname);
    });

    /** A server of the user's own bills nothing. */
    const billed = row.needsKey ? { maybeBilled: true } : {};

    /** Those that passed every check; references may have been uploaded before. */
    const generateCalls = () => server.requests.filter(({ options }) => options !== undefined);

    for (const model of row.models) {
      it(`${model.id}: brings an image of the requested ratio and size, from prompt and references in order`, async () => {
        const references = [referenceOf('first.png'), referenceOf('second.png')].slice(
          0,
          model.capabilities.maxReferences,
        );
        const request = requestFor(model, { references });
        const { images } = await generate(request, call(model));
        assert.equal(images.length, 1);
        assert.deepEqual(images[0]!.differences, []);
        const sent = generateCalls()[0];
        assert.equal(sent!.prompt, request.prompt);
        assert.deepEqual(
          sent!.references.map(({ sha256 }) => sha256),
          references.map(({ sha256 }) => sha256),
        );
        assert.deepEqual(sent!.unknownFields, []);
        const { aspectRatio, size, quality } = sent!.options!;
        assert.deepEqual(
          { aspectRatio, size, quality },
          {
            aspectRatio: request.aspectRatio,
            size: request.size,
            quality: request.quality,
          },
        );
      });

      it(`${model.id}: every option that the form offers is taken`, async () => {
        for (const option of [...requestOptions, ...extraOptions]) {
          const { offered } = model.capabilities[option] ?? { offered: [] };
          assert.notEqual(offered, 'any');
          for (const value of offered) {
            // It is drawn many times faster than a PNG.
            server.script({ kind: 'jpeg' });
            await generate(requestFor(model, { [option]: value }), call(model));
          }
        }
        // A question how far it is may be broken off; a task that was taken has a status of its own.
        const paid = server.requests.filter(({ method }) => method === 'POST');
        assert.ok(paid.every(({ status = 0 }) => status >= 200 && status < 300));
      }).timeout(60_000);

      if (model.capabilities.seed === true) {
        it(`${model.id}: a seed that is asked for is sent`, async () => {
          server.script({ kind: 'jpeg' });
          await generate(requestFor(model, { seed: 3_141_592_653 }), call(model));
          assert.match(JSON.stringify(generateCalls()[0]!.body), /seed":3141592653\b/u);
        });
      }

      if (model.capabilities.negativePrompt === true) {
        it(`${model.id}: a negative prompt is sent as such, and nothing in its place`, async () => {
          server.script({ kind: 'jpeg' }, { kind: 'jpeg' });
          await generate(requestFor(model, { negativePrompt: 'fog, people' }), call(model));
          await generate(requestFor(model), call(model));
          const [sent, without] = generateCalls().map(({ body, prompt }) => [JSON.stringify(body), prompt]);
          assert.equal(sent![1], requestFor(model).prompt);
          assert.match(sent![0]!, /"fog, people"/u);
          assert.doesNotMatch(without![0]!, /fog, people|negative_prompt/u);
        });
      }

      it(`${model.id}: as many references as the form allows are taken`, async () => {
        const { maxReferences } = model.capabilities;
        const references = Array.from({ length: maxReferences }, (_, index) => referenceOf(`${index}.png`));
        await generate(requestFor(model, { references }), call(model));
        assert.equal(generateCalls()[0]!.references.length, maxReferences);
        await assert.rejects(
          generate(requestFor(model, { references: [...references, referenceOf('more.png')] }), call(model)),
          isError('invalidRequest'),
        );
        assert.equal(generateCalls().length, 1);
      });

      if (row.needsKey) {
        it(`${model.id}: a wrong key is unauthorized`, async () => {
          await assert.rejects(
            generate(requestFor(model), call(model, { key: `${canary}-wrong` })),
            isError('unauthorized'),
          );
        });
      }

      it(`${model.id}: an answer without an image is one, and may be billed`, async () => {
        server.script({ kind: 'noImage' });
        // Where there are tasks, the task fails, and says so itself.
        const expected =
          row.api === 'imini'
            ? isError('unexpectedAnswer', { reason: 'taskFailed' })
            : isError('noImage', billed);
        await assert.rejects(generate(requestFor(model), call(model)), expected);
      });

      it(`${model.id}: cancel ends the call and the connection at once`, async () => {
        server.script({ kind: 'hold' });
        const controller = new AbortController();
        const generating = generate(requestFor(model), call(model, { signal: controller.signal }));
        await server.waitForHeld();
        controller.abort();
        await assert.rejects(generating, { name: 'AbortError' });
        assert.equal(await server.requests[0]!.ended, 'aborted');
      });
    }

    it('an unknown model id goes to the provider as it is', async () => {
      const model: Model = { id: 'next-year/banana-9', label: 'New', capabilities: row.unknownModel };
      const generating = generate(requestFor(model), call(model));
      // Two have a single model, whatever it is called; the other is sent the workflow that the id is the path of.
      await (['stable-diffusion.cpp', 'vllm-omni', 'comfyui'].includes(row.id)
        ? generating
        : assert.rejects(generating, isError('invalidRequest')));
      const [sent] = server.requests;
      if (row.api === 'comfyui') {
        return;
      }
      if (row.api === 'automatic1111') {
        // It would draw with another model, so that its list is asked first.
        assert.deepEqual([sent!.method, server.requests.length], ['GET', 1]);
        return;
      }
      assert.ok(
        `${sent!.path} ${JSON.stringify(sent!.body)}`.includes(model.id) ||
          sent!.path.includes(encodeURIComponent(model.id)),
      );
    });

    const refusals: readonly (readonly [ScriptedStep, ErrorKind])[] = [
      [{ kind: 'unauthorized' }, 'unauthorized'],
      [{ kind: 'outOfCredit' }, 'outOfCredit'],
      [{ kind: 'rateLimited', retryAfterSeconds: 86_400 }, 'rateLimited'],
      [{ kind: 'serverError', status: 503 }, 'unexpectedAnswer'],
      [{ kind: 'serverError', status: 504 }, 'timedOut'],
      [{ kind: 'dropped' }, 'unreachable'],
      [{ kind: 'refuse', status: 404, code: 'gone', message: 'No such model' }, 'invalidRequest'],
      [{ kind: 'policy' }, 'refusedByPolicy'],
      [{ kind: 'policy', form: 'image' }, 'refusedByPolicy'],
      [{ kind: 'serverError' }, 'unexpectedAnswer'],
      [{ kind: 'html', status: 200 }, 'unexpectedAnswer'],
      [{ kind: 'truncated' }, 'unexpectedAnswer'],
    ];
    for (const [step, kind] of refusals) {
      it(`${JSON.stringify(step)} is ${kind}, and the request is sent once`, async () => {
        const model = row.models[0];
        server.script(step);
        await assert.rejects(generate(requestFor(model), call(model)), isError(kind));
        assert.equal(server.requests.filter(({ method }) => method === 'POST').length, 1);
      });
    }

    const oddOnAllRoutes = (form: OddForm): void =>
      (['generate', 'poll', 'models'] as const).forEach((at) =>
        server.script({ kind: 'odd', form, at, times: 9 }),
      );

    for (const form of ['nulls', 'numbers', 'wrapped', 'events', 'lines'] as const) {
      it(`an answer that a relay has made odd (${form}) still brings its image`, async () => {
        for (const model of onePerApi(row)) {
          oddOnAllRoutes(form);
          assert.equal((await generate(requestFor(model), call(model))).images.length, 1);
        }
      });
    }

    for (const form of ['error', 'errorEvent'] as const) {
      it(`an error of good status (${form}) is told in the words of the service, and sent once`, async () => {
        for (const model of onePerApi(row)) {
          server.script({ kind: 'odd', form });
          await assert.rejects(generate(requestFor(model), call(model)), (error: unknown) => {
            assert.ok(error instanceof EaselError);
            assert.equal(error.details.providerMessage, oddMessage);
            return true;
          });
        }
        assert.equal(server.requests.filter(({ method }) => method === 'POST').length, onePerApi(row).length);
      });
    }

    it('a request that is put off is sent thrice at most, always with the same idempotency key', async () => {
      const model = row.models[0];
      server.script({ kind: 'rateLimited', retryAfterSeconds: 7, times: 3 });
      const { context, steps } = trace({ provider, model, http, key: server.key });
      await assert.rejects(generate(requestFor(model), context), isError('rateLimited'));
      const sent = server.requests.filter(({ method }) => method === 'POST');
      assert.equal(sent.length, 3);
      const keys = sent.map(({ headers }) => headers['idempotency-key']);
      assert.match(keys[0]!, /^[\da-f-]{36}$/);
      assert.equal(new Set(keys).size, 1);
      const again: Progress['step'][] = [
        ...Array<Progress['step']>(7).fill('retrying'),
        'sending',
        'waiting',
      ];
      assert.deepEqual(steps, ['sending', 'waiting', ...again, ...again]);
    });

    it('a request that was put off twice still brings its image', async () => {
      const model = row.models[0];
      server.script({ kind: 'rateLimited', times: 2 });
      assert.equal((await generate(requestFor(model), call(model))).images.length, 1);
    });

    it('a request that is longer than the row allows is refused before anything is sent', async () => {
      const model = row.models[0];
      const { context } = trace({
        provider: { ...provider, maxRequestBytes: 20 },
        model,
        http,
        key: server.key,
      });
      await assert.rejects(generate(requestFor(model), context), isError('invalidRequest'));
      assert.equal(server.requests.length, 0);
    });

    it('a provider that cannot be reached bills nothing', async () => {
      const model = row.models[0];
      await server.stop();
      await assert.rejects(generate(requestFor(model), call(model)), (error: unknown) => {
        assert.ok(isError('unreachable')(error));
        return error instanceof EaselError && error.details.maybeBilled === undefined;
      });
    });

    it("what the row adds goes to its own origin, and its headers to no result's host", async () => {
      const model = row.models[0];
      const added = { headers: { 'X-Team': 'harbor' }, query: { 'api-version': '2026-10-01' } };
      const { context } = trace({ provider: { ...provider, ...added }, model, http, key: server.key });
      await generate(requestFor(model), context);
      for (const { path, headers } of server.requests) {
        const isResult = isResultPath(path);
        assert.equal(headers['x-team'], isResult ? undefined : 'harbor');
        assert.equal(path.includes('api-version=2026-10-01'), !isResult);
      }
    });

    it('several images are brought and all are different files', async () => {
      const model = row.models[0];
      const request = requestFor(model, { count: 3 });
      const calls = splitIntoCalls(request, model.capabilities);
      const answers = await Promise.all(calls.map((each) => generate(each, call(model))));
      const images = answers.flatMap((answer) => answer.images);
      assert.equal(images.length, 3);
      assert.equal(new Set(images.map(({ bytes }) => Buffer.from(bytes).toString('base64'))).size, 3);
    });

    if (apis[row.api].resume) {
      describe('its tasks', () => {
        const model = row.models[0];
        const posts = (): number => server.requests.filter(({ method }) => method === 'POST').length;

        it('are on record before they are waited for, and are taken up after a reload', async () => {
          const first = trace({ provider, model, http, key: server.key });
          const request = requestFor(model, { references: [referenceOf('a.png')] });
          const { images } = await generate(request, first.context);
          // What is said of the queue on the way is the provider's own.
          const [begins, ...goesOn] = first.steps;
          assert.deepEqual(
            [begins, goesOn.includes('queued'), goesOn.at(-1)],
            ['sending', true, 'downloading'],
          );
          const sent = posts();
          const [task] = first.tasks;
          // As it comes back from the disk.
          const stored = journalEvent.parse(JSON.parse(JSON.stringify({ state: 'submitted', task })));
          assert.ok(stored.state === 'submitted');
          assert.deepEqual(stored.task, task);
          const resumed = await resumeTask(stored.task, request, call(model));
          assert.deepEqual(resumed.images, images);
          assert.equal(posts(), sent);
        });

        it('that fail say why, with their id, and are over', async () => {
          server.script({ kind: 'taskFailed', message: 'The canvas tore' });
          const { context, tasks } = trace({ provider, model, http, key: server.key });
          await assert.rejects(generate(requestFor(model), context), (error: unknown) => {
            assert.ok(error instanceof EaselError);
            assert.match(error.details.providerMessage ?? '', /The canvas tore$/);
            return isError('unexpectedAnswer', { taskId: tasks[0]!.taskId })(error);
          });
          assert.equal(posts(), 1);
        });

        it('that a filter stopped are over', async () => {
          server.script({ kind: 'policy', form: 'image' });
          await assert.rejects(
            generate(requestFor(model), call(model)),
            isError('refusedByPolicy', { taskOver: true }),
          );
        });

        it('that nobody knows any more have expired', async () => {
          server.script({ kind: 'taskExpired', afterPolls: 1 });
          await assert.rejects(
            generate(requestFor(model), call(model)),
            isError('taskExpired', { taskOver: true }),
          );
        });

        it('are asked for again after 429, 5xx, a page of a proxy and a lost connection', async () => {
          server.script(
            { kind: 'rateLimited', at: 'poll' },
            { kind: 'serverError', at: 'poll' },
            { kind: 'html', status: 502, at: 'poll' },
            { kind: 'dropped', at: 'poll' },
          );
          assert.equal((await generate(requestFor(model), call(model))).images.length, 1);
          assert.equal(posts(), 1);
        });

        it('whose state has an unknown name are waited for', async () => {
          server.script({ kind: 'taskStatuses', statuses: ['warming-up', 'warming-up'] });
          assert.equal((await generate(requestFor(model), call(model))).images.length, 1);
        });

        it('that take too long can be taken up later', async () => {
          server.script({ kind: 'taskHeld' });
          const { context, tasks } = trace({ provider, model, http, key: server.key });
          await assert.rejects(
            generate(requestFor(model), { ...context, totalMilliseconds: 60_000 }),
            isError('timedOut', billed),
          );
          server.release();
          const { images } = await resumeTask(tasks[0]!, requestFor(model), call(model));
          assert.equal(images.length, 1);
        });

        it('end with a cancel while they are waited for', async () => {
          server.script({ kind: 'taskHeld' });
          const controller = new AbortController();
          const { context } = trace({ provider, model, http, key: server.key, signal: controller.signal });
          const generating = generate(requestFor(model), {
            ...context,
            report: ({ step }) => {
              if (step === 'queued') {
                setImmediate(() => controller.abort());
              }
            },
          });
          await assert.rejects(generating, { name: 'AbortError' });
        });
      });
    }

    if (!row.needsKey) {
      it('no key is sent, whatever it is given', async () => {
        const model = row.models[0];
        await generate(requestFor(model), call(model, { key: canary }));
        assert.ok(!JSON.stringify(server.requests).includes(canary));
      });
      return;
    }

    it('the key goes to its own origin only, and in the header only', async () => {
      const model = row.models[0];
      await generate(requestFor(model), call(model));
      const name = row.auth?.kind === 'header' ? row.auth.header : 'authorization';
      const expected =
        row.auth?.kind === 'header' ? `${row.auth.prefix ?? ''}${server.key}` : `Bearer ${server.key}`;
      for (const { path, body, headers } of server.requests) {
        const { [name]: value = '', ...others } = headers;
        assert.ok(!`${path} ${JSON.stringify(body)} ${JSON.stringify(others)}`.includes(server.key));
        assert.equal(value, isResultPath(path) ? '' : expected);
      }
    });

    it('checks a key without generating anything', async () => {
      const { checkKey } = apis[row.api];
      const { signal } = new AbortController();
      await checkKey!({ provider, http, signal, key: server.key });
      await assert.rejects(
        checkKey!({ provider, http, signal, key: `${canary}-wrong` }),
        isError('unauthorized'),
      );
      assert.ok(server.requests.every(({ method }) => method === 'GET'));
    });

    it('lists models that are in the table, with a good key alone, and generates nothing', async () => {
      const { listModels } = apis[row.api];
      const { signal } = new AbortController();
      if (listModels) {
        const listed = await listModels({ provider, http, signal, key: server.key });
        assert.ok(row.models.some(({ id }) => listed.some((each) => each.id === id)));
        // OpenRouter's list is open to everyone.
        if (row.id !== 'openrouter') {
          const asked = listModels({ provider, http, signal, key: `${canary}-wrong` });
          await assert.rejects(asked, isError('unauthorized'));
        }
      }
      assert.ok(server.requests.every(({ method }) => method === 'GET'));
    });

    it('an error never holds the key', async () => {
      const model = row.models[0];
      server.script({ kind: 'refuse', status: 400, code: 'bad', message: `You sent ${server.key}` });
      await assert.rejects(generate(requestFor(model), call(model)), (error: unknown) => {
        assert.ok(error instanceof EaselError);
        assert.ok(!`${error.message} ${JSON.stringify(error.details)}`.includes(server.key));
        return true;
      });
    });
  });
}
