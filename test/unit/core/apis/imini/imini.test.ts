import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { EaselError } from '../../../../../src/core/model/errors';
import { generate } from '../../../../../src/core/generate/generate';
import { imini } from '../../../../../src/core/apis/imini/imini';
import type { HttpClient } from '../../../../../src/core/http/client';
import type { ByteSource } from '../../../../../src/core/model/reference';
import { startIminiServer, type IminiServer } from '../../../../servers/imini';
import { listen } from '../../http/loopback';
import { modelOf, openHttpClient, referenceOf, requestFor, rowOf, trace, type Trace } from '../callContext';
import { isError } from '../isError';

const image = readFileSync('test/sample-workspace/assets/sun.png');

describe('imini API', () => {
  let server: IminiServer;
  let http: HttpClient;

  beforeEach(async () => {
    server = await startIminiServer();
    http = openHttpClient();
  });

  afterEach(async () => {
    await http.close();
    await server.stop();
  });

  const start = (modelId = 'google/nano-banana-pro'): Trace => {
    const provider = rowOf('imini', server.url);
    return trace({ provider, model: modelOf(provider, modelId), http, key: server.key });
  };

  it('puts the task on record before it waits for it, and tells each step', async () => {
    const { context, tasks, steps } = start();
    const { images, requestId } = await generate(requestFor(context.model), context);
    assert.equal(images.length, 1);
    assert.deepEqual(tasks, [{ taskId: server.tasks[0]!.id, requestId }]);
    assert.deepEqual(steps, ['sending', 'waiting', 'queued', 'downloading']);
  });

  it("asks with the vendor's timing: 2 s, half as long again each time, up to 30 s", async () => {
    server.script({ kind: 'taskStatuses', statuses: Array.from({ length: 9 }, () => 'processing') });
    const { context, waits } = start();
    await generate(requestFor(context.model), context);
    assert.deepEqual(waits.slice(0, 4), [2000, 3000, 4500, 6750]);
    assert.equal(waits.at(-1), 30_000);
  });

  it('goes on asking through 429, 5xx and pages of a proxy; a 429 makes it wait at least 5 s', async () => {
    server.script(
      { kind: 'rateLimited', at: 'poll' },
      { kind: 'serverError', at: 'poll' },
      { kind: 'html', status: 502, at: 'poll' },
      { kind: 'dropped', at: 'poll' },
    );
    const { context, waits } = start();
    assert.equal((await generate(requestFor(context.model), context)).images.length, 1);
    assert.equal(waits[1], 5000);
    assert.equal(server.tasks.length, 1);
  });

  it('waits for a task as long as the user wants, and no longer', async () => {
    server.script({ kind: 'taskHeld' });
    const { context, waits } = start();
    const waiting = generate(requestFor(context.model), { ...context, totalMilliseconds: 60_000 });
    await assert.rejects(waiting, (error) => isError('timedOut', { taskId: server.tasks[0]!.id })(error));
    assert.equal(
      waits.reduce((sum, wait) => sum + wait, 0),
      60_000,
    );
  });

  it('takes an unknown status as waiting', async () => {
    server.script({ kind: 'taskStatuses', statuses: ['pending', 'warming-up'] });
    const { context } = start();
    assert.equal((await generate(requestFor(context.model), context)).images.length, 1);
  });

  it("a failed task ends with the provider's reason and the task's id", async () => {
    server.script({ kind: 'taskFailed', code: 'RATE_LIMITED', message: 'Too many at once upstream' });
    const { context } = start();
    await assert.rejects(generate(requestFor(context.model), context), (error: unknown) => {
      const { id: taskId } = server.tasks[0]!;
      return isError('unexpectedAnswer', {
        providerMessage: 'Too many at once upstream',
        reason: 'taskFailed',
        taskId,
      })(error);
    });
    // Queued, processing, failed: asking once more would be of no use.
    assert.equal(server.requests.filter(({ method }) => method === 'GET').length, 3);
  });

  it('a failed task that repeats the key does not pass it on', async () => {
    server.script({ kind: 'taskFailed', code: server.key, message: `Bad key ${server.key}` });
    const { context } = start();
    await assert.rejects(generate(requestFor(context.model), context), (error: unknown) => {
      assert.ok(error instanceof EaselError);
      assert.ok(!`${error.message} ${JSON.stringify(error.details)}`.includes(server.key));
      return true;
    });
  });

  it('a task that a content filter stopped is refused by policy', async () => {
    server.script({ kind: 'policy', form: 'image' });
    const { context } = start();
    await assert.rejects(generate(requestFor(context.model), context), isError('refusedByPolicy'));
  });

  it('an answer of another shape ends the waiting at once and is quoted', async () => {
    const body = JSON.stringify({ state: 'fine', hint: 'new format' });
    server.script({ kind: 'reply', answer: { status: 200, body }, at: 'poll' });
    const { context, waits } = start();
    await assert.rejects(
      generate(requestFor(context.model), context),
      isError('unexpectedAnswer', { reason: 'otherShape', excerpt: body }),
    );
    assert.equal(waits.length, 1);
  });

  it('an expired task is said to be unknown, with its id', async () => {
    server.script({ kind: 'taskExpired' });
    const { context, tasks } = start();
    const generating = generate(requestFor(context.model), context);
    await assert.rejects(generating, isError('taskExpired', { status: 404, code: 'TASK_NOT_FOUND' }));
    assert.equal(tasks.length, 1);
  });

  it('resumes a task that was submitted earlier', async () => {
    const first = start();
    await generate(requestFor(first.context.model), first.context);
    const { images } = await imini.resume!(first.tasks[0]!, start().context);
    assert.equal(images.length, 1);
    assert.equal(server.requests.filter(({ method }) => method === 'POST').length, 1);
  });

  it('marks a style reference, and sends every reference with the type of its bytes', async () => {
    const { context } = start();
    const references = [referenceOf('subject.png'), referenceOf('mood.png', { use: 'style' })];
    await generate(requestFor(context.model, { references }), context);
    assert.deepEqual(
      server.requests[0]!.references.map(({ use, mediaType }) => `${use} ${mediaType}`),
      ['asset image/png', 'style image/png'],
    );
  });

  it('leaves the ratio out where it was left open, except where the model requires one', async () => {
    const references = [referenceOf('subject.png')];
    const free = start();
    await generate(requestFor(free.context.model, { references, aspectRatio: '' }), free.context);
    assert.ok(!('aspect_ratio' in (server.requests[0]!.body as object)));
    const strict = start('openai/gpt-image-2');
    await assert.rejects(
      generate(requestFor(strict.context.model, { references, aspectRatio: '' }), strict.context),
      isError('invalidRequest'),
    );
    await generate(requestFor(strict.context.model, { references }), strict.context);
    const submits = server.requests.filter(({ method }) => method === 'POST');
    const { aspect_ratio, resolution, quality } = submits[1]!.body as Record<string, unknown>;
    assert.deepEqual(
      { aspect_ratio, resolution, quality },
      { aspect_ratio: '1:1', resolution: '1K', quality: 'medium' },
    );
  });

  it('brings several images of one task where the model has a count', async () => {
    const { context } = start('openai/gpt-image-2');
    const { images } = await generate(requestFor(context.model, { count: 3 }), context);
    assert.equal(images.length, 3);
  });

  it('keeps the images that arrived when another cannot be fetched', async () => {
    server.script({
      kind: 'refuse',
      status: 400,
      code: 'BROKEN',
      message: 'gone',
      at: 'download',
      times: 1,
    });
    const { context, logged } = start('openai/gpt-image-2');
    const { images } = await generate(requestFor(context.model, { count: 3 }), context);
    assert.equal(images.length, 2);
    assert.equal(logged.length, 1);
  });

  it('fetches the result without the key and without a Referer, also through a redirect', async () => {
    server.script({ kind: 'redirectedResult' });
    const { context } = start();
    await generate(requestFor(context.model), context);
    assert.equal(server.downloadsWithKey.length, 0);
    assert.ok(server.requests.every(({ headers }) => headers.referer === undefined));
  });

  it('takes a result that stands in the answer itself, short or long', async () => {
    for (const length of [100, 20_000]) {
      const bytes = await bytesOf(referenceOf('x'.repeat(length)));
      server.script({
        kind: 'resultUrl',
        url: `data:image/png;base64,${bytes.toString('base64')}`,
      });
      const { context } = start();
      const { images } = await generate(requestFor(context.model, { size: '1K' }), context);
      assert.deepEqual(Buffer.from(images[0]!.bytes), bytes);
    }
    assert.ok(server.requests.every(({ path }) => !path.includes('/files/')));
  });

  it('does not fetch a result from an address inside the network', async () => {
    server.script({ kind: 'resultUrl', url: 'http://169.254.169.254/latest/meta-data' });
    const { context } = start();
    await assert.rejects(generate(requestFor(context.model), context));
  });

  it('fetches a result from another host of the network only where the row names it, and without the key', async () => {
    const files = await listen((_, response) => response.end(image));
    try {
      server.script({ kind: 'resultUrl', url: `${files.url}/a.png`, times: 2 });
      const { context } = start();
      const refused = isError('unexpectedAnswer', { reason: 'address' });
      await assert.rejects(generate(requestFor(context.model), context), refused);
      assert.equal(files.requests.length, 0);
      const provider = { ...context.provider, resultHosts: [`127.0.0.1:${files.port}`] };
      const { images } = await generate(requestFor(context.model), { ...context, provider });
      assert.deepEqual(Buffer.from(images[0]!.bytes), image);
      assert.equal(files.requests[0]?.headers.authorization, undefined);
    } finally {
      await files.close();
    }
  });
});

async function bytesOf(source: ByteSource): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for await (const piece of source.read()) {
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}
