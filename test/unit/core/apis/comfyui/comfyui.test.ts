import assert from 'node:assert/strict';
import { canary } from '../../../../host/canaryKey.mjs';
import type { CallContext, Draft, Progress } from '../../../../../src/core/apis/common/api';
import { workflowError } from '../../../../../src/core/model/comfyuiModel';
import type { Provider } from '../../../../../src/core/model/provider';
import { TaskStopped } from '../../../../../src/core/model/errors';
import { generate, isResumable, resumeTask } from '../../../../../src/core/generate/generate';
import type { HttpClient } from '../../../../../src/core/http/client';
import { findModel } from '../../../../../src/core/providers/table';
import { startComfyuiServer, type ComfyuiServer, type ComfyuiSocket } from '../../../../servers/comfyui';
import { sampleWorkflow } from '../../../../servers/comfyuiWorkflow';
import { drawPng } from '../../../../servers/image';
import { openHttpClient, referenceOf, requestFor, rowOf, trace, type Trace } from '../callContext';
import { isError } from '../isError';

const about = { prompt: '', model: '', aspectRatio: '', size: '', quality: '', references: [] };
const draftChunk = { ...about, call: 0, image: 0, draft: true };

describe('ComfyUI', () => {
  let server: ComfyuiServer;
  let http: HttpClient;

  beforeEach(async () => {
    server = await startComfyuiServer();
    http = openHttpClient();
  });

  afterEach(async () => {
    await http.close();
    await server.stop();
  });

  const start = (changes: Partial<CallContext> = {}, row: Partial<Provider> = {}): Trace => {
    const provider = { ...rowOf('comfyui', server.url), ...row };
    const model = changes.model ?? provider.models[0];
    const traced = trace({ provider, model, http, key: '' });
    return { ...traced, context: { ...traced.context, ...changes } };
  };

  const paths = (method: string) =>
    server.requests.filter((request) => request.method === method).map(({ path }) => path);

  const workflow = (changes: Record<string, unknown> = {}) => ({
    readWorkspaceFile: () => Promise.resolve(JSON.stringify({ ...sampleWorkflow, ...changes })),
  });

  it('fills the workflow of the workspace and puts it into the queue', async () => {
    const read: string[] = [];
    const { context, logged } = start({
      readWorkspaceFile: (path) => {
        read.push(path);
        return Promise.resolve(JSON.stringify(sampleWorkflow));
      },
    });
    const { images } = await generate(requestFor(context.model, { size: '768x1344' }), context);
    assert.deepEqual(
      images.map(({ width, height, differences }) => [width, height, differences]),
      [[768, 1344, []]],
    );
    assert.deepEqual(read, ['.easel/comfyui.json']);
    const [{ prompt: sent, client_id: clientId }] = [server.requests[0]!.body as Record<string, unknown>];
    assert.match(String(clientId), /^[\da-f-]{36}$/u);
    assert.deepEqual(sent, {
      ...sampleWorkflow,
      '3': { ...sampleWorkflow['3'], inputs: { ...sampleWorkflow['3'].inputs, seed: 2 ** 31 } },
      '5': { ...sampleWorkflow['5'], inputs: { width: 768, height: 1344, batch_size: 1 } },
      '6': { ...sampleWorkflow['6'], inputs: { text: 'A lighthouse at dawn', clip: ['4', 1] } },
    });
    assert.ok(logged.includes('Seed 2147483648.'));
  });

  it('a seed goes into the workflow; it is told, and on record for a reload, whoever made it', async () => {
    const { context, tasks } = start(workflow());
    const draw = async (changes: { readonly seed?: number }) => {
      const { images } = await generate(requestFor(context.model, changes), context);
      const { prompt } = server.requests.filter(({ path }) => path === '/prompt').at(-1)!.body as {
        prompt: typeof sampleWorkflow;
      };
      return [prompt['3'].inputs.seed, tasks.at(-1)?.seed, images[0]?.seed];
    };
    assert.deepEqual(await draw({ seed: 42 }), [42, 42, 42]);
    assert.deepEqual(await draw({}), Array(3).fill(2 ** 31));
    const { images } = await resumeTask(tasks[0]!, requestFor(context.model), context);
    assert.equal(images[0]?.seed, 42);
  });

  it('a seed is refused where the workflow has no place for it, and none is told', async () => {
    const sampler = { ...sampleWorkflow['3'], inputs: { ...sampleWorkflow['3'].inputs, seed: ['9', 0] } };
    const { context, tasks } = start(workflow({ '3': sampler }));
    const problem = { problem: 'workflow', file: context.model.id, fault: 'noSeed', about: '' } as const;
    await assert.rejects(
      generate(requestFor(context.model, { seed: 1 }), context),
      isError('invalidRequest', { problem }),
    );
    assert.deepEqual([server.requests.length, tasks.length], [0, 0]);
  });

  it('draws with the checkpoint behind the path of the workflow, and with that alone', async () => {
    const checkpoint = 'v1-5-pruned.safetensors';
    const read: string[] = [];
    const provider = rowOf('comfyui', server.url);
    const draw = async (text: string, id = `.easel/comfyui.json#${checkpoint}`) => {
      const model = findModel(provider, id);
      const { context } = start({
        model,
        readWorkspaceFile: (path) => {
          read.push(path);
          return Promise.resolve(text);
        },
      });
      await generate(requestFor(model), context);
    };
    await draw(JSON.stringify(sampleWorkflow));
    const { prompt: sent } = server.requests[0]!.body as { prompt: typeof sampleWorkflow };
    assert.deepEqual(sent['4'].inputs, { ckpt_name: checkpoint });
    assert.deepEqual(read, ['.easel/comfyui.json']);
    await assert.rejects(
      draw(JSON.stringify(sampleWorkflow), '.easel/comfyui.json#gone.ckpt'),
      isError('invalidRequest', { status: 400 }),
    );
    const { '4': _, ...withoutLoader } = sampleWorkflow;
    await assert.rejects(
      draw(JSON.stringify(withoutLoader)),
      isError('invalidRequest', {
        problem: { problem: 'workflow', file: '.easel/comfyui.json', fault: 'noCheckpoint', about: '' },
      }),
    );
    assert.equal(server.tasks.length, 1);
  });

  it('is told by the row where a value goes', async () => {
    const { context } = start();
    const model = { ...context.model, workflow: { prompt: [{ node: '7', input: 'text' }] } };
    await generate(requestFor(model), { ...context, model });
    const { prompt: sent } = server.requests[0]!.body as { prompt: typeof sampleWorkflow };
    assert.deepEqual([sent['6'].inputs.text, sent['7'].inputs.text], ['the prompt', 'A lighthouse at dawn']);
  });

  /** Of a job whose task is in the queue and stays there. */
  const heldSocket = async (): Promise<ComfyuiSocket> => {
    await server.waitForRequests({ path: '/history/' });
    return (await server.waitForSockets())[0]!;
  };

  it('hears by the socket how far the server is and what it looks like, under the id of the prompt', async () => {
    server.script({ kind: 'taskHeld' });
    const { context, drafts } = start();
    const reported: Progress[] = [];
    const seen = new Promise<void>((resolve) => {
      Object.assign(context, {
        report: (progress: Progress) => reported.push(progress),
        showDraft: (draft: Draft) => {
          drafts.push(draft);
          resolve();
        },
      });
    });
    const generating = generate(requestFor(context.model), context);
    const socket = await heldSocket();
    socket.progress('3', 5, 20);
    socket.send(JSON.stringify({ type: 'executed', data: { node: '9', output: 'x'.repeat(100_000) } }));
    socket.send(Buffer.of(0, 0, 0, 3, 0, 0, 0, 1, 9, 9));
    socket.send('no JSON');
    const picture = await drawPng({ chunk: draftChunk, width: 64, height: 64 });
    socket.draft(picture);
    await seen;
    server.release();
    assert.equal((await generating).images.length, 1);
    const { client_id: clientId } = server.requests[0]!.body as Record<string, unknown>;
    assert.equal(socket.clientId, clientId);
    assert.deepEqual(
      drafts.map(({ bytes, isPaid }) => [Buffer.from(bytes).equals(picture), isPaid]),
      [[true, false]],
    );
    const told = reported.filter(({ step }) => ['progressing', 'waiting', 'queued'].includes(step));
    assert.deepEqual(told.at(-1), { step: 'progressing', percent: 25 });
    assert.equal(await socket.closed, 'said');
  });

  it('the steps of several samplers are one way, which never goes back', async () => {
    server.script({ kind: 'taskHeld' });
    const other = { ...sampleWorkflow['3'], inputs: { ...sampleWorkflow['3'].inputs } };
    const { context } = start(workflow({ '30': other }));
    const percents: number[] = [];
    const done = new Promise<void>((resolve) => {
      Object.assign(context, {
        report: (progress: Progress) =>
          progress.step === 'progressing' && percents.push(progress.percent) === 4 && resolve(),
      });
    });
    const generating = generate(requestFor(context.model), context);
    const socket = await heldSocket();
    const steps = [
      ['3', 10],
      ['3', 20],
      ['30', 10],
      ['31', 1],
      ['30', 20],
      ['31', 20],
    ] as const;
    steps.forEach(([node, value]) => socket.progress(node, value, 20));
    await done;
    server.release();
    await generating;
    assert.deepEqual(percents, [25, 50, 75, 99]);
  });

  it('a socket that breaks is opened again, and the image does not depend on it', async () => {
    server.script({ kind: 'taskHeld' });
    const { context, logged } = start();
    const percent = new Promise<number>((resolve) => {
      Object.assign(context, {
        report: (progress: Progress) => progress.step === 'progressing' && resolve(progress.percent),
      });
    });
    const generating = generate(requestFor(context.model), context);
    (await heldSocket()).cut();
    const [, again] = await server.waitForSockets(2);
    again!.progress('3', 1, 2);
    assert.equal(await percent, 50);
    server.release();
    assert.equal((await generating).images.length, 1);
    assert.equal(again!.clientId, server.sockets[0]!.clientId);
    assert.ok(logged.every((line) => !line.includes('undefined')));
  });

  it('a message that is far too long ends the listening, not the job', async () => {
    server.script({ kind: 'taskHeld' });
    const { context, drafts } = start();
    const generating = generate(requestFor(context.model), context);
    const socket = await heldSocket();
    socket.draft(Buffer.alloc(17 * 1024 * 1024, 0xff));
    await socket.closed;
    server.release();
    assert.equal((await generating).images.length, 1);
    assert.deepEqual(drafts, []);
  });

  it('a server without a socket draws all the same', async () => {
    const { context } = start();
    const deaf: HttpClient = { ...http, listen: () => Promise.reject(new Error('no socket')) };
    const { images } = await generate(requestFor(context.model), { ...context, http: deaf });
    assert.equal(images.length, 1);
    assert.deepEqual(server.sockets, []);
  });

  it('cancel closes the socket', async () => {
    server.script({ kind: 'taskHeld' });
    const controller = new AbortController();
    const { context } = start({ signal: controller.signal });
    const generating = generate(requestFor(context.model), context);
    const socket = await heldSocket();
    controller.abort();
    await assert.rejects(generating, { name: 'AbortError' });
    await socket.closed;
    assert.equal(server.sockets.length, 1);
  });

  it('behind a password the socket carries it as well', async () => {
    await server.stop();
    const key = `artist:${canary}-socket`;
    server = await startComfyuiServer({ key });
    server.script({ kind: 'taskHeld' });
    const { context } = start({ key }, { auth: { kind: 'basic' }, needsKey: true });
    const generating = generate(requestFor(context.model), context);
    assert.notEqual((await heldSocket()).clientId, '');
    server.release();
    await generating;
  });

  it('references are uploaded first, under names of our own, and go to the images of the workflow', async () => {
    const { context } = start();
    const upload = async (...names: string[]): Promise<unknown> => {
      const references = names.map((name) => referenceOf(name));
      await generate(requestFor(context.model, { references }), context);
      const { prompt: sent } = server.requests.filter(({ path }) => path === '/prompt').at(-1)!.body as {
        prompt: typeof sampleWorkflow;
      };
      return [sent['10'].inputs.image, sent['11'].inputs.image, sent['12'].inputs.image];
    };
    const first = ['easel/reference-1.png', 'easel/reference-2.png', 'example.png'];
    assert.deepEqual(await upload('secret plan.png', 'b.png'), first);
    // The same files are there already; another one gets the name that the server gives.
    assert.deepEqual(await upload('secret plan.png', 'c.png'), [
      'easel/reference-1.png',
      'easel/reference-2 (1).png',
      'example.png',
    ]);
    assert.ok(!JSON.stringify(server.requests).includes('secret plan'));
  });

  it('a workflow that cannot be used is refused before anything is sent', async () => {
    const missing = workflowError('.easel/comfyui.json', 'missing');
    const { context } = start({ readWorkspaceFile: () => Promise.reject(missing) });
    await assert.rejects(generate(requestFor(context.model), context), missing);
    const problem = {
      problem: 'workflow',
      file: '.easel/comfyui.json',
      fault: 'noPrompt',
      about: '',
    } as const;
    const { context: other } = start(workflow({ '3': { class_type: 'VAEEncode', inputs: {} } }));
    await assert.rejects(
      generate(requestFor(other.model, { references: [referenceOf('a.png')] }), other),
      isError('invalidRequest', { problem }),
    );
    assert.deepEqual(server.requests, []);
  });

  it('inputs that the server refuses are named with their nodes', async () => {
    const { context } = start(
      workflow({
        '4': { class_type: 'CheckpointLoaderSimple', inputs: { ckpt_name: 'other.safetensors' } },
        '8': { class_type: 'VAEDecode', inputs: { samples: ['3', 0], vae: ['99', 2] } },
      }),
    );
    await assert.rejects(
      generate(requestFor(context.model), context),
      isError('invalidRequest', {
        code: 'prompt_outputs_failed_validation',
        providerMessage:
          'CheckpointLoaderSimple #4: Value not in list: ckpt_name: Invalid option: expected one of "sd_xl_base_1.0.safetensors"|"v1-5-pruned.safetensors"; VAEDecode #8: Bad linked input: vae',
      }),
    );
  });

  it('a node that the server does not have is named', async () => {
    const { context } = start(workflow({ '20': { class_type: 'FancyNode', inputs: {} } }));
    await assert.rejects(
      generate(requestFor(context.model), context),
      isError('invalidRequest', {
        providerMessage: "Cannot execute because node FancyNode does not exist: Node ID '#20'",
      }),
    );
  });

  it('the task is on record before it is waited for, and its queue is followed', async () => {
    const { context, tasks, steps } = start();
    await generate(requestFor(context.model), context);
    assert.deepEqual(tasks, [{ taskId: server.tasks[0]!.id, seed: 2 ** 31 }]);
    const waiting = ['queued', 'queued', 'waiting', 'downloading'];
    assert.deepEqual(steps, ['sending', 'waiting', ...waiting]);
  });

  it('a task is fetched after a reload, without the workflow', async () => {
    const { context, tasks } = start({ checkpoint: () => Promise.reject(new Error('the window closed')) });
    await assert.rejects(generate(requestFor(context.model), context), /the window closed/u);
    assert.deepEqual(tasks, []);
    assert.ok(isResumable(context));
    const again = start({
      readWorkspaceFile: () => Promise.reject(new Error('not needed')),
    });
    const { images } = await resumeTask(
      { taskId: server.tasks[0]!.id },
      { aspectRatio: '', size: '' },
      again.context,
    );
    assert.deepEqual(
      images.map(({ width, position }) => [width, position]),
      [[640, 0]],
    );
    assert.deepEqual(paths('POST'), ['/prompt']);
  });

  it('a task that is neither in the queue nor in the history has expired', async () => {
    const { context } = start();
    await assert.rejects(
      resumeTask({ taskId: 'gone' }, { aspectRatio: '', size: '' }, context),
      isError('taskExpired', { taskId: 'gone', taskOver: true }),
    );
  });

  it('a node that failed is told, and the task is over', async () => {
    server.script({ kind: 'taskFailed', message: 'Allocation on device' });
    const { context } = start();
    await assert.rejects(
      generate(requestFor(context.model), context),
      isError('unexpectedAnswer', {
        reason: 'taskFailed',
        providerMessage: 'KSampler #3: Allocation on device',
        taskOver: true,
      }),
    );
  });

  it('a server that does not answer for a while is asked again', async () => {
    server.script({ kind: 'serverError', at: 'poll' }, { kind: 'dropped', at: 'models', times: 2 });
    const { context } = start();
    assert.equal((await generate(requestFor(context.model), context)).images.length, 1);
  });

  describe('when it is cancelled', () => {
    /** While the server works on it. @returns what it ended with */
    const cancelRunning = async (isClosing: boolean): Promise<unknown> => {
      const controller = new AbortController();
      server.script({ kind: 'taskHeld' });
      const { context } = start({
        signal: controller.signal,
        isClosing: () => isClosing,
        report: () => {
          if (server.tasks[0]?.state === 'running') {
            controller.abort();
          }
        },
      });
      return generate(requestFor(context.model), context).catch((error: unknown) => error);
    };

    it('stops the server, and says that nothing goes on there', async () => {
      const error = await cancelRunning(false);
      assert.ok(error instanceof TaskStopped);
      assert.equal((error as Error).name, 'AbortError');
      assert.equal(server.tasks[0]!.state, 'interrupted');
      assert.deepEqual(paths('POST'), ['/prompt', '/queue', '/interrupt']);
    });

    it('leaves the task to the next window where this one closes', async () => {
      const error = await cancelRunning(true);
      assert.ok(error instanceof Error && error.name === 'AbortError' && !(error instanceof TaskStopped));
      assert.equal(server.tasks[0]!.state, 'running');
      assert.deepEqual(paths('POST'), ['/prompt']);
    });

    it('takes a task out of the queue and interrupts nobody else', async () => {
      const controller = new AbortController();
      const { context } = start({
        signal: controller.signal,
        checkpoint: () => {
          controller.abort();
          return Promise.resolve();
        },
      });
      await assert.rejects(generate(requestFor(context.model), context), TaskStopped);
      assert.equal(server.tasks[0]!.state, 'deleted');
      assert.deepEqual(paths('POST'), ['/prompt', '/queue']);
    });

    it('says only that it was cancelled where the server cannot be told', async () => {
      const controller = new AbortController();
      const { context, logged } = start({
        signal: controller.signal,
        checkpoint: async () => {
          controller.abort();
          await server.stop();
        },
      });
      await assert.rejects(generate(requestFor(context.model), context), (error) => {
        return error instanceof Error && error.name === 'AbortError' && !(error instanceof TaskStopped);
      });
      assert.match(logged.at(-1) ?? '', /could not be stopped/u);
    });
  });

  it('behind a password everything it asks carries it, its images too', async () => {
    await server.stop();
    const key = `artist:${canary}-comfy`;
    server = await startComfyuiServer({ key });
    const { context } = start({ key }, { auth: { kind: 'basic' }, needsKey: true });
    const references = [referenceOf('a.png')];
    assert.equal((await generate(requestFor(context.model, { references }), context)).images.length, 1);
    assert.ok(server.requests.every(({ headers }) => headers.authorization?.startsWith('Basic ')));
  });
});
