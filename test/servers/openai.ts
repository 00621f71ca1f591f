import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { canary } from '../host/canaryKey.mjs';
import { drawOpenaiImages, type DrawnImage } from './openaiImages';
import { failed, refuse, unauthorized } from './openaiErrors';
import { readEdit, readGeneration, type OpenaiDialect, type OpenaiRequest } from './openaiRequest';
import { startControls, type ServerControls, type ServerOptions } from './controls';
import { bearerToken, jsonAnswer, startHttpServer, type Answer, type Call } from './http';
import { Script } from './script';
import type { PassedStep } from './steps';
import { Refusal, takeCall, takeQuestion } from './takeCall';

export interface OpenaiServerOptions extends ServerOptions {
  readonly dialect?: OpenaiDialect;
}

/** OpenAI's own rules: https://developers.openai.com/api/reference/resources/images */
export const openaiDialect: OpenaiDialect = {
  models: [
    ...['gpt-image-2.6-flare', 'gpt-image-2.6-sunburst', 'gpt-image-2.5-flare', 'gpt-image-2.5-sunburst'],
    'gpt-image-2',
  ],
  takesSize: (width, height) =>
    width % 16 === 0 &&
    height % 16 === 0 &&
    Math.max(width / height, height / width) <= 3 &&
    width * height >= 655_360 &&
    width * height <= 8_294_400,
  qualities: (model) => [
    'auto',
    'low',
    'medium',
    'high',
    ...(model === 'gpt-image-2' ? [] : ['xhigh', 'max']),
  ],
  takesTransparency: (model) => model !== 'gpt-image-2',
  takesComplexity: (model) => model.startsWith('gpt-image-2.6'),
  fields: ['quality', 'background', 'output_format', 'stream', 'partial_images'],
  maxReferences: 16,
  maskField: 'mask',
  answersWith: 'b64_json',
};

/** It answers with an address on itself unless it is asked for the image, and knows no edits. */
export const localAiDialect: OpenaiDialect = {
  models: ['stablediffusion'],
  takesSize: () => true,
  qualities: () => [],
  fields: ['response_format'],
  maxReferences: 0,
  answersWith: 'url',
};

/** stable-diffusion.cpp: one model, whatever it is called. */
export const sdCppDialect: OpenaiDialect = {
  models: 'any',
  takesSize: (width, height) => width % 64 === 0 && height % 64 === 0,
  qualities: () => [],
  fields: ['output_format', 'seed'],
  readsTag: true,
  decodes: ['image/png', 'image/jpeg'],
  maxReferences: 4,
  maskField: 'mask',
  answersWith: 'b64_json',
};

/** Starts a strict stand-in for OpenAI's images API, or for a server that speaks like it. Without a key where it is empty. */
export async function startOpenaiServer(options: OpenaiServerOptions = {}): Promise<ServerControls> {
  const script = new Script(options.answerMilliseconds);
  const key = options.key ?? `${canary}-openai-${randomBytes(12).toString('hex')}`;
  const state: State = { key, script, dialect: options.dialect ?? openaiDialect, calls: 0, files: new Map() };
  const server = await startHttpServer({ handle: (call) => route(call, state), bodyLimit: 900 * 2 ** 20 });
  return startControls({ server, script, key, url: server.origin + (state.dialect.prefix ?? '') });
}

interface State extends DrawState {
  readonly key: string;
  readonly script: Script;
}

export interface DrawState {
  readonly dialect: OpenaiDialect;
  /** Images that stand behind an address, by their path. */
  readonly files: Map<string, Buffer>;
  calls: number;
}

async function route(call: Call, state: State): Promise<Answer> {
  const { pathname } = call.url;
  const { method } = call.record;
  const { script, dialect } = state;
  const { prefix = '', keyHeader } = dialect;
  const key = keyHeader === undefined ? bearerToken(call.record) : call.record.headers[keyHeader];
  if (state.key !== '' && key !== state.key) {
    return unauthorized();
  }
  // Its key guards the images as well.
  const file = state.files.get(pathname);
  if (method === 'GET' && file) {
    return { status: 200, headers: { 'content-type': 'image/png' }, body: file };
  }
  const taking = { call, script, refuse: dialect.refuse ?? refuse };
  const answer = async (request: OpenaiRequest, step: PassedStep): Promise<Answer> =>
    atPace(
      withoutFinal(await draw(request, step, state), step, () => script.hold(call.signal)),
      script.answerMilliseconds,
    );
  switch (pathname.startsWith(prefix) ? `${method} ${pathname.slice(prefix.length)}` : '') {
    case 'GET /v1/models': {
      const models = dialect.models === 'any' ? [] : dialect.models;
      const data = [...models.map((id) => ({ id })), ...otherModels].map((model) => ({
        ...model,
        object: 'model',
        owned_by: 'test',
      }));
      const list = { object: 'list', data };
      return takeQuestion(taking, jsonAnswer(200, list));
    }
    case 'POST /v1/images/generations':
      return takeCall({ ...taking, answer, read: () => inOwnWords(readGeneration, call, dialect) });
    case 'POST /v1/images/edits':
      if (dialect.maxReferences > 0) {
        return takeCall({ ...taking, answer, read: () => inOwnWords(readEdit, call, dialect) });
      }
  }
  return spellIn(
    dialect,
    failed({ status: 404, message: `Invalid URL (${method} ${pathname})`, code: null }),
  );
}

