import * as z from 'zod';
import { EaselError } from '../../model/errors';
import { requestIdOf } from '../../http/roundTrip';
import type { JsonAnswer } from '../../http/client';
import { pollTask } from '../../http/poll';
import type { Api, ApiAnswer, CallContext, KeyCheckContext, Task } from '../common/api';
import type { ImageRequest } from '../../model/request';
import { taskFormatOf, type TaskFormat } from '../../model/taskFormat';
import { bringTask } from '../response/fetchTaskImages';
import { cancelTask } from './taskCancel';
import { readAnswer } from '../response/parseResponse';
import { requestTo } from '../common/requestTo';
import { sendPaid } from '../common/sendPaid';
import { askForResults, isBareAcceptance } from './taskAnswer';
import { buildTaskBody } from './taskBody';
import { faultWithin } from './taskFault';
import { textFor, type TaskResults } from './taskResults';
import { withSeeds } from './taskSeeds';
import { fillIn } from './taskUrls';
import { textAt } from '../response/valueAt';

/**
 * Submit, ask until the task is done, download: what a service calls all that, and where it stands, is the data of its
 * row (`TaskFormat`).
 */
export const tasks: Api = { generate, resume, checkKey };

async function generate(request: ImageRequest, context: CallContext): Promise<ApiAnswer> {
  const { provider, model } = context;
  const format = taskFormatOf(provider, model);
  const { submitMethod, submitPath, submitPathWithReferences = submitPath } = format;
  const path = request.references.length > 0 ? submitPathWithReferences : submitPath;
  const answer = await sendPaid(context, {
    method: submitMethod,
    path: fillIn(path, { model: model.id }),
    body: buildTaskBody(request, model.id, format),
  });
  const task = readSubmission(answer, format, context);
  await context.checkpoint(task);
  return resume(task, context);
}

async function resume(task: Task, context: CallContext): Promise<ApiAnswer> {
  let results: TaskResults = { found: [], seeds: [] };
  const answer = await bringTask(task, context, async () => {
    results = await waitForResults(task, context);
    return results.found;
  });
  return withSeeds(answer, results.seeds, results.found.length);
}

/** What is needed to ask again, after a reload as well. @throws EaselError */
function readSubmission(answer: JsonAnswer, format: TaskFormat, { provider }: CallContext): Task {
  const poll = textFor(answer, format.pollUrl) ?? (isBareAcceptance(answer) ? monitorOf(answer) : undefined);
  const result = textFor(answer, format.resultUrl);
  const cancel = textFor(answer, format.cancelUrl);
  const taskId = textAt(answer, format.taskId) ?? poll ?? textFor(answer, format.taskId);
  const source = { provider, method: 'POST' } as const;
  readAnswer(answer, z.unknown(), source);
  const fault = faultWithin(answer, source);
  if (fault) {
    throw fault;
  }
  const requestId = requestIdOf(answer.headers);
  return {
    taskId: readAnswer({ ...answer, body: taskId ?? answer.body }, z.string(), source),
    ...(requestId !== undefined && { requestId }),
    urls: {
      ...(poll !== undefined && { poll }),
      ...(result !== undefined && { result }),
      ...(cancel !== undefined && { cancel }),
    },
  };
}

/** Where a service that answers with no word says to ask, whatever the row says: RFC 9110 §15.3.3, RFC 7240 §4.1. */
function monitorOf(answer: JsonAnswer): string | undefined {
  return textAt(answer, ['header:operation-location', 'header:location']);
}

async function waitForResults(task: Task, context: CallContext): Promise<TaskResults> {
  const { provider, model, clock, signal, totalMilliseconds } = context;
  const format = taskFormatOf(provider, model);
  const ask = askForResults(task, format, context);
  try {
    const outcome = await pollTask({
      ask,
      clock,
      signal,
      isResumed: context.isResumed,
      policy: {
        firstWait: format.interval * 1000,
        longestWait: format.longestInterval * 1000,
        ...(totalMilliseconds !== undefined && { total: totalMilliseconds }),
      },
    });
    if (outcome instanceof EaselError) {
      throw outcome;
    }
    return outcome;
  } catch (error) {
    const isCancelled = signal.aborted && context.isClosing?.() !== true;
    throw (isCancelled ? await cancelTask(task, format, context) : undefined) ?? error;
  }
}

/** A task that nobody knows is unknown to a good key, and refused to a wrong one. */
async function checkKey(context: KeyCheckContext): Promise<void> {
  const { provider, http, signal } = context;
  const { keyCheckPath, pollPath, pollMethod } = taskFormatOf(provider);
  const path = keyCheckPath ?? (pollMethod === 'GET' ? pollPath : undefined);
  if (path === undefined) {
    return;
  }
  const filled = fillIn(path, { model: provider.models[0].id, taskId: 'task_0' });
  const answer = await http.sendJson({ method: 'GET', ...requestTo(context, filled), signal });
  const source = { provider, method: 'GET' } as const;
  try {
    readAnswer(answer, z.unknown(), source);
  } catch (error) {
    if (error instanceof EaselError && error.kind === 'invalidRequest') {
      return;
    }
    throw error;
  }
  const fault = faultWithin(answer, source);
  if (fault && fault.kind !== 'invalidRequest') {
    throw fault;
  }
}
