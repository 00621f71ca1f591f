import * as z from 'zod';
import { EaselError } from '../../model/errors';
import { errorFromAnswer, failureWithin } from '../../http/responseErrors';
import type { JsonAnswer } from '../../http/client';
import type { TaskState } from '../../http/poll';
import type { CallContext, Task } from '../common/api';
import type { TaskFormat } from '../../model/taskFormat';
import { readAnswer, type AnswerSource } from '../response/parseResponse';
import { errorsIn, faultWithin, taskFailure } from './taskFault';
import { findAllResults, findResults, textFor, type TaskResults } from './taskResults';
import { seedsIn } from './taskSeeds';
import { addressOf } from './taskUrls';

/** An error is returned where asking again would not help, whatever kind of error it is. */
export type TaskOutcome = TaskResults | EaselError;

type Ask = (signal: AbortSignal) => Promise<TaskState<TaskOutcome>>;

/** One question about a task, for as often as it is needed. @throws EaselError where there is no address to ask at. */
export function askForResults(task: Task, format: TaskFormat, context: CallContext): Ask {
  const { http, provider, model, log, checkpoint } = context;
  const question = addressOf({ url: task.urls?.poll, path: format.pollPath }, task, context);
  const fetchResult = resultRequest(task, format, context);
  const unknown = new Set<string>();
  let { isKnown = false } = task;
  const know = async (): Promise<void> => {
    if (!isKnown) {
      isKnown = true;
      await checkpoint({ ...task, isKnown });
    }
  };
  let questions = 0;
  let withoutWord = 0;
  return async (signal) => {
    questions += 1;
    const answer = await http.sendJson({
      method: format.pollMethod,
      ...question,
      ...(format.pollMethod === 'POST' && { body: pollBodyOf(task, format, model.id) }),
      signal,
    });
    if (isBareAcceptance(answer)) {
      await know();
      return { state: 'waiting' };
    }
    const reading = { answer, format, context };
    if (isGone(answer) && !isKnown) {
      if (questions < mostUnknown) {
        return { state: 'waiting' };
      }
      throw neverKnown(answer, { provider, method: 'GET' });
    }
    const failed = failureOf(reading);
    if (failed) {
      return done(failed);
    }
    const ended = endOf(reading);
    if (ended) {
      return done(ended);
    }
    await know();
    const word = textFor(answer, format.status);
    if (word === undefined && hasResultRequest(format) && !isTold(reading) && ++withoutWord < mostUnknown) {
      return { state: 'waiting' };
    }
    const state = stateOf(word, reading);
    switch (state) {
      case 'success':
        return done(await resultsOf(reading, (status) => fetchResult(status, signal)));
      case 'failure':
        return done(taskFailure({ ...reading, baseUrl: provider.baseUrl, word: word ?? '' }));
      case 'expired':
        return done(new EaselError('taskExpired', { code: word ?? '', taskOver: true }));
      case 'waiting':
        return { state };
      case 'unknown':
        // Whatever it is called, it has made something.
        if (findResults(answer, format).length > 0) {
          return done(await resultsOf(reading, (status) => fetchResult(status, signal)));
        }
        if (word !== undefined && !unknown.has(word)) {
          unknown.add(word);
          log(`Task ${task.taskId} is said to be “${word}”, which is taken as waiting.`);
        }
        return { state: 'waiting' };
    }
  };
}

/** What it has made comes by a request of its own, so that an answer without a word says nothing. */
function hasResultRequest({ resultUrl, resultPath }: TaskFormat): boolean {
  return resultUrl.length > 0 || resultPath !== undefined;
}

function isTold({ answer, format }: Reading): boolean {
  return findResults(answer, format).length + errorsIn(answer, format).length > 0;
}

/** It was taken, or goes on, and the body says nothing. */
export function isBareAcceptance({ status, body }: JsonAnswer): boolean {
  return status === 202 && body === null;
}

interface Reading {
  readonly answer: JsonAnswer;
  readonly format: TaskFormat;
  readonly context: CallContext;
}

function done(value: TaskOutcome): TaskState<TaskOutcome> {
  return { state: 'done', value };
}

function pollBodyOf({ taskId }: Task, { pollBody }: TaskFormat, model: string): Record<string, string> {
  return Object.fromEntries(
    Object.entries(pollBody).map(([name, value]) => [
      name,
      value.replaceAll('{task_id}', () => taskId).replaceAll('{model}', () => model),
    ]),
  );
}

/** What ends the waiting, whatever the status says. @throws EaselError the provider's refusal to answer. */
function endOf({ answer, format, context }: Reading): EaselError | undefined {
  const source: AnswerSource = { provider: context.provider, method: 'GET' };
  if (isGone(answer)) {
    return expired(answer, source);
  }
  readAnswer(answer, z.unknown(), source);
  // What it has made is worth more than what it says of it.
  const fault = findResults(answer, format).length > 0 ? undefined : faultWithin(answer, source);
  if (fault?.details.status !== undefined) {
    throw fault;
  }
  return fault;
}

