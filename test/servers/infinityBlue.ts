import { randomBytes } from 'node:crypto';
import { canary } from '../host/canaryKey.mjs';
import { failed, invalidParameter, modelNotFound, refuse, unauthorized } from './blueAnswer';
import { answerChat } from './blueChat';
import { chatModels, readChatRequest } from './blueChatRequest';
import { answerNative, type NativeAnswerOptions } from './blueNative';
import { BlueRefusal, nativeModels, readNativeRequest, type BlueRequest } from './blueNativeRequest';
import { answerGptImage, blueImagesState, imageModels } from './blueGptImage';
import { foreignAnswer, spoil } from './connection';
import { GivenTurns } from './geminiConversation';
import { startControls, type ServerControls, type ServerOptions } from './controls';
import { bearerToken, jsonAnswer, readJson, startHttpServer, type Answer, type Call } from './http';
import type { DrawState } from './openai';
import { Script } from './script';
import type { PassedStep } from './steps';

export type InfinityBlueServer = ServerControls;

/** Where the gateway stops reading. */
const bodyLimit = 100 * 2 ** 20;

/**
 * Starts a strict stand-in for InfinityBlue: the native, the chat and the images form of its image models, and the
 * free lists of models (newdocs.getinfinityblue.com/en-images/nanobanana; behind it is QuantumNous/new-api).
 */
export async function startInfinityBlueServer(options: ServerOptions = {}): Promise<InfinityBlueServer> {
  const script = new Script(options.answerMilliseconds);
  const key = options.key ?? `${canary}-blue-${randomBytes(12).toString('hex')}`;
  const state: State = { key, script, calls: 0, given: new GivenTurns(), images: blueImagesState() };
  const server = await startHttpServer({ handle: (call) => route(call, state), bodyLimit });
  return startControls({ server, script, key, url: server.origin });
}

interface State {
  readonly key: string;
  readonly script: Script;
  /** Calls that were taken. */
  calls: number;
  readonly given: GivenTurns;
  /** Of the images format. */
  readonly images: DrawState;
}

async function route(call: Call, state: State): Promise<Answer> {
  const { method } = call.record;
  const { pathname } = call.url;
  if (bearerToken(call.record) !== state.key) {
    return unauthorized();
  }
  if (call.tooLarge) {
    return failed({ status: 413, message: 'request body too large', code: 'request_too_large' });
  }
  if (method === 'GET' && (pathname === '/v1/models' || pathname === '/v1beta/models')) {
    return listModels(call, state);
  }
  const native = /^\/v1beta\/models\/([^/:]+):(generateContent|streamGenerateContent)$/.exec(pathname);
  if (method === 'POST' && native) {
    const form =
      native[2] === 'generateContent'
        ? 'whole'
        : call.url.searchParams.get('alt') === 'sse'
          ? 'sse'
          : 'array';
    return generateNative({ call, state, model: decodeURIComponent(native[1] ?? ''), form });
  }
  if (method === 'POST' && pathname === '/v1/chat/completions') {
    return generateChat(call, state);
  }
  const [, form] = /^\/v1\/images\/(generations|edits)$/.exec(pathname) ?? [];
  if (method === 'POST' && (form === 'generations' || form === 'edits')) {
    return answerGptImage({ call, script: state.script, state: state.images, form });
  }
  const message = `Invalid URL (${method} ${pathname})`;
  return failed({ status: 404, message, code: '', type: 'invalid_request_error' });
}

async function listModels(call: Call, { script }: State): Promise<Answer> {
  const step = await script.next({ route: 'models', signal: call.signal });
  const list =
    call.url.pathname === '/v1/models'
      ? {
          object: 'list',
          data: [...chatModels, ...imageModels].map((id) => ({
            id,
            object: 'model',
            created: 1_626_777_600,
            owned_by: 'custom',
          })),
        }
      : { models: nativeModels.map((id) => ({ name: `models/${id}`, displayName: id })) };
  return foreignAnswer(step) ?? refuse(step) ?? spoil(jsonAnswer(200, list), step);
}

interface NativeCall {
  readonly call: Call;
  readonly state: State;
  readonly model: string;
  readonly form: NativeAnswerOptions['form'];
}

function generateNative({ call, state, model, form }: NativeCall): Promise<Answer> {
  if (!nativeModels.some((known) => known === model)) {
    return Promise.resolve(modelNotFound(model));
  }
  return generate({
    call,
    state,
    read: (body) => readNativeRequest(body, model, state.given),
    answer: (taken) => answerNative({ ...taken, form, given: state.given }),
  });
}

function generateChat(call: Call, state: State): Promise<Answer> {
  return generate({
    call,
    state,
    read: readChatRequest,
    answer: (taken) =>
      chatModels.some((known) => known === taken.request.options.model)
        ? answerChat(taken)
        : Promise.resolve(modelNotFound(taken.request.options.model)),
  });
}

interface Taken {
  readonly request: BlueRequest;
  readonly step: PassedStep;
  readonly call: number;
}

interface GenerateOptions {
  readonly call: Call;
  readonly state: State;
  readonly read: (body: unknown) => BlueRequest;
  readonly answer: (taken: Taken) => Promise<Answer>;
}

/** What the two forms have in common: check, then do as the script says. */
async function generate({ call, state, read, answer }: GenerateOptions): Promise<Answer> {
  let request;
  try {
    request = read(readJson(call));
  } catch (error) {
    if (error instanceof BlueRefusal) {
      return refuseRequest(error);
    }
    throw error;
  }
  const { prompt, references, options, unknownFields } = request;
  Object.assign(call.record, { prompt, references, options, unknownFields });
  const number = ++state.calls;
  const step = await state.script.next({ route: 'generate', prompt, signal: call.signal });
  return foreignAnswer(step) ?? refuse(step) ?? spoil(await answer({ request, step, call: number }), step);
}

function refuseRequest({ message, code }: BlueRefusal): Answer {
  // new-api makes its own conversion errors a 500.
  return code === 'convert_request_failed'
    ? failed({ status: 500, message, code })
    : invalidParameter(message, code);
}
