import * as z from 'zod';
import { EaselError } from '../../model/errors';
import { failureWithin } from '../../http/responseErrors';
import { readErrorBody } from '../../http/errorBody';
import type { JsonAnswer } from '../../http/client';
import { LongText } from '../../http/response/longText';
import { refusalReason } from '../../http/policy/refusalWords';
import { excerptOf } from './answerExcerpt';
import type { AnswerSource } from './answerSource';

/**
 * What an answer of good status says went wrong. Services and relays give a refusal there as well, each in its own shape.
 * @returns `undefined` where nothing in it says that it failed.
 */
export function failureIn(answer: JsonAnswer, { provider, method }: AnswerSource): EaselError | undefined {
  return saysFailure(answer.body, 0) ? readFailure(answer, { provider, method }) : undefined;
}

/**
 * The images of a paid answer, or why there are none: the answer's own failure counts for more than that no image was found.
 * Errors as `read`.
 */
export async function orFailure<T>(
  answer: JsonAnswer,
  source: AnswerSource,
  read: () => T | Promise<T>,
): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof EaselError)) {
      throw error;
    }
    throw isWithoutImage(error) ? explained(error, answer, source) : withMessage(error, answer);
  }
}

function isWithoutImage({ kind, details }: EaselError): boolean {
  return kind === 'noImage' || (kind === 'unexpectedAnswer' && details.reason === 'otherShape');
}

/** A refusal for a reason in one word may be explained in more, as in Google's `finishMessage`. */
function withMessage(error: EaselError, answer: JsonAnswer): EaselError {
  const { kind, details, cause } = error;
  const { message } = readErrorBody(answer);
  return kind !== 'refusedByPolicy' || message === undefined || details.providerMessage !== undefined
    ? error
    : new EaselError(kind, { ...details, providerMessage: message }, { cause });
}

function explained(error: EaselError, answer: JsonAnswer, source: AnswerSource): EaselError {
  const excerpt = error.details.excerpt ?? excerptOf(answer.body);
  const failure = failureIn(answer, source);
  if (failure) {
    const { modelText, requestId } = error.details;
    const kept = {
      ...(modelText !== undefined && { modelText }),
      ...(requestId !== undefined && { requestId }),
    };
    return new EaselError(failure.kind, { ...kept, ...failure.details, excerpt }, { cause: error });
  }
  const native = nativeReason(answer.body);
  const { message } = readErrorBody(answer);
  const isSaid = message === undefined || error.details.providerMessage !== undefined;
  const details = {
    ...error.details,
    ...(!isSaid && { providerMessage: message }),
    ...(native !== undefined && { reason: native }),
    excerpt,
  };
  const kind = native !== undefined && refusalReason.test(native) ? 'refusedByPolicy' : error.kind;
  return new EaselError(kind, details, { cause: error.cause });
}

const withNativeReason = z.object({
  choices: z.array(z.object({ native_finish_reason: z.string().optional().catch(undefined) }).catch({})),
});

/** OpenRouter gives the reason of the model's own service beside its own, which is less exact. */
function nativeReason(body: unknown): string | undefined {
  const { choices } = withNativeReason.safeParse(body).data ?? { choices: [] };
  return choices.find(({ native_finish_reason: reason }) => reason !== undefined)?.native_finish_reason;
}

function readFailure(answer: JsonAnswer, { provider, method }: AnswerSource): EaselError {
  const { host } = new URL(provider.baseUrl);
  const body = eventThatFailed(answer.body);
  return failureWithin({ ...answer, body }, { host, method });
}

/** Of a stream, the event that says so: what stands in the others are pieces of an answer. */
function eventThatFailed(body: unknown): unknown {
  return Array.isArray(body) ? ((body as unknown[]).find((event) => saysFailure(event, 0)) ?? body) : body;
}

/** Results stand two levels deep at most, such as `data[].error`. */
const deepest = 2;
/** Of many members, those at the beginning. */
const mostMembers = 50;

function saysFailure(value: unknown, depth: number): boolean {
  if (depth > deepest || typeof value !== 'object' || value === null || value instanceof LongText) {
    return false;
  }
  if (Array.isArray(value)) {
    return (value as unknown[]).slice(0, mostMembers).some((member) => saysFailure(member, depth));
  }
  const fields = value as Readonly<Record<string, unknown>>;
  return signs.some((sign) => sign(fields)) || holders.some((name) => saysFailure(fields[name], depth + 1));
}

const holders = ['data', 'result', 'response', 'choices', 'base_resp'] as const;

type Fields = Readonly<Record<string, unknown>>;

const signs: readonly ((fields: Fields) => boolean)[] = [
  ({ error }) => saysSomething(error),
  ({ errors }) => saysSomething(errors),
  ({ success, ok }) => [success, ok].some((value) => value === false || value === 'false'),
  ({ type }) => type === 'error',
  ({ status }) =>
    (typeof status === 'number' && status >= 400) ||
    (typeof status === 'string' && /^(?:error|fail(?:ed|ure)?)$/iu.test(status)),
  ({ code, data, message, msg }) =>
    isFailureCode(code) && !saysSomething(data) && saysSomething(message ?? msg),
  ({ status_code: code, status_msg: said }) => isFailureCode(code) && saysSomething(said),
  ({ code }) => /^[45]\d\d$/u.test(String(typeof code === 'number' ? code : '')),
  // FastAPI's and Django's, of which nothing else stands in the answer.
  (fields) => saysSomething(fields.detail) && Object.keys(fields).length <= 3,
];

/** Zero, all that begins with 2, and words such as `Success` mean that it went well. */
function isFailureCode(code: unknown): boolean {
  return typeof code === 'number'
    ? code !== 0 && !/^2\d*$/u.test(String(code))
    : typeof code === 'string' && !/^(?:|0+|2\d*|ok|success\w*|succeeded|none|null)$/iu.test(code);
}

function saysSomething(value: unknown): boolean {
  if (value === undefined || value === null || value === false || value === 0) {
    return false;
  }
  if (typeof value === 'string') {
    return !/^(?:|none|null|false|0|ok|success)$/iu.test(value.trim());
  }
  return typeof value !== 'object' || value instanceof LongText || Object.keys(value).length > 0;
}
