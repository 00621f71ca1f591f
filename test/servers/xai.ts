import { randomBytes } from 'node:crypto';
import * as z from 'zod';
import { canary } from '../host/canaryKey.mjs';
import { startControls, type ServerControls, type ServerOptions } from './controls';
import { bearerToken, jsonAnswer, readJson, startHttpServer, type Answer, type Call } from './http';
import { drawOpenaiImages } from './openaiImages';
import type { OpenaiRequest } from './openaiRequest';
import { pixelSize } from './pixelSize';
import type { RecordedReference } from './record';
import { readUrl, ReferenceRefusal } from './references';
import { Script } from './script';
import { lookUpStep, type PassedStep, type StepTable } from './steps';
import { Refusal, takeCall, takeQuestion } from './takeCall';

/** Starts a strict stand-in for xAI's images API (docs.x.ai, and docs.comfy.org, `xai/grok-imagine-image-2.0`). */
export async function startXaiServer(options: ServerOptions = {}): Promise<ServerControls> {
  const script = new Script(options.answerMilliseconds);
  const key = options.key ?? `${canary}-xai-${randomBytes(12).toString('hex')}`;
  const state: State = { key, script, calls: 0 };
  const server = await startHttpServer({ handle: (call) => route(call, state), bodyLimit: 100 * 2 ** 20 });
  return startControls({ server, script, key, url: server.origin });
}

interface State {
  readonly key: string;
  readonly script: Script;
  calls: number;
}

const models = ['grok-imagine-image-2.0'];
const maxReferences = 5;

const image = z.strictObject({ type: z.literal('image_url'), url: z.string() });

/** What it has of OpenAI's fields, and its own. */
const generation = z.strictObject({
  model: z.string(),
  prompt: z.string().min(1).max(8000),
  n: z.int().min(1).max(10).default(1),
  aspect_ratio: z
    .enum([
      ...(['auto', '1:1', '1:2', '2:1', '2:3', '3:2', '3:4', '4:3', '5:2', '9:16', '16:9', '21:9'] as const),
      ...(['9:19.5', '19.5:9', '9:20', '20:9'] as const),
    ])
    .optional(),
  resolution: z.enum(['1k', '1.5k', '2k']).optional(),
  quality: z.string().optional(),
  response_format: z.enum(['url', 'b64_json']).default('url'),
  user: z.string().optional(),
});

const edit = generation.extend({
  image: image.optional(),
  images: z.array(image).min(1).optional(),
});

/** Its errors are a text and a sentence for a code. */
function failed(status: number, error: string, headers: Readonly<Record<string, string>> = {}): Answer {
  const codes: Readonly<Record<number, string>> = {
    400: 'Client specified an invalid argument',
    404: 'Some requested entity was not found',
    429: 'Some resource has been exhausted',
  };
  return jsonAnswer(
    status,
    { code: codes[status] ?? 'The service is currently unavailable', error },
    headers,
  );
}

async function route(call: Call, state: State): Promise<Answer> {
  const { script, key } = state;
  // A wrong key is a wrong argument.
  if (bearerToken(call.record) !== key) {
    return failed(400, 'Incorrect API key provided. You can obtain an API key from https://console.x.ai.');
  }
  const where = `${call.record.method} ${call.url.pathname}`;
  if (where === 'GET /v1/models') {
    const data = [...models, 'grok-5'].map((id) => ({ id, object: 'model', owned_by: 'xai' }));
    return takeQuestion({ call, script, refuse }, jsonAnswer(200, { object: 'list', data }));
  }
  const isEdit = where === 'POST /v1/images/edits';
  if (!isEdit && where !== 'POST /v1/images/generations') {
    return failed(404, `Not found: ${where}`);
  }
  return takeCall({
    call,
    script,
    refuse,
    read: () => read(call, isEdit),
    answer: async (request, step) => {
      const drawn =
        step.kind === 'noImage' ? [] : await drawOpenaiImages({ request, step, call: ++state.calls });
      const data = drawn.map(({ base64 }) => ({ b64_json: base64, mime_type: 'image/jpeg' }));
      return jsonAnswer(200, { data });
    },
  });
}

/** @throws Refusal */
function read(call: Call, isEdit: boolean): OpenaiRequest {
  const value = readJson(call);
  if (typeof value === 'object' && value !== null && 'size' in value) {
    throw new Refusal(failed(400, 'Argument not supported: size'));
  }
  const parsed = (isEdit ? edit : generation).safeParse(value);
  if (!parsed.success) {
    throw new Refusal(failed(422, z.prettifyError(parsed.error)));
  }
  const body: z.infer<typeof edit> = parsed.data;
  const { model, prompt, n: count, aspect_ratio: aspectRatio = '', resolution = '', quality = '' } = body;
  if (!models.includes(model)) {
    throw new Refusal(
      failed(404, `The model ${model} does not exist or your team does not have access to it.`),
    );
  }
  if (!['', 'auto', 'low', 'medium'].includes(quality)) {
    throw new Refusal(failed(400, `Invalid quality: ${quality}`));
  }
  if (body.response_format !== 'b64_json') {
    throw new Refusal(failed(400, 'This stand-in keeps no files'));
  }
  const { width, height } = pixelSize({ aspectRatio, size: resolution.toUpperCase() });
  return {
    prompt,
    references: isEdit ? referencesOf(body) : [],
    options: { model, aspectRatio, size: resolution, quality, count, includeThoughts: false },
    size: `${width}x${height}`,
    // It knows no other.
    outputFormat: 'jpeg',
    responseFormat: body.response_format,
    isEdit,
    isStream: false,
    partialImages: 0,
  };
}

function referencesOf({ image: single, images }: z.infer<typeof edit>): readonly RecordedReference[] {
  const given = images ?? (single ? [single] : []);
  if ((images && single) || given.length === 0 || given.length > maxReferences) {
    throw new Refusal(failed(400, `Between 1 and ${maxReferences} images are taken, as image or images.`));
  }
  try {
    return given.map(({ url }) => readUrl(url, 'asset'));
  } catch (error) {
    throw error instanceof ReferenceRefusal ? new Refusal(failed(400, error.message)) : error;
  }
}

const refusals: StepTable<Answer> = {
  unauthorized: () =>
    failed(400, 'Incorrect API key provided. You can obtain one from https://console.x.ai.'),
  outOfCredit: () =>
    failed(429, 'Your team has either used all available credits or reached its monthly spending limit.'),
  rateLimited: ({ retryAfterSeconds: seconds }) =>
    failed(429, 'Too many requests', seconds === undefined ? {} : { 'retry-after': String(seconds) }),
  serverError: ({ status = 500 }) => failed(status, 'Internal error'),
  refuse: ({ status, message }) => failed(status, message),
  policy: ({ reason }) => failed(400, reason ?? 'Generated image rejected by content moderation.'),
};

function refuse(step: PassedStep): Answer | undefined {
  return lookUpStep(refusals, step);
}
