import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { workflowError, workflowOf } from '../../model/comfyuiModel';
import { fillWorkflow, parseWorkflow, placesIn } from './comfyuiWorkflow';
import { largestSeed } from '../../../shared/options';
import type { Reference } from '../../model/reference';
import type { ImageRequest } from '../../model/request';
import type { Api, ApiAnswer, CallContext, KeyCheckContext, ReceivedImage, Task } from '../common/api';
import { EaselError } from '../../model/errors';
import { failureWithin } from '../../http/responseErrors';
import type { JsonAnswer, JsonBody } from '../../http/client';
import { pollTask, type PollPolicy, type TaskState } from '../../http/poll';
import { formatFacts } from '../../../shared/imageFormat';
import { askFor } from '../response/getJson';
import { listComfyuiCheckpoints } from '../response/listModels';
import {
  nodeErrorsIn,
  explained,
  failureIn,
  historyEntry,
  imagesIn,
  queueOf,
  type OutputImage,
} from './comfyuiAnswers';
import { listenToServer } from './comfyuiProgress';
import { stopTask } from './comfyuiStop';
import { fetchFound } from '../response/fetchFound';
import { withTask } from '../response/fetchTaskImages';
import { textNamed } from '../response/named';
import { parsePixels } from '../common/pixelSize';
import { otherShape, readAnswer } from '../response/parseResponse';
import { requestTo } from '../common/requestTo';
import { sendPaid } from '../common/sendPaid';
import { scalarIn } from '../response/valueAt';

/**
 * ComfyUI: a model is a workflow in the API format, a file of the workspace. It is filled in, put into the server's queue,
 * and asked for until its images are there. https://docs.comfy.org/development/comfyui-server/comms_routes
 */
export const comfyui: Api = { generate, resume, checkKey, listModels: listComfyuiCheckpoints };

/** The server is near, and each question is answered from memory. */
const pollPolicy: Partial<PollPolicy> = {
  firstWait: 500,
  factor: 1.3,
  longestWait: 3000,
  // Nobody restarts it and finds the task again: its queue is in memory.
  longestSilence: 40_000,
};

async function generate(request: ImageRequest, context: CallContext): Promise<ApiAnswer> {
  const { model, provider, clock, log, report } = context;
  const { prompt, negativePrompt, references, size } = request;
  const pixels = size === '' ? {} : parsePixels(size);
  const { file, checkpoint } = workflowOf(model.id);
  const workflow = parseWorkflow(await readFile(file, context), file);
  const places = placesIn(workflow, model.workflow ?? {}, {
    file,
    references: references.length,
    hasSize: size !== '',
    hasSeed: request.seed !== undefined,
    hasNegativePrompt: negativePrompt !== undefined,
    hasCheckpoint: checkpoint !== undefined,
  });
  if (references.length > 0) {
    report({ step: 'sending' });
  }
  const names: string[] = [];
  for (const [index, reference] of references.entries()) {
    names.push(await upload(reference, index, context));
  }
  // Without a new one the server would have nothing to do, and answer without an image.
  const seed = request.seed ?? Math.floor(clock.random() * (largestSeed + 1));
  log(`Seed ${seed}.`);
  const values = { prompt, negativePrompt, references: names, ...pixels, seed, checkpoint };
  const filled = fillWorkflow(workflow, values, places);
  const clientId = randomUUID();
  const listening = listenToServer(context, { clientId, samplers: places.seed.length });
  try {
    const answer = await sendPaid(context, {
      path: '/prompt',
      // It was read from JSON.
      body: { prompt: filled as JsonBody, client_id: clientId },
    });
    const source = { provider, method: 'POST' } as const;
    const taskId = textNamed(readAnswer(explained(answer), z.unknown(), source), ['prompt_id']);
    if (taskId === undefined) {
      throw otherShape(answer, source);
    }
    const task: Task = { taskId, ...(places.seed.length > 0 && { seed }) };
    await context.checkpoint(task);
    const nodeErrors = nodeErrorsIn(answer);
    return await toldBeside(nodeErrors, context, () => resume(task, listening.context));
  } finally {
    await listening.end();
  }
}

/** What could not run is told beside the images of what could, and where there are none. */
async function toldBeside(
  said: string | undefined,
  { log }: CallContext,
  work: () => Promise<ApiAnswer>,
): Promise<ApiAnswer> {
  if (said === undefined) {
    return work();
  }
  log(`Some nodes of the workflow cannot run: ${said}`);
  try {
    return { ...(await work()), modelText: said };
  } catch (error) {
    throw error instanceof EaselError && error.details.providerMessage === undefined
      ? new EaselError(error.kind, { ...error.details, providerMessage: said }, { cause: error.cause })
      : error;
  }
}

