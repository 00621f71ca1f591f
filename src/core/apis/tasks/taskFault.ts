import * as z from 'zod';
import { EaselError } from '../../model/errors';
import { errorFromAnswer, failureWithin } from '../../http/responseErrors';
import type { JsonAnswer } from '../../http/client';
import type { TaskFormat } from '../../model/taskFormat';
import type { AnswerSource } from '../response/parseResponse';
import { firstAt, isSomething } from '../response/valueAt';

const envelope = z.object({
  code: z
    .union([
      z.number(),
      z
        .string()
        .regex(/^-?\d+$/u)
        .transform(Number),
    ])
    .optional()
    .catch(undefined),
  success: z.boolean().optional().catch(undefined),
});

/** The error that stands in an answer of good status, where the service says there how it went. */
export function faultWithin(answer: JsonAnswer, { provider, method }: AnswerSource): EaselError | undefined {
  const { code = 0, success = true } = envelope.safeParse(answer.body).data ?? {};
  if (success && (code === 0 || (code >= 200 && code < 300))) {
    return undefined;
  }
  const { host } = new URL(provider.baseUrl);
  return code >= 400 && code < 600
    ? errorFromAnswer({ ...answer, status: code }, { host, method })
    : failureWithin(answer, { host, method });
}

export interface FailedTask {
  readonly answer: JsonAnswer;
  readonly format: TaskFormat;
  readonly baseUrl: string;
  /** As the service put it. */
  readonly word: string;
}

/** Why a task failed, which its own answer says, and with a good status. */
export function taskFailure({ answer, format, baseUrl, word }: FailedTask): EaselError {
  const said = errorsIn(answer, format);
  const body = said.length > 0 ? { error: said } : { message: word };
  const { host } = new URL(baseUrl);
  const { kind, details } = failureWithin({ ...answer, body }, { host, method: 'GET' });
  return format.refused.includes(word.toLowerCase())
    ? new EaselError('refusedByPolicy', { ...details, reason: word, taskOver: true })
    : new EaselError(kind, { ...details, taskOver: true });
}

/** All that stands where a row says that errors stand. */
export function errorsIn(answer: JsonAnswer, { errors }: TaskFormat): readonly unknown[] {
  return errors.map((path) => firstAt(answer, [path])).filter(isSomething);
}
