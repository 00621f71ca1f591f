import assert from 'node:assert/strict';
import { canary } from '../../../../host/canaryKey.mjs';
import { isNewRow, providerFromRow } from '../../../../../src/core/providerSettings/mergeSetting';
import { EaselError } from '../../../../../src/core/model/errors';
import { generate, resumeTask } from '../../../../../src/core/generate/generate';
import type { HttpClient } from '../../../../../src/core/http/client';
import type { ImageRequest } from '../../../../../src/core/model/request';
import { providerRow } from '../../../../../src/core/providerSettings/schema';
import {
  bearerToken,
  jsonAnswer,
  readJson,
  startHttpServer,
  type Answer,
  type RunningServer,
} from '../../../../servers/http';
import { drawJpeg } from '../../../../servers/image';
import { listen } from '../../http/loopback';
import { openHttpClient, referenceOf, requestFor, trace, type Trace } from '../callContext';
import { isError } from '../isError';

const chunk = {
  ...{ prompt: '', model: '', aspectRatio: '', size: '', quality: '', references: [] },
  ...{ call: 1, image: 1, draft: false },
};
const picture = drawJpeg({ chunk, width: 64, height: 64 });
const base64 = picture.toString('base64');
const key = `${canary}-custom`;

/** What a service answers, in turn, to `METHOD /path?query`; the last answer stays. */
type Answers = Readonly<Record<string, readonly (Answer | object)[]>>;

