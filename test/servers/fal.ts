import * as z from 'zod';
import type { ServerOptions } from './controls';
import { jsonAnswer, type Answer, type Call } from './http';
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
import type { StoredTask, TaskRequest } from './taskStore';

/** Starts a strict stand-in for fal's queue (fal.ai/docs/documentation/model-apis/inference/queue). */
export function startFalServer(options?: ServerOptions): Promise<TaskServer> {
  return startTaskServer(dialect, options);
}

const shapes = ['square_hd', 'square', 'portrait_4_3', 'portrait_16_9', 'landscape_4_3', 'landscape_16_9'];

const banana = (ratios: readonly string[]) => ({
  prompt: z.string().min(3),
  num_images: z.int().min(1).max(4).optional(),
  aspect_ratio: z.enum(['auto', ...ratios]).optional(),
  resolution: z.enum(['1K', '2K', '4K']).optional(),
  output_format: z.enum(['png', 'jpeg', 'webp']).optional(),
  seed: z.int().optional(),
});

const models = {
  'fal-ai/nano-banana-pro': { fields: banana(tenRatios), mostReferences: 14 },
  'google/nano-banana-2.1': { fields: banana(fourteenRatios), mostReferences: 14 },
  // What else its page may name nobody has read.
  'blackforestlabs/flux-3': {
    fields: {
      prompt: z.string().min(1),
      aspect_ratio: z.enum(['auto', ...fluxThreeRatios]).optional(),
      resolution: z.enum(fluxThreeSizes).optional(),
    },
    mostReferences: 10,
    endpoints: ['/text-to-image', '/edit-image'],
  },
  'bytedance/seedream/v5/pro': {
    fields: { prompt: z.string().min(1), image_size: z.enum(['auto_1K', 'auto_2K', ...shapes]).optional() },
    mostReferences: 10,
    endpoints: ['/text-to-image', '/edit'],
  },
  'fal-ai/flux-2-pro': {
    fields: {
      prompt: z.string().min(1),
      image_size: z.enum(['auto', ...shapes]).optional(),
      output_format: z.enum(['png', 'jpeg']).optional(),
      seed: z.int().optional(),
    },
    mostReferences: 8,
  },
} as const;

type FalModel = keyof typeof models;

/** For text, and for edits. */
const usualEndpoints = ['', '/edit'] as const;

interface Route {
  readonly model: FalModel;
  readonly isEdit: boolean;
}

const routes: ReadonlyMap<string, Route> = new Map(
  (Object.keys(models) as FalModel[]).flatMap((model): [string, Route][] => {
    const facts = models[model];
    const [text, edit] = 'endpoints' in facts ? facts.endpoints : usualEndpoints;
    return [
      [`/${model}${text}`, { model, isEdit: false }],
      [`/${model}${edit}`, { model, isEdit: true }],
    ];
  }),
);

interface FalBody {
  readonly prompt: string;
  readonly num_images?: number | undefined;
  readonly aspect_ratio?: string | undefined;
  readonly resolution?: string | undefined;
  readonly image_size?: string | undefined;
  readonly seed?: number | undefined;
  readonly image_urls?: readonly string[];
}

/** https://fal.ai/docs/documentation/model-apis/errors */
function invalid(message: string, path: string, type = 'value_error'): Answer {
  return jsonAnswer(422, { detail: [{ loc: ['body', path], msg: message, type, url: 'https://fal.ai' }] });
}

function read(call: Call, model: FalModel, isEdit: boolean): TaskRequest {
  const { fields, mostReferences } = models[model];
  // The endpoint for text does not know them, the one for edits does nothing without them.
  const image_urls = z.array(z.string()).min(1).max(mostReferences);
  const schema = isEdit ? z.strictObject({ ...fields, image_urls }) : z.strictObject(fields);
  const body: FalBody = parseBody<FalBody>(schema, call, invalid);
  const { prompt, aspect_ratio: aspectRatio = '', resolution = '', num_images: count = 1 } = body;
  return {
    prompt,
    references: readReferences(body.image_urls ?? [], (message) => invalid(message, 'image_urls')),
    options: optionsOf({ model, aspectRatio, size: body.image_size ?? resolution, count }),
    pixels: pixelSize({ aspectRatio, size: resolution.toUpperCase() }),
    seed: body.seed,
  };
}