/** That the task has failed, where the row says that an answer of this status tells so by a word of its own. */
function failureOf(reading: Reading): EaselError | undefined {
  const { answer, format, context } = reading;
  const word = textFor(answer, format.status);
  const isTold = format.failureStatuses?.includes(answer.status) === true && word !== undefined;
  return isTold && stateOf(word, reading) === 'failure'
    ? taskFailure({ ...reading, baseUrl: context.provider.baseUrl, word })
    : undefined;
}

/** A page of some proxy may answer 404, too; what the provider says is JSON. */
function isGone({ status, body }: JsonAnswer): boolean {
  return (status === 404 || status === 410) && body !== undefined;
}

/** A service may need a moment before it knows what it has taken. */
const mostUnknown = 3;

/** Rather the row names the wrong address than the task, which is paid, is over: it can be asked for again. */
function neverKnown(answer: JsonAnswer, { provider, method }: AnswerSource): EaselError {
  const { details } = errorFromAnswer(answer, { host: new URL(provider.baseUrl).host, method });
  return new EaselError('unexpectedAnswer', { ...details, maybeBilled: true });
}

function expired(answer: JsonAnswer, { provider, method }: AnswerSource): EaselError {
  const { details } = errorFromAnswer(answer, { host: new URL(provider.baseUrl).host, method });
  return new EaselError('taskExpired', { ...details, taskOver: true });
}

type State = 'success' | 'failure' | 'expired' | 'waiting' | 'unknown';

function stateOf(word: string | undefined, { answer, format, context }: Reading): State {
  if (word === undefined) {
    if (findResults(answer, format).length > 0) {
      return 'success';
    }
    // A row may name no status at all: then results, or an error, say that it is over.
    const isOver = errorsIn(answer, format).length > 0;
    const isAsNamed = format.status.length === 0 || isOver;
    const shape = z.unknown().refine(() => isAsNamed);
    readAnswer(answer, shape, { provider: context.provider, method: 'GET' });
    return isOver ? 'failure' : 'waiting';
  }
  const lower = word.toLowerCase();
  const states: readonly (readonly [State, readonly string[]])[] = [
    ['success', format.success],
    ['failure', [...format.refused, ...format.failure]],
    ['expired', format.expired],
    ['waiting', format.waiting],
  ];
  return states.find(([, words]) => words.includes(lower))?.[0] ?? 'unknown';
}

type FetchResult = (status: JsonAnswer) => Promise<JsonAnswer | EaselError | undefined>;

async function resultsOf(reading: Reading, fetchResult: FetchResult): Promise<TaskOutcome> {
  const { format } = reading;
  const found = findResults(reading.answer, format);
  if (found.length > 0) {
    return { found, seeds: seedsIn(reading.answer, format, found.length) };
  }
  if (errorsIn(reading.answer, format).length > 0) {
    return withoutResults(reading);
  }
  const result = await fetchResult(reading.answer);
  if (result === undefined) {
    const anywhere = findAllResults(reading.answer, format);
    return anywhere.length > 0 ? { found: anywhere, seeds: [] } : withoutResults(reading);
  }
  if (result instanceof EaselError) {
    return result;
  }
  const second = findAllResults(result, format);
  return second.length > 0
    ? { found: second, seeds: seedsIn(result, format, second.length) }
    : withoutResults({ ...reading, answer: result });
}

function withoutResults({ answer, format, context }: Reading): EaselError {
  return errorsIn(answer, format).length > 0
    ? taskFailure({ answer, format, baseUrl: context.provider.baseUrl, word: '' })
    : new EaselError('noImage', { maybeBilled: true, taskOver: true });
}

/** A result that fails so often has failed for good: the task's own error shows there at some services. */
const mostResultFailures = 3;

/** The second request, where a row has one: what a finished task has made, or why it made nothing. */
function resultRequest(
  task: Task,
  format: TaskFormat,
  context: CallContext,
): (status: JsonAnswer, signal: AbortSignal) => ReturnType<FetchResult> {
  const { resultUrl, resultPath } = format;
  let failures = 0;
  const source: AnswerSource = { provider: context.provider, method: 'GET' };
  const { host } = new URL(context.provider.baseUrl);
  return async (status, signal) => {
    const url = textFor(status, resultUrl) ?? task.urls?.result;
    if (url === undefined && resultPath === undefined) {
      return undefined;
    }
    const address = addressOf({ url, path: resultPath }, task, context);
    const answer = await context.http.sendJson({ method: 'GET', ...address, signal });
    const isEmpty = findResults(answer, format).length === 0 && errorsIn(answer, format).length === 0;
    if (answer.status === 202 && isEmpty) {
      // The images of a task that is done are still on the way: the next question comes back here.
      throw new EaselError('unexpectedAnswer', {
        status: answer.status,
        host,
        reason: 'empty',
        maybeBilled: true,
      });
    }
    if (isGone(answer)) {
      return expired(answer, source);
    }
    if (answer.status >= 500 && answer.body !== undefined && ++failures >= mostResultFailures) {
      return errorFromAnswer(answer, { host, method: 'GET' });
    }
    if (answer.status === 400 || answer.status === 422) {
      const { kind, details } = failureWithin(answer, { host, method: 'GET' });
      return new EaselError(kind, { ...details, taskOver: true });
    }
    readAnswer(answer, z.unknown(), source);
    return answer;
  };
}
