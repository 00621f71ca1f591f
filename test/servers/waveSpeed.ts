import * as z from 'zod';
import type { ServerOptions } from './controls';
import { bearerToken, jsonAnswer, type Answer, type Call } from './http';
import { pixelSize } from './pixelSize';
import { lookUpStep, type StepTable } from './steps';
import { fourteenRatios, optionsOf, parseBody, readReferences, tenRatios } from './taskRequest';
import { startTaskServer, type TaskDialect, type TaskPlace, type TaskServer } from './taskServer';
import type { StoredTask, TaskPhase, TaskRequest } from './taskStore';

/** Starts a strict stand-in for WaveSpeed (wavespeed.ai/docs, and the models' `llms.txt`). */
export function startWaveSpeedServer(options?: ServerOptions): Promise<TaskServer> {
  return startTaskServer(dialect, options);
}

const ratios: Readonly<Record<string, readonly string[]>> = {
  'google/nano-banana-2.1': fourteenRatios,
  'google/nano-banana-pro': tenRatios,
};

function failed(status: number, message: string, headers: Readonly<Record<string, string>> = {}): Answer {
  return jsonAnswer(status, { code: status, message }, headers);
}

function invalid(message: string): Answer {
  return failed(400, message);
}

function read(call: Call, model: string, endpoint: string): TaskRequest {
  const schema = z.strictObject({
    prompt: z.string().min(1),
    aspect_ratio: z.enum([...(ratios[model] ?? [])]).optional(),
    resolution: z.enum(['1k', '2k', '4k']).optional(),
    output_format: z.enum(['png', 'jpeg']).optional(),
    seed: z.int().optional(),
    images: endpoint === 'edit' ? z.array(z.string()).min(1).max(14) : z.undefined().optional(),
  });
  const body = parseBody(schema, call, invalid);
  const { prompt, aspect_ratio: aspectRatio = '', resolution: size = '', images = [] } = body;
  return {
    prompt,
    references: readReferences(images, invalid),
    options: optionsOf({ model, aspectRatio, size }),
    pixels: pixelSize({ aspectRatio, size: size.toUpperCase() }),
  };
}

const words: Readonly<Record<Exclude<TaskPhase['phase'], 'word'>, string>> = {
  queued: 'created',
  running: 'processing',
  done: 'completed',
  failed: 'failed',
  cancelled: 'failed',
  expired: 'failed',
};

function prediction(task: StoredTask, phase: TaskPhase, { origin, files }: TaskPlace): Answer {
  const sensitive = 'Content flagged as potentially sensitive. Please try different prompts or images.';
  return jsonAnswer(200, {
    code: 200,
    message: 'success',
    data: {
      id: task.id,
      model: task.request.options.model,
      outputs: phase.phase === 'done' ? files : [],
      urls: { get: `${origin}/api/v3/predictions/${task.id}/result` },
      has_nsfw_contents: [],
      status: phase.phase === 'word' ? phase.word : words[phase.phase],
      created_at: '2026-11-01T10:00:00.000Z',
      error: phase.phase === 'failed' ? (phase.isPolicy ? sensitive : phase.message) : '',
    },
  });
}

const refusals: StepTable<Answer> = {
  unauthorized: () => failed(401, 'Unauthorized'),
  outOfCredit: () => failed(402, 'Insufficient credits. Please top up.'),
  rateLimited: ({ retryAfterSeconds: seconds }) =>
    failed(429, 'Too many requests', seconds === undefined ? {} : { 'retry-after': String(seconds) }),
  serverError: ({ status = 500 }) => failed(status, 'Internal server error'),
  refuse: ({ status, message }) => failed(status, message),
};

const dialect: TaskDialect = {
  name: 'wavespeed',
  keyOf: bearerToken,
  keyHeader: 'authorization',
  unauthorized: failed(401, 'Unauthorized'),
  notFound: (id) => failed(404, id === '' ? 'product not found' : `prediction ${id} not found`),
  route(call) {
    const { method } = call.record;
    const { pathname } = call.url;
    if (method === 'GET' && pathname === '/api/v3/balance') {
      const body = { code: 200, message: 'success', data: { balance: 5 } };
      return { kind: 'keyCheck', answer: jsonAnswer(200, body) };
    }
    const id = /^\/api\/v3\/predictions\/([^/]+)(?:\/result)?$/.exec(pathname)?.[1];
    if (id !== undefined) {
      return method === 'GET' ? { kind: 'poll', id } : undefined;
    }
    const [, model = '', endpoint = ''] = /^\/api\/v3\/(.+)\/(text-to-image|edit)$/.exec(pathname) ?? [];
    return method === 'POST' && model in ratios
      ? { kind: 'submit', read: () => read(call, model, endpoint) }
      : undefined;
  },
  submitted: (task, place) => prediction(task, { phase: 'queued' }, place),
  status: prediction,
  refuse: (step) => lookUpStep(refusals, step),
};
