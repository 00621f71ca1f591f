import { randomBytes, randomUUID } from 'node:crypto';
import { canary } from '../host/canaryKey.mjs';
import { foreignAnswer, spoil } from './connection';
import {
  bearerToken,
  jsonAnswer,
  jsonHeaders,
  readJson,
  startHttpServer,
  type Answer,
  type Call,
} from './http';
import { drawRefusal } from './image';
import { InvalidParameter, readIminiRequest } from './iminiRequest';
import { IminiTasks, type IminiTask } from './iminiTasks';
import type { RecordedRequest } from './record';
import { startControls, type ServerControls, type ServerOptions } from './controls';
import { Script } from './script';
import { lookUpStep, type PassedStep, type StepTable } from './steps';

export interface IminiServerOptions extends ServerOptions {
  /** A task is done after this time, instead of after its third poll. */
  readonly taskMilliseconds?: number;
}

export interface IminiServer extends ServerControls {
  /** Every task that was accepted, in order. */
  readonly tasks: readonly IminiTask[];
  /** Downloads that carried an Authorization header; there must never be one. */
  readonly downloadsWithKey: readonly RecordedRequest[];
}

interface State {
  readonly key: string;
  readonly script: Script;
  readonly tasks: IminiTasks;
  readonly downloadsWithKey: RecordedRequest[];
  readonly origin: () => string;
}

const base = '/imini/router';

/**
 * Starts a strict stand-in for imini's router (docs.imini.ai/en/api-reference/images).
 * It takes what the documentation takes and refuses all else.
 */
export async function startIminiServer(options: IminiServerOptions = {}): Promise<IminiServer> {
  const script = new Script(options.answerMilliseconds);
  let origin = '';
  const state: State = {
    key: options.key ?? `${canary}-imini-${randomBytes(12).toString('hex')}`,
    script,
    tasks: new IminiTasks(script, options.taskMilliseconds),
    downloadsWithKey: [],
    origin: () => origin,
  };
  const server = await startHttpServer({ handle: (call) => route(call, state), bodyLimit: 200 * 2 ** 20 });
  origin = server.origin;
  return {
    ...startControls({ server, script, key: state.key, url: origin + base }),
    tasks: state.tasks.all,
    downloadsWithKey: state.downloadsWithKey,
  };
}

async function route(call: Call, state: State): Promise<Answer> {
  const { pathname } = call.url;
  const { method } = call.record;
  const file = /^\/(files|moved)\/([^/]+)$/.exec(pathname);
  if (method === 'GET' && file) {
    return download({ call, state, folder: file[1] ?? '', name: file[2] ?? '' });
  }
  if (bearerToken(call.record) !== state.key) {
    return unauthorized();
  }
  if (call.tooLarge) {
    return failed(413, 'PAYLOAD_TOO_LARGE', 'Request body is too large');
  }
  if (method === 'POST' && pathname === `${base}/v1/images/generate`) {
    return submit(call, state);
  }
  const task = /^\/imini\/router\/v1\/images\/tasks\/([^/]+)$/.exec(pathname)?.[1];
  if (method === 'GET' && task !== undefined) {
    return poll({ call, state, id: decodeURIComponent(task) });
  }
  return failed(404, 'NOT_FOUND', 'No such endpoint');
}

async function submit(call: Call, { script, tasks }: State): Promise<Answer> {
  let request;
  try {
    request = readIminiRequest(readJson(call));
  } catch (error) {
    if (error instanceof InvalidParameter) {
      return failed(400, 'INVALID_PARAMETER', error.message);
    }
    throw error;
  }
  Object.assign(call.record, request);
  const step = await script.next({ route: 'generate', prompt: request.prompt, signal: call.signal });
  const refusal = foreignAnswer(step) ?? refuse(step);
  if (refusal) {
    return refusal;
  }
  const task = tasks.create(request, step);
  const answer = jsonAnswer(200, {
    task_id: task.id,
    model: request.options.model,
    created_at: task.createdAt.toISOString(),
    request_id: randomUUID(),
  });
  return spoil(answer, step);
}

async function poll({ call, state, id }: { call: Call; state: State; id: string }): Promise<Answer> {
  const step = await state.script.next({ route: 'poll', signal: call.signal });
  const refusal = foreignAnswer(step) ?? refuse(step);
  if (refusal) {
    return refusal;
  }
  const task = state.tasks.poll(id, state.origin());
  if (!task) {
    return failed(404, 'TASK_NOT_FOUND', `Task ${id} does not exist or has expired`);
  }
  return spoil(jsonAnswer(200, { ...task, request_id: randomUUID() }), step);
}

interface DownloadOptions {
  readonly call: Call;
  readonly state: State;
  readonly folder: string;
  readonly name: string;
}

async function download({ call, state, folder, name }: DownloadOptions): Promise<Answer> {
  const { headers } = call.record;
  if (headers.authorization !== undefined) {
    state.downloadsWithKey.push(call.record);
    return { status: 400, body: 'A key must not come here' };
  }
  if (folder === 'moved') {
    return { status: 302, headers: { location: `/files/${name}` }, body: '' };
  }
  const step = await state.script.next({ route: 'download', signal: call.signal });
  const refusal = foreignAnswer(step) ?? refuse(step);
  if (refusal) {
    return refusal;
  }
  // The real CDN answers a page's request with one uniform picture, and with 200.
  const drawn =
    headers.referer === undefined
      ? await state.tasks.draw(name)
      : { bytes: await drawRefusal(), mediaType: 'image/png' };
  if (!drawn) {
    return { status: 404, body: 'Not found' };
  }
  return spoil({ status: 200, headers: { 'content-type': drawn.mediaType }, body: drawn.bytes }, step);
}

const refusals: StepTable<Answer | undefined> = {
  unauthorized,
  outOfCredit: () => failed(402, 'INSUFFICIENT_CREDITS', 'Insufficient credits, please top up'),
  rateLimited: ({ retryAfterSeconds: seconds }) => ({
    ...failed(429, 'RATE_LIMITED', 'Account rate quota exceeded'),
    ...(seconds !== undefined && { headers: { ...jsonHeaders, 'retry-after': String(seconds) } }),
  }),
  serverError: ({ status = 500 }) => failed(status, 'INTERNAL_ERROR', 'Platform error, please retry later'),
  refuse: ({ status, code, message }) => failed(status, code, message),
  // A refused image is the task's failure, not the call's.
  policy: ({ form, reason }) =>
    form === 'image'
      ? undefined
      : failed(400, 'INVALID_PROMPT', reason ?? 'Prompt contains disallowed content'),
};

/** The documented error body of a refusal, or `undefined` for any other step. */
function refuse(step: PassedStep): Answer | undefined {
  return lookUpStep(refusals, step);
}

function unauthorized(): Answer {
  return failed(401, 'INVALID_API_KEY', 'API key is missing, invalid or revoked');
}

function failed(status: number, code: string | number, message: string): Answer {
  return jsonAnswer(status, { error: { code, message, status, request_id: randomUUID() } });
}
