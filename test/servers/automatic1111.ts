import {
  checkpointTitles,
  exception,
  readImg2img,
  readTxt2img,
  type DrawRequest,
} from './automatic1111Request';
import { startControls, type ServerControls, type ServerOptions } from './controls';
import { jsonAnswer, readJson, startHttpServer, type Answer, type Call } from './http';
import { drawJpeg, drawPng } from './image';
import { Script } from './script';
import { lookUpStep, type PassedStep, type StepTable } from './steps';
import { takeCall, takeQuestion } from './takeCall';

export interface Automatic1111Server extends ServerControls {
  /** What is answered to whoever asks how far it is, from 0 to 1. */
  progress: number;
}

/**
 * Starts a strict stand-in for AUTOMATIC1111's web UI (`modules/api` of its repository). With a key, `user:password`,
 * as if it had been started with `--api-auth`.
 */
export async function startAutomatic1111Server(options: ServerOptions = {}): Promise<Automatic1111Server> {
  const script = new Script(options.answerMilliseconds);
  const { key = '' } = options;
  const state: State = { key, script, calls: 0, progress: 0, begun: 0 };
  const server = await startHttpServer({ handle: (call) => route(call, state), bodyLimit: 100 * 2 ** 20 });
  return Object.defineProperty(
    { ...startControls({ server, script, key, url: server.origin }), progress: 0 },
    'progress',
    { set: (progress: number) => (state.progress = progress), get: () => state.progress },
  );
}

interface State {
  readonly key: string;
  readonly script: Script;
  calls: number;
  progress: number;
  /** When the newest call began that is under way; 0 while none is. */
  begun: number;
}

async function route(call: Call, state: State): Promise<Answer> {
  const { script, key } = state;
  const expected = `Basic ${Buffer.from(key).toString('base64')}`;
  if (key !== '' && call.record.headers.authorization !== expected) {
    return exception(401, 'HTTPException', 'Incorrect username or password');
  }
  const answer = (request: DrawRequest, step: PassedStep): Promise<Answer> => draw(request, step, state);
  switch (`${call.record.method} ${call.url.pathname}`) {
    case 'POST /sdapi/v1/txt2img':
      return timed(state, () => takeCall({ call, script, refuse, answer, read: () => readTxt2img(call) }));
    case 'POST /sdapi/v1/img2img':
      return timed(state, () => takeCall({ call, script, refuse, answer, read: () => readImg2img(call) }));
    case 'GET /sdapi/v1/sd-models':
      return takeQuestion({ call, script, refuse }, jsonAnswer(200, checkpointTitles.map(checkpoint)));
    case 'GET /sdapi/v1/progress':
      return jsonAnswer(200, {
        progress: progressOf(state),
        eta_relative: 0,
        state: { job_count: progressOf(state) > 0 ? 1 : 0 },
        current_image: call.url.searchParams.get('skip_current_image') === 'true' ? null : await drawDraft(),
      });
    case 'POST /sdapi/v1/interrupt':
      readJson(call);
      return jsonAnswer(200, {});
    default:
      return jsonAnswer(404, { detail: 'Not Found' });
  }
}

async function timed(state: State, work: () => Promise<Answer>): Promise<Answer> {
  state.begun = Date.now();
  try {
    return await work();
  } finally {
    state.begun = 0;
  }
}

/** What a test has said; else, at a pace that feels real, as much as the time tells. */
function progressOf({ progress, begun, script: { answerMilliseconds: pace } }: State): number {
  const isPaced = progress === 0 && begun > 0 && pace > 0;
  return isPaced ? Math.min(0.99, (Date.now() - begun) / pace) : progress;
}

/** As it is far too small, it is told from the image at a glance. */
async function drawDraft(): Promise<string> {
  const about = { prompt: '', model: '', aspectRatio: '', size: '', quality: '', references: [] };
  const chunk = { ...about, call: 0, image: 0, draft: true };
  return (await drawPng({ chunk, width: 64, height: 64 })).toString('base64');
}

function checkpoint(title: string): unknown {
  const [filename = ''] = title.split(' ');
  return {
    title,
    model_name: filename.replace('.safetensors', ''),
    hash: null,
    sha256: null,
    filename,
    config: null,
  };
}

async function draw(request: DrawRequest, step: PassedStep, state: State): Promise<Answer> {
  const { prompt, options, references, title, seed } = request;
  const call = ++state.calls;
  const size = step.kind === 'wrongSize' ? { width: 320, height: 640 } : request;
  const images = await Promise.all(
    Array.from({ length: step.kind === 'noImage' ? 0 : options.count }, async (_, index) => {
      const used = references.map(({ sha256, use }) => ({ sha256, use }));
      const { model, aspectRatio, quality } = options;
      const about = { prompt, model, aspectRatio, size: options.size, quality, references: used };
      const chunk = { ...about, call, image: index + 1, draft: false };
      const drawing = { chunk, width: size.width, height: size.height };
      const isJpeg = step.kind === 'jpeg' || step.kind === 'wrongMediaType';
      return spell(isJpeg ? drawJpeg(drawing) : await drawPng(drawing), step);
    }),
  );
  const seeds = images.map((_, index) => (seed < 0 ? 1000 * call : seed) + index);
  const info = JSON.stringify({
    prompt,
    seed: seeds[0] ?? -1,
    all_seeds: seeds,
    sd_model_name: title.split('.safetensors')[0],
    infotexts: [],
  });
  return jsonAnswer(200, { images, parameters: { prompt }, info });
}

/** Some versions and forks put the media type before the base64. */
function spell(bytes: Buffer, step: PassedStep): string {
  const prefix = step.kind === 'oddBase64' && step.form === 'dataPrefix' ? 'data:image/png;base64,' : '';
  return prefix + bytes.toString('base64');
}

/** Of its own it knows errors and exceptions only; the rest is what a host in front of it would say. */
const refusals: StepTable<Answer> = {
  unauthorized: () => exception(401, 'HTTPException', 'Incorrect username or password'),
  outOfCredit: () => jsonAnswer(402, { detail: 'Payment required' }),
  rateLimited: ({ retryAfterSeconds: seconds }) =>
    jsonAnswer(
      429,
      { detail: 'Too many requests' },
      seconds === undefined ? {} : { 'retry-after': String(seconds) },
    ),
  serverError: ({ status = 500 }) =>
    exception(status, 'OutOfMemoryError', '', 'CUDA out of memory. Tried to allocate 2.00 GiB'),
  refuse: ({ status, code, message }) => exception(status, String(code), message),
  policy: ({ reason }) => jsonAnswer(400, { detail: reason ?? 'Rejected by the safety filter' }),
};

function refuse(step: PassedStep): Answer | undefined {
  return lookUpStep(refusals, step);
}