/** @throws Refusal */
export async function inOwnWords(
  read: (call: Call, dialect: OpenaiDialect) => OpenaiRequest | Promise<OpenaiRequest>,
  call: Call,
  dialect: OpenaiDialect,
): Promise<OpenaiRequest> {
  try {
    return await read(call, dialect);
  } catch (error) {
    throw error instanceof Refusal ? new Refusal(spellIn(dialect, error.answer)) : error;
  }
}

function spellIn({ spell }: OpenaiDialect, error: Answer): Answer {
  return spell ? spell(error) : error;
}

/** What else stands in such a list: models that do not draw, and one whose end is announced. */
const otherModels = [
  { id: 'gpt-5.2' },
  { id: 'text-embedding-3-large' },
  { id: 'gpt-image-1', shutdown_date: '2026-10-23' },
  { id: 'gpt-image-2-2026-04-21' },
];

/** The answer to a request that passed every check. */
export async function draw(request: OpenaiRequest, step: PassedStep, state: DrawState): Promise<Answer> {
  const images =
    step.kind === 'noImage'
      ? []
      : await drawOpenaiImages({
          request,
          step,
          call: ++state.calls,
          defaultSize: state.dialect.defaultSize,
        });
  const headers = { 'x-request-id': `req_${randomBytes(8).toString('hex')}` };
  const facts = { created: 1_790_000_000, output_format: images[0]?.declared ?? 'png', usage };
  if (request.isStream) {
    return {
      status: 200,
      headers: { 'content-type': 'text/event-stream', ...headers },
      body: streamOf(request, images),
    };
  }
  const data = images.map((image, index) =>
    (request.responseFormat ?? state.dialect.answersWith) === 'url'
      ? { url: publish(image, `${state.calls}-${index}`, state) }
      : { b64_json: image.base64 },
  );
  return jsonAnswer(200, { ...facts, data }, headers);
}

const usage = { input_tokens: 12, output_tokens: 1056, total_tokens: 1068 };

/** Relative, as LocalAI's is behind a proxy. */
function publish({ base64 }: DrawnImage, name: string, { files }: DrawState): string {
  const path = `/generated-images/${name}.png`;
  files.set(path, Buffer.from(base64, 'base64'));
  return path;
}

/** https://developers.openai.com/api/reference/resources/images/generation-streaming-events */
function streamOf({ isEdit, partialImages }: OpenaiRequest, images: readonly DrawnImage[]): string {
  const kind = isEdit ? 'image_edit' : 'image_generation';
  const events = images.flatMap(({ base64, draft, declared }) => [
    ...Array.from({ length: partialImages }, (_, index) => ({
      type: `${kind}.partial_image`,
      b64_json: draft,
      partial_image_index: index,
      output_format: declared,
    })),
    { type: `${kind}.completed`, b64_json: base64, output_format: declared, usage },
  ]);
  const drawn = events.length > 0 ? events : [{ type: `${kind}.completed`, b64_json: null, usage }];
  return drawn.map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`).join('');
}

/** The events of a stream one after the other, so that a user sees each draft. */
function atPace(answer: Answer, milliseconds: number): Answer {
  const { body, rest, delivery } = answer;
  const isStream = answer.headers?.['content-type'] === 'text/event-stream';
  if (milliseconds === 0 || !isStream || typeof body !== 'string' || rest || delivery) {
    return answer;
  }
  const [first = '', ...others] = body.split(/(?<=\n\n)/u);
  const more = async function* (): AsyncGenerator<string> {
    for (const event of others) {
      await sleep(milliseconds / 2);
      yield event;
    }
  };
  return { ...answer, body: first, more };
}

/** The drafts of a stream, and then nothing for a while, or for ever. */
export function withoutFinal(answer: Answer, step: PassedStep, hold: () => Promise<void>): Answer {
  if (typeof answer.body !== 'string' || (step.kind !== 'heldFinal' && step.kind !== 'brokenFinal')) {
    return answer;
  }
  const final = answer.body.lastIndexOf('event: ');
  const [body, rest] = [answer.body.slice(0, final), answer.body.slice(final)];
  return step.kind === 'brokenFinal'
    ? { ...answer, body, delivery: 'unfinished' }
    : { ...answer, body, rest: () => hold().then(() => rest) };
}
