import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod';
import {
  comfyuiCheckpoints,
  readPrompt,
  refused,
  takeUpload,
  type ComfyuiPrompt,
  type Uploads,
} from './comfyuiRequest';
import { foreignAnswer, spoil } from './connection';
import { startControls, type ServerControls, type ServerOptions } from './controls';
import { jsonAnswer, readJson, startHttpServer, type Answer, type Call } from './http';
import { drawJpeg, drawPng } from './image';
import { Script } from './script';
import { acceptSocket, refuseSocket, type ServerSocket } from './webSocket';
import { lookUpStep, type PassedStep, type StepTable } from './steps';
import { takeCall, takeQuestion } from './takeCall';

/** A workflow in the server's queue, and what becomes of it. */
export interface ComfyuiTask {
  readonly id: string;
  readonly call: number;
  readonly prompt: ComfyuiPrompt;
  readonly fate: PassedStep;
  readonly releases: number;
  /** Not done before. */
  readonly due: number;
  /** How often the history was asked for it. */
  polls: number;
  state: 'pending' | 'running' | 'done' | 'interrupted' | 'deleted';
}

export interface ComfyuiServer extends ServerControls {
  readonly tasks: readonly ComfyuiTask[];
  /** By the id that their client goes by, in the order in which they came. */
  readonly sockets: readonly ComfyuiSocket[];
  /** Resolves as soon as so many have come. */
  waitForSockets(count?: number): Promise<readonly ComfyuiSocket[]>;
}

export interface ComfyuiSocket extends ServerSocket {
  readonly clientId: string;
  /** How far a node is. */
  progress(node: string, value: number, max: number): void;
  /** A picture of what is being drawn. */
  draft(bytes: Buffer): void;
}

interface State {
  readonly key: string;
  readonly script: Script;
  readonly uploads: Uploads;
  readonly tasks: ComfyuiTask[];
  readonly sockets: ComfyuiSocket[];
}

/**
 * Starts a strict stand-in for ComfyUI (its `server.py` and `execution.py`). With a key, `user:password`, as if a proxy in
 * front of it asked for one.
 */
export async function startComfyuiServer(options: ServerOptions = {}): Promise<ComfyuiServer> {
  const script = new Script(options.answerMilliseconds);
  const { key = '' } = options;
  const sockets: ComfyuiSocket[] = [];
  const state: State = { key, script, uploads: new Map(), tasks: [], sockets };
  const waiting = new Set<() => void>();
  const server = await startHttpServer({
    handle: (call) => route(call, state),
    bodyLimit: 100 * 2 ** 20,
    upgrade: (request, connection) => {
      const socket = openSocket(request, connection, key);
      if (socket) {
        sockets.push(socket);
        waiting.forEach((check) => check());
      }
    },
  });
  return {
    ...startControls({ server, script, key, url: server.origin }),
    tasks: state.tasks,
    sockets,
    waitForSockets: (count = 1) =>
      new Promise((resolve) => {
        const check = (): void => {
          if (sockets.length >= count) {
            waiting.delete(check);
            resolve(sockets);
          }
        };
        waiting.add(check);
        check();
      }),
  };
}

/** `/ws`: pages of other sites are refused, as by the server's own `origin_only_middleware`. */
function openSocket(request: IncomingMessage, connection: Duplex, key: string): ComfyuiSocket | undefined {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://127.0.0.1');
  const clientId = searchParams.get('clientId') ?? '';
  const { authorization, origin } = request.headers;
  const expected = key === '' ? authorization : `Basic ${Buffer.from(key).toString('base64')}`;
  if (pathname !== '/ws' || clientId === '' || origin !== undefined || authorization !== expected) {
    refuseSocket(connection, authorization === expected ? '403 Forbidden' : '401 Unauthorized');
    return undefined;
  }
  const socket = acceptSocket(request, connection);
  const tell = (type: string, data: unknown): void => socket?.send(JSON.stringify({ type, data }));
  tell('status', { status: { exec_info: { queue_remaining: 0 } }, sid: clientId });
  return (
    socket && {
      ...socket,
      clientId,
      progress: (node, value, max) => tell('progress', { value, max, prompt_id: 'any', node }),
      draft: (bytes) => {
        const header = Buffer.alloc(8);
        header.writeUInt32BE(1, 0);
        header.writeUInt32BE(bytes[0] === 0xff ? 1 : 2, 4);
        socket.send(Buffer.concat([header, bytes]));
      },
    }
  );
}

