import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { generate } from '../../src/core/generate/generate';
import type { HttpClient } from '../../src/core/http/client';
import type { Provider } from '../../src/core/model/provider';
import type { ByteSource } from '../../src/core/model/reference';
import type { ImageRequest } from '../../src/core/model/request';
import { canary } from '../host/canaryKey.mjs';
import { openHttpClient, referenceOf, requestFor, rowOf, trace } from '../unit/core/apis/callContext';
import { imageOf, leftHalf, maskOf, pngOf } from '../unit/core/image/markedImage';
import { startRecorder, type Recorder, type Sent } from './recorder';

/** As much of the official clients as is used here; their packages are installed for this test alone. */
interface OpenaiClient {
  readonly images: {
    generate(body: object): Promise<unknown>;
    edit(body: object): Promise<unknown>;
  };
}
interface GenaiClient {
  readonly models: {
    generateContent(request: object): Promise<unknown>;
    generateContentStream(request: object): Promise<AsyncIterable<unknown>>;
  };
  readonly chats: {
    create(options: object): { sendMessage(request: object): Promise<unknown> };
  };
}

interface FalClient {
  readonly queue: {
    submit(id: string, options: { readonly input: object }): Promise<unknown>;
    status(id: string, options: { readonly requestId: string }): Promise<unknown>;
    cancel(id: string, options: { readonly requestId: string }): Promise<unknown>;
  };
}
interface ReplicateClient {
  readonly predictions: {
    create(options: { readonly model: string; readonly input: object }): Promise<unknown>;
    get(id: string): Promise<unknown>;
    cancel(id: string): Promise<unknown>;
  };
}

const require = createRequire(path.resolve('test/differential/package.json'));

async function load<T>(name: string): Promise<T> {
  return (await import(pathToFileURL(require.resolve(name)).href)) as T;
}

/**
 * Headers that may differ, and why. Every other header must be sent by both with the same value.
 */
const justified: Readonly<Record<string, string>> = {
  'user-agent': 'each client names itself',
  'x-goog-api-client': "Google's client names itself twice",
  'idempotency-key': 'Easel lets a service that knows it draw once',
  'accept-encoding': 'an image does not get smaller, so Easel asks for no compression',
  accept: 'both read JSON; Google’s client says that it takes anything',
  'accept-language': 'fetch says `*`',
  'sec-fetch-mode': 'fetch names its mode',
  'x-fal-queue-priority': 'normal is what it is without',
  connection: 'undici and fetch keep connections alive in their own ways',
  host: 'the same, written by the network layer',
  'content-length': 'bodies are compared without their order and boundaries',
  'transfer-encoding': "fetch streams a form without knowing its length; Easel's is exact",
};
const justifiedPatterns: readonly (readonly [RegExp, string])[] = [
  [/^x-stainless-/u, "OpenAI's client tells its version, platform and number of tries"],
];

function comparable({ method, path: target, headers, body }: Sent): unknown {
  // fal's client says that it wants no logs, as is so without.
  const sentTo = target.replace(/\?logs=0$/u, '');
  const kept = Object.entries(headers)
    .filter(([name]) => !(name in justified) && justifiedPatterns.every(([pattern]) => !pattern.test(name)))
    // Two clients name a type where nothing is sent.
    .filter(([name]) => name !== 'content-type' || body !== undefined)
    .map(([name, value]) => [name, name === 'content-type' ? value.split(';')[0] : value] as const);
  return { method, path: sentTo, headers: Object.fromEntries(kept), body };
}

const pixel =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

