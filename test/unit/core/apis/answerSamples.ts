import { randomBytes } from 'node:crypto';
import { crc32 } from 'node:zlib';
import type { HttpClient, JsonAnswer, JsonRequest } from '../../../../src/core/http/client';
import { readAnswer } from '../../../../src/core/http/response/responseReader';
import type { Provider } from '../../../../src/core/model/provider';
import { rowOf, type ProviderId } from './callContext';

/** One call of an API, as its provider answers it: the bodies in the order in which they are asked for. */
export interface AnswerSample {
  readonly provider: Provider;
  readonly modelId: string;
  /** Each holds the image as base64, or its address. The last one is repeated. */
  readonly bodies: (base64: string) => readonly unknown[];
  /** What nobody can do without besides the image: names of fields. */
  readonly needed?: readonly string[];
}

/** Where the samples say that their image stands. */
export const imageAddress = 'https://files.example/results/a.png';

/** A PNG whose base64 is about so long. */
export function pngOf(base64Length: number): Buffer {
  const rest = Math.max(0, Math.floor((base64Length * 3) / 4) - onePixel.length - 12);
  return Buffer.concat([onePixel.subarray(0, -12), chunk('teXt', randomBytes(rest)), onePixel.subarray(-12)]);
}

const onePixel = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

function chunk(type: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const bytes = Buffer.alloc(named.length + 8);
  bytes.writeUInt32BE(data.length);
  named.copy(bytes, 4);
  bytes.writeUInt32BE(crc32(named), bytes.length - 4);
  return bytes;
}

const sample = (
  id: ProviderId,
  modelId: string,
  bodies: AnswerSample['bodies'],
  needed: readonly string[] = [],
): AnswerSample => ({ provider: { ...rowOf(id), streaming: false }, modelId, bodies, needed });

const usage = { input_tokens: 12, output_tokens: 1056, total_tokens: 1068 };