/** Addresses of a request name the app alone: its owner and its name. */
function urlsOf({ id, request }: StoredTask, { origin }: TaskPlace): Readonly<Record<string, string>> {
  const app = request.options.model.split('/').slice(0, 2).join('/');
  const url = `${origin}/${app}/requests/${id}`;
  return { response_url: url, status_url: `${url}/status`, cancel_url: `${url}/cancel` };
}

const words: Readonly<Record<string, string>> = { queued: 'IN_QUEUE', running: 'IN_PROGRESS' };

const refusals: StepTable<Answer> = {
  unauthorized: () => jsonAnswer(401, { detail: 'Authentication is required to access this application' }),
  outOfCredit: () =>
    jsonAnswer(403, { detail: 'User is locked. Reason: Exhausted balance. Top up your balance.' }),
  rateLimited: ({ retryAfterSeconds: seconds }) =>
    jsonAnswer(
      429,
      { detail: 'Too many requests' },
      seconds === undefined ? {} : { 'retry-after': String(seconds) },
    ),
  serverError: ({ status = 500 }) => jsonAnswer(status, { detail: 'Internal Server Error' }),
  refuse: ({ status, message }) => jsonAnswer(status, { detail: message }),
};

const dialect: TaskDialect = {
  name: 'fal',
  keyOf: ({ headers }) => /^Key (\S+)$/.exec(headers.authorization ?? '')?.[1],
  keyHeader: 'authorization',
  unauthorized: jsonAnswer(401, { detail: 'No user found for Key ID and Secret' }),
  notFound: () => jsonAnswer(404, { detail: 'Request not found' }),
  route(call) {
    const { pathname } = call.url;
    const [, id = '', part = ''] =
      /^\/[^/]+\/[^/]+\/requests\/([^/]+)(?:\/(status|cancel))?$/.exec(pathname) ?? [];
    const { method } = call.record;
    if (id !== '') {
      const wanted = part === 'cancel' ? 'PUT' : 'GET';
      const kind = ({ status: 'poll', cancel: 'cancel' } as const)[part] ?? 'result';
      return method === wanted ? { kind, id } : undefined;
    }
    const route = method === 'POST' ? routes.get(pathname) : undefined;
    return route && { kind: 'submit', read: () => read(call, route.model, route.isEdit) };
  },
  submitted: (task, place) =>
    jsonAnswer(200, { status: 'IN_QUEUE', request_id: task.id, ...urlsOf(task, place), queue_position: 0 }),
  status(task, phase, place) {
    const word = phase.phase === 'word' ? phase.word : words[phase.phase];
    const facts = { request_id: task.id, ...urlsOf(task, place), logs: null };
    return word === undefined
      ? jsonAnswer(200, { status: 'COMPLETED', ...facts, metrics: { inference_time: 1 } })
      : jsonAnswer(202, { status: word, ...facts });
  },
  result({ request }, phase, { files }) {
    if (phase.phase === 'failed') {
      return phase.isPolicy
        ? invalid(phase.message, 'prompt', 'content_policy_violation')
        : jsonAnswer(500, {
            detail: [{ loc: ['body'], msg: phase.message, type: 'internal_server_error' }],
          });
    }
    const images = files.map((url) => ({ url, content_type: 'image/jpeg', file_name: 'output.jpeg' }));
    return jsonAnswer(
      200,
      request.options.model === 'fal-ai/flux-2-pro'
        ? { images, seed: request.seed ?? 2_066_843_094 }
        : { images, description: '' },
    );
  },
  cancelled: () => jsonAnswer(202, { status: 'CANCELLATION_REQUESTED' }),
  refuse: (step) => lookUpStep(refusals, step),
};
