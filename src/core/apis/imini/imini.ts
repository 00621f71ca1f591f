import * as z from 'zod';
import { EaselError } from '../../model/errors';
import { errorFromAnswer, failureWithin } from '../../http/responseErrors';
import { Base64Text, type JsonAnswer, type JsonBody } from '../../http/client';
import { pollTask, type TaskState } from '../../http/poll';
import { formatFacts } from '../../../shared/imageFormat';
import type { Provider } from '../../model/provider';
import type { Api, ApiAnswer, CallContext, KeyCheckContext, Task } from '../common/api';
import type { ImageRequest } from '../../model/request';
import { bringTask } from '../response/fetchTaskImages';
import { findAnywhere } from '../response/findAnywhere';
import { imagesOf, longString, textOf } from '../response/responseText';
import { asObject, membersOf } from '../response/loose';
import { textNamed } from '../response/named';
import type { Found } from '../response/openaiAnswer';
import { otherShape, readAnswer } from '../response/parseResponse';
import { requestTo } from '../common/requestTo';
import { sendPaid } from '../common/sendPaid';

/**
 * imini open platform: submit, poll the task, download. Every call is asynchronous.
 * https://docs.imini.ai/en/api-reference/images
 */
export const imini: Api = { generate, resume, checkKey };

const waitingWords = /^(?:queued|pending|processing|running|submitted|created|starting|in_progress)$/iu;

/** `pending`, `running` and `completed` are "never returned", says the vendor; unknown words count as waiting. */
const taskAnswer = z.unknown().transform((body) => taskFields.parse(asObject(body) ?? {}));

const taskFields = z.object({
  // A `data:` URI comes as a long string whose base64 has been decoded already.
  images: membersOf(z.object({ url: longString })),
  error: z.unknown().nullish(),
});

async function generate(request: ImageRequest, context: CallContext): Promise<ApiAnswer> {
  const answer = await sendPaid(context, {
    path: '/v1/images/generate',
    body: buildBody(request, context.model.id),
  });
  const source = { provider: context.provider, method: 'POST' } as const;
  const body = readAnswer(answer, z.unknown(), source);
  const taskId = textNamed(body, ['task_id', 'taskId']);
  const requestId = textNamed(body, ['request_id']);
  if (taskId === undefined) {
    throw otherShape(answer, source);
  }
  const task: Task = { taskId, ...(requestId !== undefined && { requestId }) };
  await context.checkpoint(task);
  return resume(task, context);
}

function resume(task: Task, context: CallContext): Promise<ApiAnswer> {
  return bringTask(task, context, () => waitForUrls(task, context));
}

async function waitForUrls(task: Task, context: CallContext): Promise<readonly Found[]> {
  const outcome = await pollTask({
    ask: async (signal) => readTask(await askForTask(task.taskId, { ...context, signal }), task, context),
    clock: context.clock,
    signal: context.signal,
    isResumed: context.isResumed,
    policy: context.totalMilliseconds === undefined ? {} : { total: context.totalMilliseconds },
  });
  if (outcome instanceof EaselError) {
    throw outcome;
  }
  return outcome;
}

/** The vendor documents no free call; an unknown task answers 401 to a wrong key and 404 to a good one. */
async function checkKey(context: KeyCheckContext): Promise<void> {
  const answer = await askForTask('task_0', context);
  if (answer.status !== 404) {
    readAnswer(answer, z.unknown(), { provider: context.provider, method: 'GET' });
  }
}

function askForTask(taskId: string, context: KeyCheckContext): Promise<JsonAnswer> {
  const { http, signal } = context;
  const path = `/v1/images/tasks/${encodeURIComponent(taskId)}`;
  return http.sendJson({ method: 'GET', ...requestTo(context, path), signal });
}

function buildBody(request: ImageRequest, model: string): JsonBody {
  return {
    model,
    prompt: request.prompt,
    // Left out, the ratio follows the references; that is why empty options are not sent.
    aspect_ratio: request.aspectRatio || undefined,
    resolution: request.size || undefined,
    quality: request.quality || undefined,
    n: request.count > 1 ? request.count : undefined,
    images:
      request.references.length === 0
        ? undefined
        : request.references.map((reference) => ({
            url: new Base64Text(reference, `data:${formatFacts[reference.format].mediaType};base64,`),
            reference_type: reference.use,
          })),
  };
}

function readTask(
  answer: JsonAnswer,
  task: Task,
  { provider }: CallContext,
): TaskState<readonly Found[] | EaselError> {
  // A page of some proxy may answer 404, too; what the provider says is JSON.
  if (answer.status === 404 && answer.body !== undefined) {
    const { details } = errorFromAnswer(answer, { host: new URL(provider.baseUrl).host, method: 'GET' });
    throw new EaselError('taskExpired', { ...details, taskOver: true });
  }
  const source = { provider, method: 'GET' } as const;
  const { images, error } = readAnswer(answer, taskAnswer, source);
  const status = textNamed(answer.body, ['status']) ?? (error == null ? undefined : 'failed');
  if (status === 'failed') {
    return { state: 'done', value: failureOf({ ...answer, body: { error } }, provider) };
  }
  const known = images.map(({ url }): Found => imagesOf(url)[0] ?? textOf(url)).filter((url) => url !== '');
  const found = known.length > 0 ? known : findAnywhere(answer.body).found;
  const isWaiting = status !== undefined && waitingWords.test(status);
  if (found.length > 0 && !isWaiting) {
    return { state: 'done', value: found };
  }
  if (status === undefined && asObject(answer.body)?.status !== '') {
    throw otherShape(answer, source);
  }
  if (status === 'succeeded') {
    throw new EaselError('noImage', { taskId: task.taskId, maybeBilled: true, taskOver: true });
  }
  return { state: 'waiting' };
}

/**
 * A failed task answers HTTP 200, so its error is read like that of a refused request. It is returned, not thrown:
 * asking again would not help, whatever kind of error it is.
 */
function failureOf(answer: JsonAnswer, { baseUrl }: Provider): EaselError {
  const { kind, details } = failureWithin(answer, { host: new URL(baseUrl).host, method: 'GET' });
  return new EaselError(kind, { ...details, taskOver: true });
}
