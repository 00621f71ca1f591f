import { randomBytes } from 'node:crypto';
import { canary } from '../host/canaryKey.mjs';
import { foreignAnswer, spoil } from './connection';
import { startControls, type ServerControls, type ServerOptions } from './controls';
import { startHttpServer, type Answer, type Call } from './http';
import type { RequestRecord } from './record';
import { Script } from './script';
import type { PassedStep } from './steps';
import { takeCall, takeQuestion } from './takeCall';
import { TaskStore, type StoredTask, type TaskPhase, type TaskRequest } from './taskStore';

export type TaskRoute =
  /** @throws Refusal when it reads */
  | { readonly kind: 'submit'; readonly read: () => TaskRequest }
  | { readonly kind: 'poll' | 'result' | 'cancel'; readonly id: string }
  | { readonly kind: 'keyCheck'; readonly answer: Answer };

export interface TaskPlace {
  /** Of the server. */
  readonly origin: string;
  readonly files: readonly string[];
}

/** How one service speaks of its tasks. */
export interface TaskDialect {
  /** Stands in its key. */
  readonly name: string;
  /** The key of a request, or `undefined`. */
  readonly keyOf: (record: RequestRecord) => string | undefined;
  /** The header that has the key, which no download may have. */
  readonly keyHeader: string;
  readonly unauthorized: Answer;
  readonly notFound: (id: string) => Answer;
  readonly route: (call: Call) => TaskRoute | undefined;
  readonly submitted: (task: StoredTask, place: TaskPlace) => Answer;
  readonly status: (task: StoredTask, phase: TaskPhase, place: TaskPlace) => Answer;
  readonly result?: (task: StoredTask, phase: TaskPhase, place: TaskPlace) => Answer;
  readonly cancelled?: (task: StoredTask) => Answer;
  readonly refuse: (step: PassedStep) => Answer | undefined;
}

export interface TaskServer extends ServerControls {
  /** Every task that was accepted, in order. */
  readonly tasks: readonly StoredTask[];
}

/** Starts the strict stand-in of a service with tasks. */
export async function startTaskServer(
  dialect: TaskDialect,
  options: ServerOptions = {},
): Promise<TaskServer> {
  const script = new Script(options.answerMilliseconds);
  const store = new TaskStore(script);
  const key = options.key ?? `${canary}-${dialect.name}-${randomBytes(12).toString('hex')}`;
  let origin = '';
  const server = await startHttpServer({
    handle: (call) => answer(call, { dialect, script, store, key, origin }),
    bodyLimit: 100 * 2 ** 20,
  });
  origin = server.origin;
  return { ...startControls({ server, script, key, url: origin }), tasks: store.all };
}

interface State {
  readonly dialect: TaskDialect;
  readonly script: Script;
  readonly store: TaskStore;
  readonly key: string;
  readonly origin: string;
}

async function answer(call: Call, state: State): Promise<Answer> {
  const { dialect, key, script, store } = state;
  const file = /^\/files\/([^/]+)$/.exec(call.url.pathname)?.[1];
  if (file !== undefined) {
    return download(call, file, state);
  }
  if (dialect.keyOf(call.record) !== key) {
    return dialect.unauthorized;
  }
  const route = dialect.route(call);
  if (!route) {
    return dialect.notFound('');
  }
  const { refuse } = dialect;
  if (route.kind === 'keyCheck') {
    return takeQuestion({ call, script, refuse }, route.answer);
  }
  if (route.kind === 'submit') {
    const submit = async (request: TaskRequest, step: PassedStep): Promise<Answer> => {
      const task = store.create(request, step);
      return Promise.resolve(dialect.submitted(task, placeOf(task, state)));
    };
    // What a filter stops is a task that fails.
    const refuseCall = (step: PassedStep): Answer | undefined =>
      step.kind === 'policy' ? undefined : refuse(step);
    return takeCall({ call, script, refuse: refuseCall, read: route.read, answer: submit });
  }
  const task = store.find(route.id);
  return task ? answerTask(call, { ...state, task, kind: route.kind }) : dialect.notFound(route.id);
}

interface TaskQuestion extends State {
  readonly task: StoredTask;
  readonly kind: 'poll' | 'result' | 'cancel';
}

async function answerTask(call: Call, question: TaskQuestion): Promise<Answer> {
  const { dialect, script, store, task, kind } = question;
  if (kind === 'cancel') {
    task.isCancelled = true;
    return dialect.cancelled?.(task) ?? dialect.notFound(task.id);
  }
  const step = await script.next({ route: kind === 'poll' ? 'poll' : 'models', signal: call.signal });
  const refusal = foreignAnswer(step) ?? dialect.refuse(step);
  if (refusal) {
    return refusal;
  }
  const place = placeOf(task, question);
  if (kind === 'result') {
    return spoil(dialect.result?.(task, store.end(task), place) ?? dialect.notFound(task.id), step);
  }
  const phase = store.ask(task);
  return phase.phase === 'expired'
    ? dialect.notFound(task.id)
    : spoil(dialect.status(task, phase, place), step);
}

function placeOf(task: StoredTask, { store, origin }: State): TaskPlace {
  return { origin, files: store.files(task, origin) };
}

async function download(call: Call, name: string, { dialect, script, store }: State): Promise<Answer> {
  if (call.record.headers[dialect.keyHeader] !== undefined) {
    return { status: 400, body: 'A key must not come here' };
  }
  const step = await script.next({ route: 'download', signal: call.signal });
  const refusal = foreignAnswer(step) ?? dialect.refuse(step);
  const drawn = refusal ? undefined : store.draw(name);
  if (!drawn) {
    return refusal ?? { status: 404, body: 'Not found' };
  }
  return spoil({ status: 200, headers: { 'content-type': drawn.mediaType }, body: drawn.bytes }, step);
}
