import { randomBytes } from 'node:crypto';
import { canary } from '../host/canaryKey.mjs';
import { drawBlueImage } from './blueImages';
import { startControls, type ServerControls, type ServerOptions } from './controls';
import { bearerToken, jsonAnswer, startHttpServer, type Answer, type Call } from './http';
import { failed, openRouterModels, readChat, readImages, type OpenRouterRequest } from './openRouterRequest';
import { Script } from './script';
import { lookUpStep, type PassedStep, type StepTable } from './steps';
import { takeCall, takeQuestion } from './takeCall';

/**
 * Starts a strict stand-in for OpenRouter: its images API, the chat format with `modalities`, and the question about
 * the key (openrouter.ai/docs).
 */
export async function startOpenRouterServer(options: ServerOptions = {}): Promise<ServerControls> {
  const script = new Script(options.answerMilliseconds);
  const key = options.key ?? `${canary}-router-${randomBytes(12).toString('hex')}`;
  const state: State = { key, script, calls: 0 };
  const server = await startHttpServer({ handle: (call) => route(call, state), bodyLimit: 100 * 2 ** 20 });
  return startControls({ server, script, key, url: `${server.origin}/api` });
}

interface State {
  readonly key: string;
  readonly script: Script;
  calls: number;
}

async function route(call: Call, state: State): Promise<Answer> {
  const where = `${call.record.method} ${call.url.pathname}`;
  // Open to everyone, so that it says nothing about a key.
  if (where === 'GET /api/v1/models' || where === 'GET /api/v1/images/models') {
    const architecture = { output_modalities: ['image'] };
    return jsonAnswer(200, {
      data: [...Object.keys(openRouterModels), 'vendor/atelier-1'].map((id) => ({ id, architecture })),
    });
  }
  if (bearerToken(call.record) !== state.key) {
    return failed(401, 'No auth credentials found');
  }
  const { script } = state;
  switch (where) {
    case 'GET /api/v1/key':
      return takeQuestion({ call, script, refuse }, jsonAnswer(200, { data: { label: 'test', usage: 1 } }));
    case 'POST /api/v1/images':
      return takeCall({
        call,
        script,
        refuse,
        read: () => readImages(call),
        answer: async (request, step) => jsonAnswer(200, await answerImages(request, step, state)),
      });
    case 'POST /api/v1/chat/completions':
      return takeCall({
        call,
        script,
        refuse,
        read: () => readChat(call),
        answer: async (request, step) => jsonAnswer(200, await answerChat(request, step, state)),
      });
    default:
      return failed(404, 'Not Found');
  }
}

async function answerImages(request: OpenRouterRequest, step: PassedStep, state: State): Promise<unknown> {
  const count = step.kind === 'noImage' ? 0 : request.options.count;
  const call = ++state.calls;
  const images = await Promise.all(
    Array.from({ length: count }, () => drawBlueImage({ request, step, call, draft: false })),
  );
  const data = images.map(({ base64, mediaType }) => ({ b64_json: base64, media_type: mediaType }));
  return { created: 1_790_000_000, data, usage: { cost: 0.04 } };
}

async function answerChat(request: OpenRouterRequest, step: PassedStep, state: State): Promise<unknown> {
  const call = ++state.calls;
  const { mediaType, base64 } = await drawBlueImage({ request, step, call, draft: false });
  const url = `data:${mediaType};base64,${base64}`;
  const images = step.kind === 'noImage' ? [] : [{ type: 'image_url', image_url: { url } }];
  const content = step.kind === 'noImage' ? (step.text ?? 'What do you mean?') : 'Here is your image.';
  const message = { role: 'assistant', content, images };
  return { id: `gen-${call}`, choices: [{ index: 0, message, finish_reason: 'stop' }] };
}

const refusals: StepTable<Answer> = {
  unauthorized: () => failed(401, 'User not found.'),
  outOfCredit: () => failed(402, 'Insufficient credits. Add more to your account.'),
  rateLimited: ({ retryAfterSeconds }) =>
    failed(429, 'Rate limit exceeded', {
      headers: retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) },
    }),
  serverError: ({ status = 502 }) => failed(status, 'Provider returned error'),
  refuse: ({ status, message }) => failed(status, message),
  policy: ({ reason }) =>
    failed(403, 'Your chosen model requires moderation and your input was flagged.', {
      metadata: { reasons: [reason ?? 'violence'], flagged_input: '…', provider_name: 'Test' },
    }),
};

function refuse(step: PassedStep): Answer | undefined {
  return lookUpStep(refusals, step);
}
