import * as z from 'zod';
import type { ServerOptions } from './controls';
import { bearerToken, jsonAnswer, type Answer, type Call } from './http';
import { pixelSize } from './pixelSize';
import { lookUpStep, type StepTable } from './steps';
import {
  fluxThreeRatios,
  fluxThreeSizes,
  fourteenRatios,
  optionsOf,
  parseBody,
  readReferences,
  tenRatios,
} from './taskRequest';
import { startTaskServer, type TaskDialect, type TaskPlace, type TaskServer } from './taskServer';
import type { StoredTask, TaskPhase, TaskRequest } from './taskStore';

/** Starts a strict stand-in for Replicate (replicate.com/docs/reference/http, and the models' own pages). */
export function startReplicateServer(options?: ServerOptions): Promise<TaskServer> {
  return startTaskServer(dialect, options);
}

const images = (most: number) => z.array(z.string()).max(most).optional();

const inputs = {
  'google/nano-banana-pro': z.strictObject({
    prompt: z.string().min(1),
    aspect_ratio: z.enum(['match_input_image', ...tenRatios]).optional(),
    resolution: z.enum(['1K', '2K', '4K']).optional(),
    output_format: z.enum(['png', 'jpg']).optional(),
    image_input: images(14),
  }),
  'google/nano-banana-2.1': z.strictObject({
    prompt: z.string().min(1),
    aspect_ratio: z.enum(['match_input_image', ...fourteenRatios]).optional(),
    resolution: z.enum(['1K', '2K', '4K']).optional(),
    output_format: z.enum(['png', 'jpg']).optional(),
    image_input: images(14),
  }),
  'black-forest-labs/flux-3-image': z.strictObject({
    prompt: z.string().min(1),
    aspect_ratio: z.enum(['auto', ...fluxThreeRatios]).optional(),
    resolution: z.enum(fluxThreeSizes).optional(),
    grounding: z.boolean().optional(),
    safety_tolerance: z.int().min(0).max(4).optional(),
    output_format: z.enum(['png', 'jpg', 'webp']).optional(),
    output_quality: z.int().min(0).max(100).optional(),
    images: images(10),
  }),
  'bytedance/seedream-5-pro': z.strictObject({
    prompt: z.string().min(1).max(4000),
    aspect_ratio: z
      .enum(['match_input_image', '1:1', '2:3', '3:2', '3:4', '4:3', '9:16', '16:9', '21:9'])
      .optional(),
    size: z.enum(['1K', '2K']).optional(),
    output_format: z.enum(['png', 'jpeg']).optional(),
    image_input: images(10),
  }),
  'black-forest-labs/flux-2-pro': z.strictObject({
    prompt: z.string().min(1),
    aspect_ratio: z
      .enum(['match_input_image', '1:1', '16:9', '3:2', '2:3', '4:5', '5:4', '9:16', '3:4', '4:3'])
      .optional(),
    resolution: z.enum(['match_input_image', '0.5 MP', '1 MP', '2 MP', '4 MP']).optional(),
    output_format: z.enum(['png', 'jpg', 'webp']).optional(),
    seed: z.int().optional(),
    input_images: images(8),
  }),
} as const;

type ReplicateModel = keyof typeof inputs;

function failed(status: number, title: string, detail: string): Answer {
  return jsonAnswer(status, { title, detail, status, type: 'about:blank' });
}

function invalid(message: string): Answer {
  return failed(422, 'Input validation failed', message);
}

function read(call: Call, model: ReplicateModel): TaskRequest {
  const { input } = parseBody(z.strictObject({ input: inputs[model] }), call, invalid);
  const { prompt, aspect_ratio: aspectRatio = '' } = input;
  const others: Readonly<Partial<Record<string, string | number | boolean | readonly string[]>>> = input;
  const sizes = [others.resolution, others.size].find((value) => typeof value === 'string');
  const size = sizes ?? '';
  const urls = [others.image_input, others.input_images, others.images].find((value) => Array.isArray(value));
  return {
    prompt,
    references: readReferences(urls ?? [], invalid),
    options: optionsOf({ model, aspectRatio, size }),
    pixels: pixelSize({ aspectRatio, size: size.toUpperCase() }),
  };
}

const words: Readonly<Record<Exclude<TaskPhase['phase'], 'word'>, string>> = {
  queued: 'starting',
  running: 'processing',
  done: 'succeeded',
  failed: 'failed',
  cancelled: 'canceled',
  expired: 'aborted',
};

function prediction(task: StoredTask, phase: TaskPhase, { origin, files }: TaskPlace): unknown {
  const url = `${origin}/v1/predictions/${task.id}`;
  const sensitive = 'The input or output was flagged as sensitive. Please try again. (E005)';
  return {
    id: task.id,
    model: task.request.options.model,
    version: 'hidden',
    input: { prompt: task.request.prompt },
    logs: '',
    // One file is a text; nothing at all is null.
    output: phase.phase === 'done' ? (files[0] ?? null) : null,
    error: phase.phase === 'failed' ? (phase.isPolicy ? sensitive : phase.message) : null,
    status: phase.phase === 'word' ? phase.word : words[phase.phase],
    created_at: '2026-11-01T10:00:00.000Z',
    urls: { get: url, cancel: `${url}/cancel`, web: `https://replicate.com/p/${task.id}` },
  };
}

const refusals: StepTable<Answer> = {
  unauthorized: () => failed(401, 'Unauthenticated', 'You did not pass a valid authentication token'),
  outOfCredit: () => failed(402, 'Insufficient credit', 'You have insufficient credit to run this model.'),
  rateLimited: ({ retryAfterSeconds: seconds }) =>
    jsonAnswer(
      429,
      { detail: 'Request was throttled. Your rate limit resets soon.', status: 429 },
      seconds === undefined ? {} : { 'retry-after': String(seconds) },
    ),
  serverError: ({ status = 500 }) => failed(status, 'Internal server error', 'Please try again later.'),
  refuse: ({ status, message }) => failed(status, 'Refused', message),
};

const dialect: TaskDialect = {
  name: 'replicate',
  keyOf: bearerToken,
  keyHeader: 'authorization',
  unauthorized: failed(401, 'Unauthenticated', 'You did not pass a valid authentication token'),
  notFound: () => jsonAnswer(404, { detail: 'The requested resource could not be found.', status: 404 }),
  route(call) {
    const { method } = call.record;
    const { pathname } = call.url;
    if (method === 'GET' && pathname === '/v1/account') {
      return { kind: 'keyCheck', answer: jsonAnswer(200, { type: 'user', username: 'test' }) };
    }
    const model = /^\/v1\/models\/([^/]+\/[^/]+)\/predictions$/.exec(pathname)?.[1] ?? '';
    if (method === 'POST' && model in inputs) {
      return { kind: 'submit', read: () => read(call, model as ReplicateModel) };
    }
    const [, id, cancel] = /^\/v1\/predictions\/([^/]+)(\/cancel)?$/.exec(pathname) ?? [];
    const wanted = cancel === undefined ? 'GET' : 'POST';
    return id !== undefined && method === wanted
      ? { kind: cancel === undefined ? 'poll' : 'cancel', id }
      : undefined;
  },
  submitted: (task, place) => jsonAnswer(201, prediction(task, { phase: 'queued' }, place)),
  status: (task, phase, place) => jsonAnswer(200, prediction(task, phase, place)),
  cancelled: (task) => jsonAnswer(200, prediction(task, { phase: 'cancelled' }, { origin: '', files: [] })),
  refuse: (step) => lookUpStep(refusals, step),
};
