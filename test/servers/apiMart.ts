import * as z from 'zod';
import type { ServerOptions } from './controls';
import { bearerToken, jsonAnswer, type Answer, type Call } from './http';
import { pixelSize } from './pixelSize';
import { lookUpStep, type StepTable } from './steps';
import { optionsOf, parseBody, readReferences } from './taskRequest';
import { startTaskServer, type TaskDialect, type TaskServer } from './taskServer';
import type { TaskPhase, TaskRequest } from './taskStore';

/**
 * Starts a strict stand-in for APIMart (docs.apimart.ai), which no row of the table speaks to: the id of a task stands
 * in an array, the address of an image in another one.
 */
export function startApiMartServer(options?: ServerOptions): Promise<TaskServer> {
  return startTaskServer(dialect, options);
}

const body = z.strictObject({
  model: z.enum(['gpt-image-2']),
  prompt: z.string().min(1),
  n: z.literal(1).optional(),
  // The ratio is called so.
  size: z.enum(['1:1', '16:9', '9:16']).optional(),
  resolution: z.enum(['1k', '2k', '4k']).optional(),
  image_urls: z.array(z.string()).max(16).optional(),
});

function failed(status: number, message: string, headers: Readonly<Record<string, string>> = {}): Answer {
  return jsonAnswer(status, { error: { code: status, message, type: 'error' } }, headers);
}

function invalid(message: string): Answer {
  return failed(400, message);
}

function read(call: Call): TaskRequest {
  const { model, prompt, size = '', resolution = '', image_urls: urls = [] } = parseBody(body, call, invalid);
  return {
    prompt,
    references: readReferences(urls, invalid),
    options: optionsOf({ model, aspectRatio: size, size: resolution }),
    pixels: pixelSize({ aspectRatio: size, size: resolution.toUpperCase() }),
  };
}

const words: Readonly<Record<Exclude<TaskPhase['phase'], 'word'>, string>> = {
  queued: 'pending',
  running: 'processing',
  done: 'completed',
  failed: 'failed',
  cancelled: 'cancelled',
  expired: 'failed',
};

const refusals: StepTable<Answer> = {
  unauthorized: () => failed(401, 'Invalid API key'),
  outOfCredit: () => failed(402, 'Insufficient balance'),
  rateLimited: ({ retryAfterSeconds: seconds }) =>
    failed(429, 'Too many requests', seconds === undefined ? {} : { 'retry-after': String(seconds) }),
  serverError: ({ status = 500 }) => failed(status, 'Internal server error'),
  refuse: ({ status, message }) => failed(status, message),
};

const dialect: TaskDialect = {
  name: 'apimart',
  keyOf: bearerToken,
  keyHeader: 'authorization',
  unauthorized: failed(401, 'Invalid API key'),
  notFound: () => failed(404, 'task not found'),
  route(call) {
    const where = `${call.record.method} ${call.url.pathname}`;
    const id = /^GET \/v1\/tasks\/([^/]+)$/.exec(where)?.[1];
    if (id !== undefined) {
      return { kind: 'poll', id };
    }
    return where === 'POST /v1/images/generations' ? { kind: 'submit', read: () => read(call) } : undefined;
  },
  submitted: ({ id }) => jsonAnswer(200, { code: 200, data: [{ status: 'submitted', task_id: id }] }),
  status({ id }, phase, { files }) {
    const url = phase.phase === 'done' ? files : [];
    return jsonAnswer(200, {
      code: 200,
      data: {
        id,
        status: phase.phase === 'word' ? phase.word : words[phase.phase],
        progress: phase.phase === 'done' ? 100 : 10,
        ...(phase.phase === 'done' && { result: { images: [{ url, expires_at: 1_800_000_000 }] } }),
        ...(phase.phase === 'failed' && { error: { message: phase.message } }),
      },
    });
  },
  refuse: (step) => lookUpStep(refusals, step),
};
