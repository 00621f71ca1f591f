import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { generate } from '../../src/core/generate';
import type { HttpClient } from '../../src/core/http/client';
import type { Provider } from '../../src/core/provider';
import type { ImageRequest } from '../../src/core/request';
import { canary } from '../host/canaryKey.mjs';
import { openHttpClient, referenceOf, requestFor, rowOf, trace } from '../unit/core/apis/callContext';
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
  connection: 'undici and fetch keep connections alive in their own ways',
  host: 'the same, written by the network layer',
  'content-length': 'bodies are compared without their order and boundaries',
  'transfer-encoding': "fetch streams a form without knowing its length; Easel's is exact",
};
const justifiedPatterns: readonly (readonly [RegExp, string])[] = [
  [/^x-stainless-/u, "OpenAI's client tells its version, platform and number of tries"],
];

function comparable({ method, path: sentTo, headers, body }: Sent): unknown {
  const kept = Object.entries(headers)
    .filter(([name]) => !(name in justified) && justifiedPatterns.every(([pattern]) => !pattern.test(name)))
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
});
