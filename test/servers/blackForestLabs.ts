import * as z from 'zod';
import type { ServerOptions } from './controls';
import { jsonAnswer, type Answer, type Call } from './http';
import { pixelSize } from './pixelSize';
import { lookUpStep, type StepTable } from './steps';
import { Refusal } from './takeCall';
import {
  fluxThreeRatios,
  fluxThreeSizes,
  optionsOf,
  parseBody,
  readBareBase64,
  readReferences,
} from './taskRequest';
import { startTaskServer, type TaskDialect, type TaskServer } from './taskServer';
import type { TaskPhase, TaskRequest } from './taskStore';

/** Starts a strict stand-in for Black Forest Labs (docs.bfl.ai, and api.bfl.ai/openapi.json). */
export function startBlackForestLabsServer(options?: ServerOptions): Promise<TaskServer> {
  return startTaskServer(dialect, options);
}

const mostReferences: Readonly<Record<string, number>> = {
  ...{ 'flux-2-pro': 8, 'flux-2-pro-preview': 8, 'flux-2-max': 8, 'flux-2-flex': 8 },
  ...{ 'flux-2-klein-9b': 4, 'flux-2-klein-4b': 4 },
};
const fluxThree = 'flux-3-image';
const imageNames = ['input_image', ...[2, 3, 4, 5, 6, 7, 8].map((number) => `input_image_${number}`)];
const side = z.int().min(64).multipleOf(16).optional();

const body = z
  .strictObject({
    prompt: z.string(),
    width: side,
    height: side,
    seed: z.int().optional(),
    safety_tolerance: z.int().min(0).max(5).optional(),
    output_format: z.enum(['png', 'jpeg']).optional(),
    ...Object.fromEntries(imageNames.map((name) => [name, z.string().optional()])),
  })
  .refine(({ width = 0, height = 0 }) => (width === 0) === (height === 0) && width * height <= 2048 * 2048);

/** docs.comfy.org, `bfl/flux-3-image`, which says what the service itself validates: nothing else is let through. */
const fluxThreeBody = z.strictObject({
  prompt: z.string().min(1),
  images: z.array(z.string()).min(1).max(10).optional(),
  aspect_ratio: z.enum(['auto', ...fluxThreeRatios]).optional(),
  resolution: z.enum(fluxThreeSizes).optional(),
  safety_tolerance: z.int().min(0).max(4).optional(),
  grounding: z.boolean().optional(),
});

function readFluxThree(call: Call): TaskRequest {
  const body = parseBody(fluxThreeBody, call, invalid);
  const { prompt, images = [], aspect_ratio: aspectRatio = '', resolution: size = '' } = body;
  return {
    prompt,
    references: readReferences(images, invalid, readBareBase64),
    options: optionsOf({ model: fluxThree, aspectRatio, size }),
    pixels: pixelSize({ aspectRatio, size: size.toUpperCase() }),
  };
}

function invalid(message: string, path = ''): Answer {
  return jsonAnswer(422, { detail: [{ loc: ['body', path], msg: message, type: 'value_error' }] });
}

function read(call: Call, model: string): TaskRequest {
  const { prompt, width, height, seed, ...rest } = parseBody(body, call, invalid);
  const images = imageNames.map((name) => (rest as Readonly<Record<string, unknown>>)[name]);
  const given = images.filter((image) => typeof image === 'string');
  if (given.length > (mostReferences[model] ?? 0)) {
    throw new Refusal(invalid('Too many input images', 'input_image'));
  }
  // They are numbered without a gap.
  if (images.slice(0, given.length).includes(undefined)) {
    throw new Refusal(invalid('input_image_2 needs input_image', 'input_image'));
  }
  return {
    prompt,
    references: readReferences(given, invalid, readBareBase64),
    options: optionsOf({ model, size: width === undefined ? '' : `${width}x${height}` }),
    pixels: { width: width ?? 1024, height: height ?? 768 },
    seed,
  };
}