/** A good answer of every API, and of every dialect that the table knows. */
export const answerSamples: Readonly<Record<string, AnswerSample>> = {
  gemini: sample('gemini', 'gemini-3-pro-image', (data) => [
    {
      candidates: [
        {
          index: 0,
          content: {
            role: 'model',
            parts: [
              { text: 'Soft light first.', thought: true },
              { text: 'Here is your image.', thoughtSignature: 'c2ln' },
              { inlineData: { mimeType: 'image/png', data }, thoughtSignature: 'c2ln' },
            ],
          },
          finishReason: 'STOP',
          safetyRatings: [{ category: 'HARM', probability: 'NEGLIGIBLE' }],
        },
      ],
      promptFeedback: { safetyRatings: [] },
      usageMetadata: {
        promptTokenCount: 12,
        candidatesTokenCount: 1120,
        candidatesTokensDetails: [{ modality: 'IMAGE', tokenCount: 1120 }],
      },
      modelVersion: 'test',
      responseId: 'r1',
    },
  ]),
  'openai-images': sample('openai', 'gpt-image-2', (base64) => [
    { created: 1, background: 'opaque', data: [{ b64_json: base64 }], output_format: 'png', usage },
  ]),
  'openai-images by an address': sample('localai', 'stablediffusion', () => [
    { created: 1, id: 'a', data: [{ embedding: null, index: 0, url: imageAddress }], usage },
  ]),
  'openai-chat': sample('infinityblue', 'nanobanana_2', (base64) => [
    {
      id: 'c1',
      object: 'chat.completion',
      choices: [
        {
          index: 0,
          message: {
            role: 'assistant',
            content: 'Here is your image.',
            refusal: null,
            images: [{ type: 'image_url', image_url: { url: `data:image/png;base64,${base64}` } }],
          },
          finish_reason: 'stop',
        },
      ],
      usage,
    },
  ]),
  'openai-chat within the text': sample('infinityblue', 'nanobanana_2', (base64) => [
    {
      id: 'c1',
      choices: [
        {
          index: 0,
          message: { role: 'assistant', content: `Here: ![image](data:image/png;base64,${base64})` },
          finish_reason: 'stop',
        },
      ],
    },
  ]),
  'openrouter-images': sample('openrouter', 'google/gemini-3-pro-image', (base64) => [
    { created: 1, data: [{ b64_json: base64, media_type: 'image/png' }], usage: { ...usage, cost: 0.1 } },
  ]),
  automatic1111: sample('automatic1111', 'current', (base64) => [
    { images: [base64], parameters: { prompt: 'A lighthouse' }, info: '{"seed":1,"all_seeds":[1]}' },
  ]),
  comfyui: sample(
    'comfyui',
    '.easel/comfyui.json',
    () => [
      { prompt_id: 'p1', number: 1, node_errors: {} },
      { queue_running: [], queue_pending: [[1, 'p0', {}]] },
      {
        p1: {
          prompt: [1, 'p1', {}],
          outputs: { 9: { images: [{ filename: 'a.png', subfolder: '', type: 'output' }] } },
          status: { status_str: 'success', completed: true, messages: [['execution_start', {}]] },
          meta: {},
        },
      },
    ],
    ['prompt_id', 'filename', 'p1'],
  ),
  imini: sample(
    'imini',
    'google/nano-banana-pro',
    () => [
      { task_id: 't1', model: 'google/nano-banana-pro', created_at: '2026-04-07', request_id: 'r' },
      {
        task_id: 't1',
        status: 'succeeded',
        images: [{ url: imageAddress, width: 1, height: 1 }],
        error: null,
        request_id: 'r',
      },
    ],
    ['task_id'],
  ),
  'tasks of Replicate': sample(
    'replicate',
    'google/nano-banana-pro',
    () => {
      const facts = {
        id: 'a',
        version: 'hidden',
        input: { prompt: 'A lighthouse' },
        logs: '',
        error: null,
        urls: {
          get: 'https://api.replicate.com/v1/predictions/a',
          cancel: 'https://api.replicate.com/v1/predictions/a/cancel',
        },
      };
      return [
        { ...facts, output: null, status: 'starting' },
        { ...facts, output: imageAddress, status: 'succeeded' },
      ];
    },
    ['id'],
  ),
  'tasks of fal': sample(
    'fal',
    'fal-ai/nano-banana-pro',
    () => {
      const url = 'https://queue.fal.run/fal-ai/nano-banana-pro/requests/a';
      const facts = { request_id: 'a', response_url: url, status_url: `${url}/status`, logs: null };
      return [
        { status: 'IN_QUEUE', ...facts, queue_position: 0 },
        { status: 'COMPLETED', ...facts, metrics: { inference_time: 1 } },
        { images: [{ url: imageAddress, content_type: 'image/png' }], seed: 7, description: '' },
      ];
    },
    ['request_id', 'status_url'],
  ),
};

export interface FakeExchange {
  readonly http: HttpClient;
  /** Addresses that were fetched. */
  readonly fetched: string[];
}

/** Answers each question by the next body, which is read as it would be from the network. */
export function answerWith(
  texts: readonly (string | Answered)[],
  download: (url: string) => Promise<Uint8Array>,
): FakeExchange {
  const fetched: string[] = [];
  let asked = 0;
  const sendJson = async (request: JsonRequest): Promise<JsonAnswer> => {
    request.onSent?.();
    const next = texts[Math.min(asked, texts.length - 1)] ?? '';
    asked += 1;
    const { text, contentType = 'application/json' } = typeof next === 'string' ? { text: next } : next;
    const body = await readAnswer(chunksOf(Buffer.from(text)), {
      contentType,
      textBytes: 2 ** 26,
      expectedBytes: text.length,
      onEvent: (value) => request.onEvent?.(value) === true,
    });
    return { status: 200, headers: {}, body };
  };
  return {
    fetched,
    http: {
      sendJson,
      download: async ({ url }) => {
        fetched.push(url);
        return { bytes: await download(url), mediaType: 'image/png' };
      },
      listen: () => Promise.resolve(),
      close: () => Promise.resolve(),
    },
  };
}

export interface Answered {
  readonly text: string;
  readonly contentType?: string;
}

// eslint-disable-next-line @typescript-eslint/require-await -- a body is asynchronous by its contract
async function* chunksOf(bytes: Buffer): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += 16_384) {
    yield bytes.subarray(at, at + 16_384);
  }
}
