import assert from 'node:assert/strict';
import * as z from 'zod';
import { readTestChunk } from '../../servers/image';
import { startIminiServer, type IminiServer } from '../../servers/imini';
import type { ScriptedStep } from '../../servers/steps';
import { dataUri, get, post, refusal, sha256, smallPng } from './exchange';

const taskSchema = z.strictObject({
  task_id: z.string(),
  status: z.string(),
  model: z.string(),
  created_at: z.string(),
  completed_at: z.string().nullable(),
  images: z.array(z.strictObject({ url: z.string(), width: z.number(), height: z.number() })).nullable(),
  error: z.strictObject({ code: z.string(), message: z.string() }).nullable(),
  request_id: z.string(),
});

describe('imini stand-in: tasks', () => {
  let server: IminiServer;
  beforeEach(async () => (server = await startIminiServer()));
  afterEach(() => server.stop());

  const submit = async (body: object = {}): Promise<string> => {
    const model = 'google/nano-banana-pro';
    const answer = await post({
      server,
      path: '/v1/images/generate',
      body: { model, prompt: 'A fox', ...body },
    });
    return z.object({ task_id: z.string() }).parse(answer.body).task_id;
  };
  const poll = async (id: string): Promise<z.infer<typeof taskSchema>> =>
    taskSchema.parse((await get(server, `/v1/images/tasks/${id}`)).body);
  const finish = async (step: ScriptedStep, body?: object): Promise<z.infer<typeof taskSchema>> => {
    server.script(step);
    const id = await submit(body);
    await poll(id);
    await poll(id);
    return poll(id);
  };

  it('are queued, processing and then succeeded', async () => {
    const id = await submit();
    const first = await poll(id);
    assert.deepEqual([first.status, first.images, first.completed_at], ['queued', null, null]);
    assert.equal((await poll(id)).status, 'processing');
    const last = await poll(id);
    assert.deepEqual([last.status, last.error, last.images?.length], ['succeeded', null, 1]);
    assert.equal(server.tasks[0]?.polls, 3);
  });

  it('give images that tell their request', async () => {
    const png = await smallPng();
    const images = [{ url: dataUri(png, 'image/png'), reference_type: 'style' }];
    const { images: results } = await finish(
      { kind: 'succeed' },
      { aspect_ratio: '16:9', resolution: '1K', images },
    );
    const { url, width, height } = results![0]!;
    assert.deepEqual([width, height], [1376, 768]);
    const bytes = Buffer.from(await (await fetch(url)).arrayBuffer());
    assert.equal(bytes.readUInt32BE(16), 1376);
    assert.deepEqual(readTestChunk(bytes), {
      prompt: 'A fox',
      model: 'google/nano-banana-pro',
      aspectRatio: '16:9',
      size: '1K',
      quality: '',
      references: [{ sha256: sha256(png), use: 'style' }],
      call: 1,
      image: 1,
      draft: false,
    });
  });

  it('follow the ratio of the last reference when none is sent', async () => {
    const url = dataUri(await smallPng(160, 90), 'image/png');
    const { images } = await finish({ kind: 'succeed' }, { images: [{ url, reference_type: 'asset' }] });
    assert.equal(images?.[0]?.width, 1376);
  });

  it('give as many images as gpt-image-2 was asked for', async () => {
    const body = { model: 'openai/gpt-image-2', aspect_ratio: '1:1', resolution: '1K', quality: 'low', n: 3 };
    assert.equal((await finish({ kind: 'succeed' }, body)).images?.length, 3);
  });

  it('stay at 1K with nano-banana', async () => {
    const { images } = await finish({ kind: 'succeed' }, { model: 'google/nano-banana', resolution: '4K' });
    assert.equal(images?.[0]?.width, 1024);
  });

  it('fail with HTTP 200 and an error', async () => {
    const failed = await finish({ kind: 'taskFailed', code: 'UPSTREAM', message: 'broken' });
    assert.deepEqual([failed.status, failed.images, failed.error?.code], ['failed', null, 'UPSTREAM']);
    assert.equal((await finish({ kind: 'policy', form: 'image' })).error?.code, 'INVALID_PROMPT');
  });

  it('wait for their release', async () => {
    server.script({ kind: 'taskHeld' });
    const id = await submit();
    assert.equal((await poll(id)).status, 'processing');
    server.release();
    assert.equal((await poll(id)).status, 'succeeded');
  });

  it('say what the script says', async () => {
    server.script({ kind: 'taskStatuses', statuses: ['pending', 'dreaming'] });
    const id = await submit();
    const statuses = [(await poll(id)).status, (await poll(id)).status, (await poll(id)).status];
    assert.deepEqual(statuses, ['pending', 'dreaming', 'succeeded']);
  });

  it('expire', async () => {
    server.script({ kind: 'taskExpired', afterPolls: 1 });
    const id = await submit();
    assert.equal((await poll(id)).status, 'queued');
    assert.equal(refusal(await get(server, `/v1/images/tasks/${id}`)), '404 TASK_NOT_FOUND');
  });

  it('can be refused at a poll without being lost', async () => {
    const id = await submit();
    server.script(
      { kind: 'rateLimited', retryAfterSeconds: 3, at: 'poll' },
      { kind: 'serverError', status: 502, at: 'poll' },
    );
    const limited = await get(server, `/v1/images/tasks/${id}`);
    assert.equal(refusal(limited), '429 RATE_LIMITED');
    assert.equal(limited.headers.get('retry-after'), '3');
    assert.equal((await get(server, `/v1/images/tasks/${id}`)).status, 502);
    assert.equal((await poll(id)).status, 'queued');
  });
});