describe('A provider of one’s own with tasks', () => {
  let http: HttpClient;
  let server: RunningServer;

  beforeEach(() => {
    http = openHttpClient();
  });

  afterEach(async () => {
    await http.close();
    await server.stop();
  });

  /** Starts a service that knows these questions alone, and the row that the user wrote for it. */
  const start = async (task: object | undefined, answers: Answers): Promise<Trace> => {
    const turns = new Map(Object.entries(answers).map(([where, list]) => [where, [...list]]));
    server = await startHttpServer({
      bodyLimit: 2 ** 20,
      handle: (call) => {
        const { method, path } = call.record;
        if (path.startsWith('/files/')) {
          const headers = { 'content-type': 'image/jpeg' };
          return Promise.resolve({ status: 200, headers, body: picture });
        }
        if (bearerToken(call.record) !== key) {
          return Promise.resolve(jsonAnswer(401, { message: 'Unauthorized' }));
        }
        readJson(call);
        const list = turns.get(`${method} ${path}`) ?? [];
        const answer = list.length > 1 ? list.shift() : list[0];
        return Promise.resolve(asAnswer(answer ?? jsonAnswer(404, { message: `No ${method} ${path}` })));
      },
    });
    const row = providerRow.parse({
      id: 'mine',
      baseUrl: server.origin,
      api: 'tasks',
      task,
      models: [{ id: 'vendor/model' }],
    });
    assert.ok(isNewRow(row));
    const provider = providerFromRow(row);
    return trace({ provider, model: provider.models[0], http, key });
  };

  const bodies = (): readonly unknown[] => server.log.requests.map(({ body }) => body);

  const bring = async (
    { context }: Trace,
    changes: Partial<ImageRequest> = {},
  ): Promise<readonly Buffer[]> => {
    const { images } = await generate(requestFor(context.model, changes), context);
    return images.map(({ bytes }) => Buffer.from(bytes));
  };

  it('needs nothing but an address and a model where it does as most do (APIMart: url is a text or an array)', async () => {
    for (const url of ['/files/a.jpg', ['/files/a.jpg', '/files/b.jpg']]) {
      const started = await start(undefined, {
        'POST /v1/images/generations': [{ code: 200, data: { task_id: 'task_1', status: 'submitted' } }],
        'GET /v1/tasks/task_1': [
          { code: 200, data: { status: 'processing', progress: 10 } },
          { code: 200, data: { status: 'completed', result: { images: [{ url, expires_at: 1 }] } } },
        ],
      });
      const references = [referenceOf('a.png')];
      const images = await bring(started, {
        aspectRatio: '16:9',
        size: '1K',
        references,
        seed: 3,
        negativePrompt: 'fog',
      });
      assert.deepEqual(images, Array<Buffer>([url].flat().length).fill(picture));
      const { image_urls: sent, ...rest } = bodies()[0] as { readonly image_urls: readonly string[] };
      assert.deepEqual(rest, {
        model: 'vendor/model',
        prompt: 'A lighthouse at dawn',
        ...{ aspect_ratio: '16:9', size: '1K', seed: 3, negative_prompt: 'fog' },
      });
      assert.equal(sent.length, 1);
      await server.stop();
    }
  });

  it('tells the seeds of its images where it knows whose they are, one for each', async () => {
    const submit = { 'POST /v1/images/generations': [{ task_id: 'task_1' }] };
    const images = ['/files/a.jpg', '/files/b.jpg'].map((url) => ({ url }));
    const seedsOf = async (task: object | undefined, told: object): Promise<readonly unknown[]> => {
      const done = { status: 'completed', images, ...told };
      const { context } = await start(task, { ...submit, 'GET /v1/tasks/task_1': [done] });
      const answer = await generate(requestFor(context.model), context);
      await server.stop();
      return answer.images.map(({ seed }) => seed);
    };
    // Drawn again alone, the seed of a whole call would make its first image at most.
    assert.deepEqual(await seedsOf(undefined, { seed: 7 }), [undefined, undefined]);
    assert.deepEqual(await seedsOf(undefined, { seed: 7, images: images.slice(0, 1) }), [7]);
    assert.deepEqual(await seedsOf({ seed: 'meta.seeds' }, { seed: 7, meta: { seeds: ['8', 9] } }), [8, 9]);
    for (const seed of [2 ** 53, -1, 0.5, 'random', [1, null], [1, 2, 3], null]) {
      assert.deepEqual(await seedsOf(undefined, { seed }), [undefined, undefined], String(seed));
    }
  });

  it('is asked for again where its task is not known at first, and the task stays open where it never is', async () => {
    const submit = { 'POST /v1/images/generations': [{ task_id: 'task_1' }] };
    const unknown = jsonAnswer(404, { detail: 'Not Found' });
    const done = { status: 'completed', images: [{ url: '/files/a.jpg' }] };
    const slow = await start(undefined, { ...submit, 'GET /v1/tasks/task_1': [unknown, unknown, done] });
    assert.equal((await bring(slow)).length, 1);
    await server.stop();
    const elsewhere = await start(undefined, { ...submit, 'GET /v1/tasks/task_1': [unknown] });
    await assert.rejects(bring(elsewhere), (error: unknown) => {
      assert.ok(error instanceof EaselError);
      assert.deepEqual([error.details.taskOver, error.details.maybeBilled], [undefined, true]);
      return isError('unexpectedAnswer', { taskId: 'task_1', status: 404 })(error);
    });
  });

  it('has expired where it was known once and is not any more, also after a reload', async () => {
    const unknown = jsonAnswer(404, { detail: 'Not Found' });
    const { context, tasks } = await start(undefined, {
      'POST /v1/images/generations': [{ task_id: 'task_1' }],
      'GET /v1/tasks/task_1': [unknown, { status: 'processing' }, jsonAnswer(500, {}), unknown],
    });
    const controller = new AbortController();
    const known = generate(requestFor(context.model), {
      ...context,
      signal: controller.signal,
      isClosing: () => true,
      checkpoint: async (task) => {
        await context.checkpoint(task);
        if (task.isKnown) {
          controller.abort();
        }
      },
    });
    await assert.rejects(known, { name: 'AbortError' });
    assert.deepEqual(
      tasks.map(({ taskId, isKnown }) => [taskId, isKnown]),
      [
        ['task_1', undefined],
        ['task_1', true],
      ],
    );
    await assert.rejects(
      resumeTask(tasks.at(-1)!, requestFor(context.model), context),
      isError('taskExpired', { taskId: 'task_1', status: 404, taskOver: true }),
    );
  });

  it('refuses before anything is sent what its format has no name for', async () => {
    const started = await start({ fields: { prompt: 'text' } }, {});
    const { context } = started;
    const bare = { ...context.provider.task!, fields: { prompt: 'text' } };
    const withoutNames = { ...context, provider: { ...context.provider, task: bare } };
    for (const changes of [{ quality: 'low' }, { background: 'opaque' }, { size: '1K' }, { count: 2 }]) {
      await assert.rejects(
        generate(requestFor(context.model, changes), withoutNames),
        isError('invalidRequest'),
      );
    }
    assert.deepEqual(bodies(), []);
  });

  it('gives up at once where the results stand at a stranger’s address', async () => {
    const started = await start(
      { resultUrl: 'response_url' },
      {
        'POST /v1/images/generations': [{ task_id: 'task_1' }],
        'GET /v1/tasks/task_1': [{ status: 'completed', response_url: 'https://elsewhere.example/r' }],
      },
    );
    await assert.rejects(bring(started), isError('unexpectedAnswer', { reason: 'address' }));
    assert.equal(bodies().length, 2);
  });

  it('may give the id of its task within an array (APIMart)', async () => {
    const started = await start(undefined, {
      'POST /v1/images/generations': [{ code: 200, data: [{ status: 'submitted', task_id: 'task_1' }] }],
      'GET /v1/tasks/task_1': [
        { code: 200, data: { status: 'completed', result: { images: [{ url: ['/files/a.jpg'] }] } } },
      ],
    });
    assert.deepEqual(await bring(started), [picture]);
    assert.equal(started.tasks[0]!.taskId, 'task_1');
  });

  const kie = {
    submitPath: '/api/v1/jobs/createTask',
    fields: {
      prompt: 'input.prompt',
      aspectRatio: 'input.image_size',
      references: 'input.image_urls',
    },
    fixedFields: { 'input.output_format': 'jpeg' },
    pollPath: '/api/v1/jobs/recordInfo?taskId={task_id}',
    success: ['success'],
    failure: ['fail'],
    errors: ['data.failCode', 'data.failMsg'],
    results: 'data.resultJson.resultUrls',
  };

  it('may hide its results in JSON within a text, and its input in an object (kie.ai)', async () => {
    const resultJson = JSON.stringify({ resultUrls: ['/files/a.jpg'] });
    const started = await start(kie, {
      'POST /api/v1/jobs/createTask': [{ code: 200, msg: 'success', data: { taskId: 'a/b' } }],
      'GET /api/v1/jobs/recordInfo?taskId=a%2Fb': [
        { code: 200, data: { state: 'queuing', resultJson: '' } },
        { code: 200, data: { state: 'success', resultJson } },
      ],
    });
    assert.deepEqual(await bring(started, { aspectRatio: '1:1' }), [picture]);
    assert.deepEqual(bodies()[0], {
      model: 'vendor/model',
      input: { prompt: 'A lighthouse at dawn', image_size: '1:1', output_format: 'jpeg' },
    });
    const { images } = await resumeTask(
      started.tasks[0]!,
      requestFor(started.context.model),
      started.context,
    );
    assert.equal(images.length, 1);
  });

  it('that says in its body what its status does not is understood', async () => {
    const started = await start(kie, {
      'POST /api/v1/jobs/createTask': [
        { code: 402, msg: 'Credits insufficient' },
        { code: 401, msg: 'No access' },
        { code: 1200, msg: 'Something else' },
        { success: false, message: 'Not today' },
        { code: 200, data: { taskId: 'a' } },
      ],
      'GET /api/v1/jobs/recordInfo?taskId=a': [
        { code: 500, msg: 'Passing' },
        { code: 200, data: { state: 'fail', failCode: '400', failMsg: 'Blocked by our content policy' } },
      ],
    });
    const rejects = (check: (error: unknown) => boolean): Promise<void> =>
      assert.rejects(bring(started), check);
    await rejects(isError('outOfCredit', { providerMessage: 'Credits insufficient' }));
    await rejects(isError('unauthorized'));
    await rejects(isError('unexpectedAnswer', { reason: 'taskFailed', maybeBilled: true }));
    await rejects(isError('unexpectedAnswer', { providerMessage: 'Not today', maybeBilled: true }));
    await rejects(isError('refusedByPolicy', { taskId: 'a', taskOver: true }));
    assert.deepEqual(
      started.tasks.map(({ taskId, isKnown }) => [taskId, isKnown]),
      [
        ['a', undefined],
        ['a', true],
      ],
    );
  });

  it('may be asked by POST, and name no state (Ace Data)', async () => {
    const task = {
      submitPath: '/nano-banana/images',
      fields: { references: ['first', 'second'] },
      pollPath: '/nano-banana/tasks?of={task_id}',
      pollMethod: 'POST',
      pollBody: { id: '{task_id}', action: 'retrieve' },
      status: [],
      results: 'response.data',
    };
    const started = await start(task, {
      'POST /nano-banana/images': [{ task_id: 'a' }],
      'POST /nano-banana/tasks?of=a': [{ id: 'a' }, { response: { data: [{ image_url: '/files/a.jpg' }] } }],
    });
    assert.deepEqual(await bring(started, { references: [referenceOf('a.png')] }), [picture]);
    assert.deepEqual(bodies()[1], { id: 'a', action: 'retrieve' });
    assert.match((bodies()[0] as { readonly first: string }).first, /^data:image\/png/);
  });

  it('may give the address to ask in a header, relative, and the image in the answer (sd.cpp)', async () => {
    const task = { submitPath: '/sdcpp/v1/img_gen', results: 'result.images', pollUrl: 'header:Location' };
    const started = await start(task, {
      'POST /sdcpp/v1/img_gen': [
        {
          status: 202,
          headers: { location: '/sdcpp/v1/jobs/a', 'content-type': 'application/json' },
          body: '{}',
        },
      ],
      'GET /sdcpp/v1/jobs/a': [
        { status: 'Generating' },
        { status: 'COMPLETED', result: { images: [{ b64_json: base64 }] } },
      ],
    });
    assert.deepEqual(await bring(started), [picture]);
    assert.equal(started.tasks[0]!.urls!.poll, '/sdcpp/v1/jobs/a');
  });

  for (const header of ['Location', 'Operation-Location']) {
    it(`may answer with a header ${header} alone, and with nothing as long as it draws`, async () => {
      const bare = { status: 202, headers: { [header]: '/operations/a?v=1' }, body: '' };
      // What the row says of ids and addresses is of no use then.
      const started = await start(
        { pollPath: '/v1/tasks/{task_id}' },
        {
          'POST /v1/images/generations': [bare],
          'GET /operations/a?v=1': [
            { status: 202, headers: {}, body: '' },
            { status: 'succeeded', images: [{ url: '/files/a.jpg' }] },
          ],
        },
      );
      assert.deepEqual(await bring(started), [picture]);
      const task = { taskId: '/operations/a?v=1', urls: { poll: '/operations/a?v=1' } };
      // That it goes on is known from nothing but the status.
      assert.deepEqual(started.tasks, [task, { ...task, isKnown: true }]);
      const { context } = started;
      const { images } = await resumeTask(started.tasks[0]!, requestFor(context.model), context);
      assert.equal(images.length, 1);
    });
  }

  it('that names a stranger in its header is not asked there, and one that names nobody is told', async () => {
    const stranger = await listen((_, response) => response.end('{"status":"succeeded"}'));
    const location = `${stranger.url}/operations/a`;
    try {
      for (const headers of [{ location }, { location: 'http://[' }, {}]) {
        const started = await start(undefined, {
          'POST /v1/images/generations': [{ status: 202, headers: { ...headers }, body: '' }],
        });
        const reason = 'location' in headers ? 'address' : 'otherShape';
        await assert.rejects(bring(started), isError('unexpectedAnswer', { reason, maybeBilled: true }));
        assert.equal(bodies().length, 1);
        await server.stop();
      }
      assert.equal(stranger.requests.length, 0);
    } finally {
      await stranger.close();
    }
  });

  it('may have a second address for its results, and name the model in the first', async () => {
    const task = {
      submitPath: '/v1/models/{model}/requests',
      pollPath: '/v1/requests/{task_id}/status',
      resultPath: '/v1/requests/{task_id}/result',
    };
    const started = await start(task, {
      'POST /v1/models/vendor/model/requests': [{ request_id: 'a' }],
      'GET /v1/requests/a/status': [{ status: 'in_queue' }, { status: 'completed' }],
      'GET /v1/requests/a/result': [
        // Not yet.
        { status: 202, headers: {}, body: '' },
        jsonAnswer(202, { status: 'completed' }),
        { output: { image_url: ['/files/a.jpg'] } },
      ],
    });
    assert.deepEqual(await bring(started), [picture]);
    assert.deepEqual(bodies()[0], { prompt: 'A lighthouse at dawn' });
  });

  it('that says nothing of a state at once, and is quoted, so that the row can be mended', async () => {
    const started = await start(undefined, {
      'POST /v1/images/generations': [{ id: 'a' }],
      'GET /v1/tasks/a': [{ phase: 'painting' }],
    });
    await assert.rejects(
      bring(started),
      isError('unexpectedAnswer', { reason: 'otherShape', excerpt: '{"phase":"painting"}', taskId: 'a' }),
    );
  });

  it('that gives no id says so with what it said, since it may be billed', async () => {
    const started = await start(undefined, { 'POST /v1/images/generations': [{ ok: true }] });
    await assert.rejects(
      bring(started),
      isError('unexpectedAnswer', { reason: 'otherShape', maybeBilled: true, excerpt: '{"ok":true}' }),
    );
    assert.equal(started.tasks.length, 0);
  });
});

function asAnswer(answer: Answer | object): Answer {
  return 'body' in answer && 'status' in answer ? answer : jsonAnswer(200, answer);
}
