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

const fifteenRatios = [
  ...(['1:1', '1:2', '2:1', '1:3', '3:1', '2:3', '3:2', '3:4', '4:3', '4:5', '5:4', '9:16', '16:9'] as const),
  ...(['9:21', '21:9'] as const),
];

interface WaveModel {
  readonly ratios: readonly string[];
  readonly sizes: readonly string[];
  readonly formats: readonly string[];
  readonly references: number;
  readonly qualities?: readonly string[];
  readonly complexities?: readonly string[];
  /** Of the endpoint for text alone. */
  readonly textEndpoint: '/text-to-image' | '';
}

const banana: Omit<WaveModel, 'ratios'> = {
  sizes: ['1k', '2k', '4k'],
  formats: ['png', 'jpeg'],
  references: 14,
  textEndpoint: '/text-to-image',
};

const gptImage: WaveModel = {
  ratios: fifteenRatios,
  sizes: ['1k', '2k', '4k'],
  formats: ['png', 'jpeg', 'webp'],
  references: 16,
  qualities: ['low', 'medium', 'high', 'xhigh', 'max'],
  complexities: ['low', 'medium', 'high'],
  textEndpoint: '/text-to-image',
};

const models: Readonly<Record<string, WaveModel>> = {
  'google/nano-banana-2.1': { ...banana, ratios: fourteenRatios },
  'google/nano-banana-pro': { ...banana, ratios: tenRatios },
  'openai/gpt-image-2.6-flare': gptImage,
  'openai/gpt-image-2.6-sunburst': gptImage,
  'bytedance/seedream-v5.5': {
    ratios: fifteenRatios,
    sizes: ['1k', '1.5k', '2k', '3k'],
    formats: ['png', 'jpeg'],
    references: 10,
    textEndpoint: '',
  },
};

interface Route {
  readonly model: string;
  readonly isEdit: boolean;
}

const routes: ReadonlyMap<string, Route> = new Map(
  Object.entries(models).flatMap(([model, { textEndpoint }]): [string, Route][] => [
    [`/api/v3/${model}${textEndpoint}`, { model, isEdit: false }],
    [`/api/v3/${model}/edit`, { model, isEdit: true }],
  ]),
);

function failed(status: number, message: string, headers: Readonly<Record<string, string>> = {}): Answer {
  return jsonAnswer(status, { code: status, message }, headers);
}

function invalid(message: string): Answer {
  return failed(400, message);
}

const nothing = z.undefined().optional();
const oneOf = (values: readonly string[] | undefined) => (values ? z.enum([...values]).optional() : nothing);

function read(call: Call, model: string, isEdit: boolean): TaskRequest {
  const { ratios, sizes, formats, references, qualities, complexities } = models[model]!;
  const schema = z.strictObject({
    prompt: z.string().min(1),
    aspect_ratio: z.enum([...ratios]).optional(),
    resolution: z.enum([...sizes]).optional(),
    output_format: z.enum([...formats]).optional(),
    quality: oneOf(qualities),
    complexity: oneOf(complexities),
    seed: z.int().optional(),
    images: isEdit ? z.array(z.string()).min(1).max(references) : nothing,
  });
  const body = parseBody(schema, call, invalid);
  const { prompt, aspect_ratio: aspectRatio = '', resolution: size = '', quality = '', images = [] } = body;
  return {
    prompt,
    references: readReferences(images, invalid),
    options: optionsOf({ model, aspectRatio, size, quality }),
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
    const route = method === 'POST' ? routes.get(pathname) : undefined;
    return route && { kind: 'submit', read: () => read(call, route.model, route.isEdit) };
  },
  submitted: (task, place) => prediction(task, { phase: 'queued' }, place),
  status: prediction,
  refuse: (step) => lookUpStep(refusals, step),
};