async function resume(task: Task, context: CallContext): Promise<ApiAnswer> {
  const { signal, report, clock, totalMilliseconds } = context;
  try {
    report({ step: 'queued' });
    const outcome = await pollTask({
      ask: (asking) => askForTask(task, { ...context, signal: asking }),
      clock,
      signal,
      isResumed: context.isResumed,
      policy: { ...pollPolicy, ...(totalMilliseconds !== undefined && { total: totalMilliseconds }) },
    });
    if (outcome instanceof EaselError) {
      throw outcome;
    }
    const names = outcome.map(({ filename }) => filename);
    const fetched = await fetchFound(names, context, {
      numbered: true,
      fetch: (filename, position) =>
        view(outcome[position] ?? { filename, subfolder: '', type: 'output' }, context),
    });
    const { seed } = task;
    const images = seed === undefined ? fetched.images : fetched.images.map((image) => ({ ...image, seed }));
    return { images, leftOut: fetched.leftOut };
  } catch (error) {
    // What the window leaves behind when it closes is taken up by the next one.
    const isCancelled = signal.aborted && context.isClosing?.() !== true;
    throw (isCancelled ? await stopTask(task, context) : undefined) ?? withTask(error, task);
  }
}

/** The queue costs nothing to look at. */
async function checkKey(context: KeyCheckContext): Promise<void> {
  await askFor(context, '/queue', z.unknown());
}

async function readFile(file: string, { readWorkspaceFile }: CallContext): Promise<string> {
  if (!readWorkspaceFile) {
    throw workflowError(file, 'missing');
  }
  return readWorkspaceFile(file);
}

const uploaded = z.object({
  name: z.string().min(1),
  subfolder: z
    .unknown()
    .nullish()
    .transform((folder) => scalarIn(folder) ?? ''),
});

/** The server keeps what it has under this name already, and names the new one otherwise. */
async function upload(reference: Reference, index: number, context: CallContext): Promise<string> {
  const { http, signal, provider } = context;
  const { ending, mediaType } = formatFacts[reference.format];
  const answer = await http.sendJson({
    method: 'POST',
    ...requestTo(context, '/upload/image'),
    form: [
      { name: 'image', fileName: `reference-${index + 1}.${ending}`, mediaType, source: reference },
      { name: 'type', value: 'input' },
      { name: 'subfolder', value: 'easel' },
    ],
    maxBytes: provider.maxRequestBytes,
    signal,
  });
  const { name, subfolder } = readAnswer(explained(answer), uploaded, { provider, method: 'GET' });
  return subfolder === '' ? name : `${subfolder}/${name}`;
}

type Outcome = readonly OutputImage[] | EaselError;

/** The queue is asked first: what has left it by then stands in the history, or nowhere. */
async function askForTask({ taskId }: Task, context: CallContext): Promise<TaskState<Outcome>> {
  const { provider, report } = context;
  const { running, pending } = queueOf(await ask('/queue', context), provider);
  const answer = await ask(`/history/${encodeURIComponent(taskId)}`, context);
  const entry = historyEntry(answer, taskId, provider);
  if (!entry) {
    if (!running.includes(taskId) && !pending.includes(taskId)) {
      throw new EaselError('taskExpired', { taskOver: true });
    }
    report({ step: running.includes(taskId) ? 'waiting' : 'queued' });
    return { state: 'waiting' };
  }
  const failure = failureIn(entry);
  if (failure !== undefined) {
    const { host } = new URL(provider.baseUrl);
    const { kind, details } = failureWithin({ ...answer, body: failure }, { host, method: 'GET' });
    return { state: 'done', value: new EaselError(kind, { ...details, taskOver: true }) };
  }
  const images = imagesIn(entry);
  if (images.length === 0) {
    throw new EaselError('noImage', { maybeBilled: true, taskOver: true });
  }
  return { state: 'done', value: images };
}

function ask(path: string, context: KeyCheckContext): Promise<JsonAnswer> {
  const { http, signal } = context;
  return http.sendJson({ method: 'GET', ...requestTo(context, path), signal });
}

/** The address is of our making and leads to the provider itself, so that its password goes with it. */
async function view(
  { filename, subfolder, type }: OutputImage,
  context: CallContext,
): Promise<ReceivedImage> {
  const { http, signal, provider } = context;
  const query = new URLSearchParams({ filename, subfolder, type });
  const { url, headers: ownHeaders } = requestTo(context, `/view?${query.toString()}`);
  const { bytes, mediaType } = await http.download({ url, baseUrl: provider.baseUrl, ownHeaders, signal });
  return { bytes, ...(mediaType !== undefined && { declaredMediaType: mediaType }) };
}
