import * as z from 'zod';
import type { ServerOptions } from './controls';
import { jsonAnswer, type Answer, type Call } from './http';
import { lookUpStep, type StepTable } from './steps';
import { Refusal } from './takeCall';
import { optionsOf, parseBody, readBareBase64, readReferences } from './taskRequest';
import { startTaskServer, type TaskDialect, type TaskServer } from './taskServer';
import type { TaskPhase, TaskRequest } from './taskStore';

/** Starts a strict stand-in for Black Forest Labs (docs.bfl.ai, and api.bfl.ai/openapi.json). */
export function startBlackForestLabsServer(options?: ServerOptions): Promise<TaskServer> {
  return startTaskServer(dialect, options);
}

const models = ['flux-2-pro', 'flux-2-max'];
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

function invalid(message: string, path = ''): Answer {
  return jsonAnswer(422, { detail: [{ loc: ['body', path], msg: message, type: 'value_error' }] });
}

function read(call: Call, model: string): TaskRequest {
  const { prompt, width, height, seed, ...rest } = parseBody(body, call, invalid);
  const images = imageNames.map((name) => (rest as Readonly<Record<string, unknown>>)[name]);
  const given = images.filter((image) => typeof image === 'string');
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

function statusOf(phase: TaskPhase, isPrompt: boolean): string {
  switch (phase.phase) {
    case 'word':
      return phase.word;
    case 'failed':
      return !phase.isPolicy ? 'Error' : isPrompt ? 'Request Moderated' : 'Content Moderated';
    default:
      return words[phase.phase];
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
    const model = models.find((name) => where === `POST /v1/${name}`);
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
    const [sample] = files;
    return jsonAnswer(200, {
      id: task.id,
      status: statusOf(phase, isPrompt),
      result:
        phase.phase === 'failed' && !phase.isPolicy
          ? { error: phase.message }
          : phase.phase === 'done'
            ? {
                prompt: task.request.prompt,
                seed: task.request.seed ?? 1,
                ...(sample !== undefined && { sample }),
              }
            : null,
      progress: null,
      details: isPolicy ? { 'Moderation Reasons': [phase.message] } : null,
    });
  },
  refuse: (step) => lookUpStep(refusals, step),
};
