import type * as z from 'zod';
import { EaselError } from '../errors';
import { errorFromAnswer } from '../http/answerErrors';
import type { JsonAnswer } from '../http/client';
import type { AnswerSource } from './answerSource';
import { excerptOf } from './answerExcerpt';
import { failureIn } from './bodyFailure';

export type { AnswerSource };

/**
 * The body of a good answer, with only the fields that the schema reads.
 * @throws EaselError the provider's own refusal, or `unexpectedAnswer` where a good status brings another shape.
 */
export function readAnswer<T>(
  answer: JsonAnswer,
  schema: z.ZodType<T>,
  { provider, method }: AnswerSource,
): T {
  const { host } = new URL(provider.baseUrl);
  if (answer.status < 200 || answer.status > 299) {
    throw errorFromAnswer(answer, { host, method });
  }
  const parsed = schema.safeParse(answer.body);
  if (!parsed.success) {
    const failure = failureIn(answer, { provider, method });
    if (failure) {
      throw failure;
    }
    throw new EaselError(
      'unexpectedAnswer',
      {
        status: answer.status,
        host,
        maybeBilled: method === 'POST',
        reason: 'otherShape',
        excerpt: excerptOf(answer.body),
      },
      { cause: parsed.error },
    );
  }
  return parsed.data;
}