async function route(call: Call, state: State): Promise<Answer> {
  const { script, key, uploads } = state;
  const { pathname, searchParams } = call.url;
  const expected = `Basic ${Buffer.from(key).toString('base64')}`;
  if (key !== '' && call.record.headers.authorization !== expected) {
    return { status: 401, body: 'Unauthorized' };
  }
  const where = `${call.record.method} ${pathname}`;
  if (where.startsWith('GET /history/')) {
    return history(decodeURIComponent(pathname.slice('/history/'.length)), call, state);
  }
  switch (where) {
    case 'POST /upload/image':
      return takeUpload(call, uploads);
    case 'POST /prompt':
      return takeCall({
        call,
        script,
        refuse,
        read: () => readPrompt(call, uploads),
        answer: (prompt, step) => Promise.resolve(submit(prompt, step, state)),
      });
    case 'GET /object_info/CheckpointLoaderSimple':
      return takeQuestion({ call, script, refuse }, jsonAnswer(200, loaderInfo));
    case 'GET /queue':
      return takeQuestion({ call, script, refuse }, jsonAnswer(200, queueOf(state)));
    case 'POST /queue':
      return changeQueue(call, state);
    case 'POST /interrupt':
      return interrupt(call, state);
    case 'GET /view':
      return view(searchParams, state);
    default:
      return { status: 404, body: '404: Not Found' };
  }
}

/** `node_info` in ComfyUI's `server.py`, with less of it. */
const loaderInfo = {
  CheckpointLoaderSimple: {
    input: {
      required: {
        ckpt_name: [comfyuiCheckpoints, { tooltip: 'The name of the checkpoint (model) to load.' }],
      },
    },
    input_order: { required: ['ckpt_name'] },
    output: ['MODEL', 'CLIP', 'VAE'],
    name: 'CheckpointLoaderSimple',
    output_node: false,
  },
};

function submit(prompt: ComfyuiPrompt, fate: PassedStep, state: State): Answer {
  const { tasks, script } = state;
  const task: ComfyuiTask = {
    id: randomUUID(),
    call: tasks.length + 1,
    prompt,
    fate,
    releases: script.releases,
    due: script.answerMilliseconds === 0 ? 0 : Date.now() + drawingPaces * script.answerMilliseconds,
    polls: 0,
    state: 'pending',
  };
  tasks.push(task);
  void tellHowFar(task, state);
  return jsonAnswer(200, { prompt_id: task.id, number: task.call, node_errors: {} });
}

/** After its submission a task is drawn for so many times the pace of an answer. */
const drawingPaces = 2;
const stepsTold = 8;

/** At a pace that feels real, its client hears how far it is and sees drafts; in a test the test says that. */
async function tellHowFar({ prompt, due }: ComfyuiTask, { sockets, script }: State): Promise<void> {
  const about = { prompt: '', model: '', aspectRatio: '', size: '', quality: '', references: [] };
  const chunk = { ...about, call: 0, image: 0, draft: true };
  for (let step = 1; step <= stepsTold && due > 0; step++) {
    await sleep((drawingPaces * script.answerMilliseconds) / (stepsTold + 1), undefined, { ref: false });
    const draft = await drawPng({ chunk, width: 64, height: 64 });
    for (const socket of sockets.filter(({ clientId }) => clientId === prompt.clientId)) {
      socket.progress('3', step, stepsTold);
      socket.draft(draft);
    }
  }
}

function queueOf({ tasks }: State): unknown {
  const items = (state: ComfyuiTask['state']) =>
    tasks
      .filter((task) => task.state === state)
      .map(({ call, id, prompt }) => [call, id, prompt.workflow, { client_id: prompt.clientId }, ['9']]);
  return { queue_running: items('running'), queue_pending: items('pending') };
}

/** A task waits at the first question, is worked on at the second, and done at the third. */
async function history(id: string, call: Call, { tasks, script }: State): Promise<Answer> {
  const step = await script.next({ route: 'poll', signal: call.signal });
  const refusal = foreignAnswer(step) ?? refuse(step);
  const task = tasks.find((each) => each.id === id);
  if (refusal || !task) {
    return refusal ?? jsonAnswer(200, {});
  }
  task.polls += 1;
  if (task.fate.kind === 'taskExpired' && task.polls > (task.fate.afterPolls ?? 0)) {
    task.state = 'deleted';
  }
  const isHeld =
    (task.fate.kind === 'taskHeld' && script.releases === task.releases) || Date.now() < task.due;
  if (task.state === 'running' && !isHeld && task.polls > 2) {
    task.state = 'done';
  } else if (task.state === 'pending') {
    task.state = 'running';
  }
  const isOver = task.state === 'done' || task.state === 'interrupted';
  return spoil(jsonAnswer(200, isOver ? { [id]: entryOf(task) } : {}), step);
}