const words: Readonly<Record<Exclude<TaskPhase['phase'], 'word' | 'failed'>, string>> = {
  queued: 'Pending',
  running: 'Pending',
  done: 'Ready',
  cancelled: 'Error',
  expired: 'Task not found',
};

/** The model that is new thinks first. */
const fluxThreeWords: Partial<typeof words> = { queued: 'Reasoning', running: 'Generating' };

function statusOf(phase: TaskPhase, { isPrompt, isNew }: Record<'isPrompt' | 'isNew', boolean>): string {
  switch (phase.phase) {
    case 'word':
      return phase.word;
    case 'failed':
      return !phase.isPolicy ? 'Error' : isPrompt ? 'Request Moderated' : 'Content Moderated';
    default:
      return (isNew ? fluxThreeWords[phase.phase] : undefined) ?? words[phase.phase];
  }
}

const refusals: StepTable<Answer> = {
  unauthorized: () => jsonAnswer(403, { detail: 'Not authenticated' }),
  outOfCredit: () => jsonAnswer(402, { detail: 'Insufficient credits' }),
  rateLimited: ({ retryAfterSeconds: seconds }) =>
    jsonAnswer(
      429,
      { detail: 'Too many active tasks' },
      seconds === undefined ? {} : { 'retry-after': String(seconds) },
    ),
  serverError: ({ status = 500 }) => jsonAnswer(status, { detail: 'Internal Server Error' }),
  refuse: ({ status, message }) => jsonAnswer(status, { detail: message }),
};

const dialect: TaskDialect = {
  name: 'bfl',
  keyOf: ({ headers }) => headers['x-key'],
  keyHeader: 'x-key',
  unauthorized: jsonAnswer(403, { detail: 'Not authenticated' }),
  notFound: (id) =>
    jsonAnswer(404, id === '' ? { detail: 'Not Found' } : { id, status: 'Task not found', result: null }),
  route(call) {
    const { pathname, searchParams } = call.url;
    const where = `${call.record.method} ${pathname}`;
    if (where === 'GET /v1/credits') {
      return { kind: 'keyCheck', answer: jsonAnswer(200, { credits: 100 }) };
    }
    if (where === 'GET /v1/get_result') {
      return { kind: 'poll', id: searchParams.get('id') ?? '' };
    }
    if (where === `POST /v1/${fluxThree}`) {
      return { kind: 'submit', read: () => readFluxThree(call) };
    }
    const model = Object.keys(mostReferences).find((name) => where === `POST /v1/${name}`);
    return model === undefined ? undefined : { kind: 'submit', read: () => read(call, model) };
  },
  submitted: ({ id }, { origin }) =>
    jsonAnswer(200, {
      id,
      polling_url: `${origin}/v1/get_result?id=${id}`,
      ...{ cost: 3, input_mp: 0, output_mp: 1 },
    }),
  status(task, phase, { files }) {
    const isPrompt = task.fate.kind === 'policy' && task.fate.form !== 'image';
    const isPolicy = phase.phase === 'failed' && phase.isPolicy;
    const isNew = task.request.options.model === fluxThree;
    const [sample] = files;
    // A task that failed is answered like a service that cannot be had.
    return jsonAnswer(isNew && phase.phase === 'failed' ? 503 : 200, {
      id: task.id,
      status: statusOf(phase, { isPrompt, isNew }),
      result:
        phase.phase === 'failed' && !phase.isPolicy
          ? { error: phase.message }
          : phase.phase === 'done'
            ? {
                prompt: task.request.prompt,
                ...(!isNew && { seed: task.request.seed ?? 1 }),
                ...(sample !== undefined && { sample }),
              }
            : null,
      progress: null,
      details: isPolicy ? { 'Moderation Reasons': [phase.message] } : null,
    });
  },
  refuse: (step) => lookUpStep(refusals, step),
};