describe('What Easel sends, beside the official clients', function () {
  this.timeout(30_000);
  const key = `${canary}-differential`;
  const references = [referenceOf('a.png'), referenceOf('b.png')];
  let recorder: Recorder;
  let http: HttpClient;

  beforeEach(() => {
    http = openHttpClient();
  });

  afterEach(async () => {
    await http.close();
    await recorder.stop();
  });

  const byEasel = async (provider: Provider, changes: Partial<ImageRequest>): Promise<unknown> => {
    const [model] = provider.models;
    const { context } = trace({ provider: { ...provider, baseUrl: recorder.url }, model, http, key });
    await generate({ ...requestFor(model, changes), prompt: 'A lighthouse' }, context);
    return comparable(recorder.take());
  };

  describe('openai', () => {
    let client: OpenaiClient;

    beforeEach(async () => {
      recorder = await startRecorder({ whole: { created: 1, data: [{ b64_json: pixel }] }, events: '' });
      const { default: OpenAI } = await load<{
        default: new (options: object) => OpenaiClient;
      }>('openai');
      client = new OpenAI({ apiKey: key, baseURL: `${recorder.url}/v1`, maxRetries: 0 });
    });

    const options = { size: '1536x1024', quality: 'high', background: 'opaque', outputFormat: 'png' };
    const body = {
      model: 'gpt-image-2.5-flare',
      prompt: 'A lighthouse',
      size: '1536x1024',
      quality: 'high',
      background: 'opaque',
      output_format: 'png',
      n: 2,
    };

    it('images from a prompt', async () => {
      await client.images.generate(body);
      const official = comparable(recorder.take());
      assert.deepEqual(await byEasel(rowOf('openai'), { ...options, count: 2 }), official);
    });

    it('images from a prompt and references', async () => {
      const image = await Promise.all(
        references.map(async (reference, index) => {
          const pieces: Uint8Array[] = [];
          for await (const piece of reference.read()) {
            pieces.push(piece);
          }
          return new File([Buffer.concat(pieces)], `reference-${index + 1}.png`, { type: 'image/png' });
        }),
      );
      await client.images.edit({ ...body, image });
      const official = comparable(recorder.take());
      assert.deepEqual(await byEasel(rowOf('openai'), { ...options, count: 2, references }), official);
    });

    it('an edit of what is marked', async () => {
      const size = { width: 8, height: 8 };
      const marked = new Uint8Array(pngOf(size, leftHalf(size)));
      const mask = new File([marked], 'mask.png', { type: 'image/png' });
      const image = new File([marked], 'reference-1.png', { type: 'image/png' });
      await client.images.edit({ ...body, image: [image], mask });
      const official = comparable(recorder.take());
      const changes = {
        references: [{ ...imageOf('a.png', size), ...maskOf(size, marked) }],
        mask: maskOf(size, marked),
      };
      assert.deepEqual(await byEasel(rowOf('openai'), { ...options, count: 2, ...changes }), official);
    });
  });

  describe('@google/genai', () => {
    let client: GenaiClient;

    beforeEach(async () => {
      const content = { parts: [{ inlineData: { mimeType: 'image/png', data: pixel } }] };
      const whole = { candidates: [{ content, finishReason: 'STOP' }] };
      recorder = await startRecorder({ whole, events: `data: ${JSON.stringify(whole)}\r\n\r\n` });
      const { GoogleGenAI } = await load<{ GoogleGenAI: new (options: object) => GenaiClient }>(
        '@google/genai',
      );
      // Left alone, version 3 of the client asks `/v1`; the documents and the gateways say `/v1beta`, and so does Easel.
      client = new GoogleGenAI({
        apiKey: key,
        httpOptions: { baseUrl: recorder.url, apiVersion: 'v1beta' },
      });
    });

    for (const streaming of [false, true]) {
      it(`an image from a prompt and references, ${streaming ? 'as a stream' : 'at once'}`, async () => {
        const parts = await Promise.all(
          references.map(async (reference) => {
            const pieces: Uint8Array[] = [];
            for await (const piece of reference.read()) {
              pieces.push(piece);
            }
            return { inlineData: { mimeType: 'image/png', data: Buffer.concat(pieces).toString('base64') } };
          }),
        );
        const request = {
          model: 'gemini-nano-banana-2.1',
          contents: [{ role: 'user', parts: [{ text: 'A lighthouse' }, ...parts] }],
          config: {
            responseModalities: ['TEXT', 'IMAGE'],
            imageConfig: { aspectRatio: '16:9', imageSize: '2K' },
          },
        };
        if (streaming) {
          for await (const _ of await client.models.generateContentStream(request)) {
            // The request is what counts.
          }
        } else {
          await client.models.generateContent(request);
        }
        const official = comparable(recorder.take());
        const row = { ...rowOf('gemini'), streaming };
        assert.deepEqual(await byEasel(row, { aspectRatio: '16:9', size: '2K', references }), official);
      });
    }
  });

  it("the second turn of a conversation with @google/genai, beside Easel's own", async () => {
    const parts = [
      { text: 'Here you are.', thoughtSignature: Buffer.from('text').toString('base64') },
      {
        inlineData: { mimeType: 'image/png', data: pixel },
        thoughtSignature: Buffer.alloc(9000, 'image').toString('base64'),
      },
    ];
    const whole = { candidates: [{ content: { role: 'model', parts }, finishReason: 'STOP' }] };
    recorder = await startRecorder({ whole, events: '' });
    const { GoogleGenAI } = await load<{ GoogleGenAI: new (options: object) => GenaiClient }>(
      '@google/genai',
    );
    const client = new GoogleGenAI({
      apiKey: key,
      httpOptions: { baseUrl: recorder.url, apiVersion: 'v1beta' },
    });
    const config = { responseModalities: ['TEXT', 'IMAGE'], imageConfig: { imageSize: '2K' } };
    const chat = client.chats.create({ model: 'gemini-nano-banana-2.1', config });
    await chat.sendMessage({ message: 'A boat' });
    await chat.sendMessage({ message: 'A lighthouse' });
    const official = comparable(recorder.takeAll().at(-1)!);
    const row = { ...rowOf('gemini', recorder.url), streaming: false };
    const { context } = trace({ provider: row, model: row.models[0], http, key });
    const { spoken = [], images } = await generate(requestFor(context.model), context);
    recorder.take();
    const image = sourceOf(images[0]!.bytes);
    const answer = spoken.map((part) => ('sha256' in part ? { ...part, image } : part));
    const conversation = [{ prompt: 'A boat', references: [], answer }];
    assert.deepEqual(await byEasel(row, { size: '2K', conversation }), official);
  });

  /** Submits a task, asks for it once, and cancels it. */
  const taskByEasel = async (
    provider: Provider,
    changes: Partial<ImageRequest>,
  ): Promise<readonly unknown[]> => {
    const [model] = provider.models;
    const row = { ...provider, baseUrl: recorder.url };
    const controller = new AbortController();
    const { context } = trace({ provider: row, model, http, key, signal: controller.signal });
    const sent: Sent[] = [];
    const generating = generate(
      { ...requestFor(model, changes), prompt: 'A lighthouse' },
      {
        ...context,
        clock: {
          ...context.clock,
          sleep: async (milliseconds, signal) => {
            sent.push(...recorder.takeAll());
            if (sent.length > 1) {
              controller.abort();
            }
            await context.clock.sleep(milliseconds, signal);
          },
        },
      },
    );
    await assert.rejects(generating, { name: 'AbortError' });
    await recorder.waitForOne();
    return [...sent, ...recorder.takeAll()].map(comparable);
  };

  const dataUris = async (): Promise<readonly string[]> =>
    Promise.all(
      references.map(async (reference) => {
        const pieces: Uint8Array[] = [];
        for await (const piece of reference.read()) {
          pieces.push(piece);
        }
        return `data:image/png;base64,${Buffer.concat(pieces).toString('base64')}`;
      }),
    );

  it('@fal-ai/client: a task from a prompt and references, its state, and its cancel', async () => {
    const address = '/fal-ai/nano-banana-pro/requests/a';
    recorder = await startRecorder({
      whole: {
        ...{ request_id: 'a', status: 'IN_QUEUE', response_url: address },
        ...{ status_url: `${address}/status`, cancel_url: `${address}/cancel` },
      },
      events: '',
    });
    const { createFalClient } = await load<{ createFalClient: (options: object) => FalClient }>(
      '@fal-ai/client',
    );
    const client = createFalClient({
      credentials: key,
      // It knows no other address than its own.
      requestMiddleware: (request: { readonly url: string }) =>
        Promise.resolve({ ...request, url: request.url.replace('https://queue.fal.run', recorder.url) }),
    });
    const options = { aspect_ratio: '16:9', resolution: '2K', num_images: 2, output_format: 'png' };
    const input = { prompt: 'A lighthouse', ...options, image_urls: await dataUris() };
    await client.queue.submit('fal-ai/nano-banana-pro/edit', { input });
    await client.queue.status('fal-ai/nano-banana-pro', { requestId: 'a' });
    await client.queue.cancel('fal-ai/nano-banana-pro', { requestId: 'a' });
    const official = recorder.takeAll().map(comparable);
    const request = { aspectRatio: '16:9', size: '2K', count: 2, outputFormat: 'png', references };
    assert.deepEqual(await taskByEasel(rowOf('fal'), request), official);
  });

  it('replicate: a task from a prompt and references, its state, and its cancel', async () => {
    const whole = {
      id: 'a',
      status: 'starting',
      urls: { get: '/v1/predictions/a', cancel: '/v1/predictions/a/cancel' },
    };
    recorder = await startRecorder({ whole, events: '' });
    const { default: Replicate } = await load<{ default: new (options: object) => ReplicateClient }>(
      'replicate',
    );
    const client = new Replicate({ auth: key, baseUrl: `${recorder.url}/v1` });
    const options = { aspect_ratio: '16:9', resolution: '2K', output_format: 'png' };
    const input = { prompt: 'A lighthouse', ...options, image_input: await dataUris() };
    await client.predictions.create({ model: 'google/nano-banana-pro', input });
    await client.predictions.get('a');
    await client.predictions.cancel('a');
    const official = recorder.takeAll().map(comparable);
    const request = { aspectRatio: '16:9', size: '2K', outputFormat: 'png', references };
    assert.deepEqual(await taskByEasel(rowOf('replicate'), request), official);
  });
});

function sourceOf(bytes: Uint8Array): ByteSource {
  return {
    byteLength: bytes.byteLength,
    // eslint-disable-next-line @typescript-eslint/require-await -- a source is asynchronous by its contract
    async *read() {
      yield bytes;
    },
  };
}