function entryOf(task: ComfyuiTask): unknown {
  const { id, call, prompt, fate, state } = task;
  const item = [call, id, prompt.workflow, { client_id: prompt.clientId }, ['9']];
  const failure = state === 'interrupted' ? interrupted : failureOf(fate);
  if (failure) {
    const messages = [['execution_start', { prompt_id: id }], failure];
    return { prompt: item, outputs: {}, status: { status_str: 'error', completed: false, messages } };
  }
  const image = (name: string, type: string) => ({
    filename: name,
    subfolder: type === 'temp' ? '' : 'a b&c',
    type,
  });
  const saved = fate.kind === 'noImage' ? [] : [image(`Easel_${call}_.png`, 'output')];
  const outputs = {
    ...(fate.kind !== 'noImage' && { '14': { images: [image('preview.png', 'temp')] } }),
    '9': { images: saved },
    '20': { text: ['a caption'] },
  };
  const messages = [['execution_success', { prompt_id: id }]];
  return { prompt: item, outputs, status: { status_str: 'success', completed: true, messages }, meta: {} };
}

const interrupted = ['execution_interrupted', { node_id: '3', node_type: 'KSampler', executed: [] }];

function failureOf(fate: PassedStep): unknown {
  const message =
    fate.kind === 'taskFailed'
      ? (fate.message ?? 'Allocation on device')
      : fate.kind === 'policy'
        ? 'Rejected by content moderation'
        : undefined;
  const facts = { node_id: '3', node_type: 'KSampler', exception_type: 'torch.OutOfMemoryError' };
  return message === undefined
    ? undefined
    : ['execution_error', { ...facts, exception_message: message, traceback: [] }];
}

/** It answers with nothing at all, as the next one does. */
const nothing: Answer = { status: 200, body: '' };

function changeQueue(call: Call, { tasks }: State): Answer {
  const { delete: ids } = z.strictObject({ delete: z.array(z.string()) }).parse(readJson(call));
  for (const task of tasks.filter(({ id, state }) => ids.includes(id) && state === 'pending')) {
    task.state = 'deleted';
  }
  return nothing;
}

function interrupt(call: Call, { tasks }: State): Answer {
  const { prompt_id: id } = z.strictObject({ prompt_id: z.string() }).parse(readJson(call));
  for (const task of tasks.filter((each) => each.id === id && each.state === 'running')) {
    task.state = 'interrupted';
  }
  return nothing;
}

async function view(query: URLSearchParams, { tasks }: State): Promise<Answer> {
  const name = query.get('filename') ?? '';
  const call = Number(/^Easel_(\d+)_\.png$/u.exec(name)?.[1] ?? 0);
  const task = tasks.find((each) => each.call === call);
  if (!task || query.get('subfolder') !== 'a b&c' || query.get('type') !== 'output') {
    return { status: 404, body: '' };
  }
  const { prompt, fate } = task;
  const { width, height } = fate.kind === 'wrongSize' ? { width: 320, height: 640 } : prompt;
  const references = prompt.references.map(({ sha256, use }) => ({ sha256, use }));
  const { model, aspectRatio, size, quality } = prompt.options;
  const about = { prompt: prompt.prompt, model, aspectRatio, size, quality, references };
  const drawing = { chunk: { ...about, call, image: 1, draft: false }, width, height };
  const isJpeg = fate.kind === 'jpeg' || fate.kind === 'wrongMediaType';
  return {
    status: 200,
    headers: { 'content-type': fate.kind === 'jpeg' ? 'image/jpeg' : 'image/png' },
    body: isJpeg ? drawJpeg(drawing) : await drawPng(drawing),
  };
}

/** Of its own it knows no keys, credit or limits; those are what a host in front of it would say. */
const refusals: StepTable<Answer | undefined> = {
  unauthorized: () => ({ status: 401, body: 'Unauthorized' }),
  outOfCredit: () => ({ status: 402, body: 'Payment required' }),
  rateLimited: ({ retryAfterSeconds: seconds }) => ({
    status: 429,
    headers: seconds === undefined ? {} : { 'retry-after': String(seconds) },
    body: 'Too many requests',
  }),
  serverError: ({ status = 500 }) => ({ status, body: '500 Internal Server Error' }),
  refuse: ({ status, code, message }) => ({
    ...refused({ type: String(code), message, details: '' }),
    status,
  }),
  // A refused image is the task's failure, not the call's.
  policy: ({ form }) =>
    form === 'image'
      ? undefined
      : refused({ type: 'policy', message: 'Rejected by content moderation', details: '' }),
};

function refuse(step: PassedStep): Answer | undefined {
  return lookUpStep(refusals, step);
}
