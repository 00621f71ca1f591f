import { randomBytes } from 'node:crypto';
import { canary } from '../host/canaryKey.mjs';
import { refuse as refuseLikeGateway } from './blueAnswer';
import { answerNative } from './blueNative';
import { startControls, type ServerControls, type ServerOptions } from './controls';
import { GivenTurns } from './geminiConversation';
import { failed, geminiModels, invalidArgument, readGeminiRequest } from './geminiRequest';
import { jsonAnswer, startHttpServer, type Answer, type Call } from './http';
import { Script } from './script';
import { lookUpStep, type PassedStep, type StepTable } from './steps';
import { takeCall, takeQuestion } from './takeCall';

/** Starts a strict stand-in for Google's Gemini API: images through `generateContent`, whole or as events. */
export async function startGeminiServer(options: ServerOptions = {}): Promise<ServerControls> {
  const script = new Script(options.answerMilliseconds);
  const key = options.key ?? `${canary}-gemini-${randomBytes(12).toString('hex')}`;
  const state: State = { key, script, calls: 0, given: new GivenTurns() };
  // Raised on 2026-01-12.
  const server = await startHttpServer({ handle: (call) => route(call, state), bodyLimit: 100 * 2 ** 20 });
  return startControls({ server, script, key, url: server.origin });
}

interface State {
  readonly key: string;
  readonly script: Script;
  calls: number;
  readonly given: GivenTurns;
}

async function route(call: Call, state: State): Promise<Answer> {
  const { headers, method } = call.record;
  const { pathname, searchParams } = call.url;
  if (headers['x-goog-api-key'] === undefined) {
    return failed(403, 'PERMISSION_DENIED', 'Method does not allow unregistered callers.');
  }
  if (headers['x-goog-api-key'] !== state.key) {
    return keyInvalid();
  }
  if (call.tooLarge) {
    return invalidArgument('Request payload size exceeds the limit.');
  }
  const { script } = state;
  if (method === 'GET' && pathname === '/v1beta/models') {
    const models = [
      ...Object.keys(geminiModels).map((id) => listed(id, 'generateContent')),
      listed('gemini-3.1-flash-image', 'generateContent'),
      listed('gemini-3.5-flash', 'generateContent'),
      listed('gemini-3.5-flash-image-live', 'bidiGenerateContent'),
      listed('gemini-embedding-001', 'embedContent'),
      listed('imagen-4.0-generate-001', 'predict'),
    ];
    return takeQuestion({ call, script, refuse }, jsonAnswer(200, { models }));
  }
  const [, model = '', verb] =
    /^\/v1beta\/models\/([^/:]+):(generateContent|streamGenerateContent)$/.exec(pathname) ?? [];
  if (method !== 'POST' || verb === undefined) {
    return failed(404, 'NOT_FOUND', `Not found: ${pathname}`);
  }
  const form = verb === 'generateContent' ? 'whole' : searchParams.get('alt') === 'sse' ? 'sse' : 'array';
  return takeCall({
    call,
    script,
    refuse,
    read: () => readGeminiRequest(call, decodeURIComponent(model), state.given),
    answer: (request, step) => answerNative({ request, step, call: ++state.calls, form, given: state.given }),
  });
}

/** https://ai.google.dev/api/models */
function listed(id: string, method: string): unknown {
  return { name: `models/${id}`, displayName: `The ${id}`, supportedGenerationMethods: [method] };
}

/** A wrong key is a wrong argument. */
function keyInvalid(): Answer {
  return failed(400, 'INVALID_ARGUMENT', 'API key not valid. Please pass a valid API key.', [
    {
      '@type': 'type.googleapis.com/google.rpc.ErrorInfo',
      reason: 'API_KEY_INVALID',
      domain: 'googleapis.com',
    },
  ]);
}

const refusals: StepTable<Answer | undefined> = {
  unauthorized: keyInvalid,
  outOfCredit: () => refuseLikeGateway({ kind: 'rateLimited', shape: 'google', quota: 'day' }),
  rateLimited: (step) => refuseLikeGateway({ ...step, shape: 'google' }),
  serverError: (step) => refuseLikeGateway({ ...step, shape: 'google' }),
  refuse: (step) => refuseLikeGateway({ ...step, shape: 'google' }),
  policy: ({ form, reason }) =>
    form === 'error' ? invalidArgument(reason ?? 'The prompt violates the content policy.') : undefined,
};

function refuse(step: PassedStep): Answer | undefined {
  return lookUpStep(refusals, step);
}