describe('imini stand-in: result files', () => {
  let server: IminiServer;
  beforeEach(async () => (server = await startIminiServer()));
  afterEach(() => server.stop());

  const result = async (step: ScriptedStep): Promise<string> => {
    server.script(step);
    const body = { model: 'google/nano-banana-pro', prompt: 'A fox' };
    const submitted = await post({ server, path: '/v1/images/generate', body });
    const path = `/v1/images/tasks/${z.object({ task_id: z.string() }).parse(submitted.body).task_id}`;
    await get(server, path);
    await get(server, path);
    return taskSchema.parse((await get(server, path)).body).images![0]!.url;
  };

  it('refuse a key, and tell on it', async () => {
    const url = await result({ kind: 'succeed' });
    const response = await fetch(url, { headers: { authorization: `Bearer ${server.key}` } });
    assert.equal(response.status, 400);
    assert.equal(server.downloadsWithKey.length, 1);
  });

  it('are a uniform picture for a page', async () => {
    const url = await result({ kind: 'succeed' });
    const response = await fetch(url, {
      headers: { referer: 'https://example.com/page' },
      referrerPolicy: 'unsafe-url',
    });
    assert.equal(response.status, 200);
    assert.equal(readTestChunk(new Uint8Array(await response.arrayBuffer())), undefined);
  });

  it('may be behind a redirect', async () => {
    const response = await fetch(await result({ kind: 'redirectedResult' }));
    assert.ok(response.redirected);
    assert.equal(readTestChunk(new Uint8Array(await response.arrayBuffer()))?.prompt, 'A fox');
  });

  it('may lie about their type', async () => {
    const response = await fetch(await result({ kind: 'wrongMediaType' }));
    assert.equal(response.headers.get('content-type'), 'image/png');
    const bytes = new Uint8Array(await response.arrayBuffer());
    assert.equal(bytes[0], 0xff);
    assert.equal(readTestChunk(bytes)?.prompt, 'A fox');
  });

  it('are unknown under another name', async () => {
    await result({ kind: 'succeed' });
    assert.equal((await fetch(`${new URL(server.url).origin}/files/task_0-1.png`)).status, 404);
  });
});
