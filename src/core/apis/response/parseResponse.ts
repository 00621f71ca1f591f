import type * as z from 'zod';
import { EaselError } from '../../model/errors';
import { errorFromAnswer } from '../../http/responseErrors';
import type { JsonAnswer } from '../../http/client';
import type { AnswerSource } from './answerSource';
import { excerptOf } from './answerExcerpt';
import { failureIn } from './bodyFailure';

export type { AnswerSource };

/**
 * The body of a good answer, with only the fields that the schema reads.
 * @throws EaselError the provider's own refusal, or `unexpectedAnswer` where a good status brings another shape.
 */
export function readAnswer<T>(answer: JsonAnswer, schema: z.ZodType<T>, source: AnswerSource): T {
  if (answer.status < 200 || answer.status > 299) {
    const { host } = new URL(source.provider.baseUrl);
    throw errorFromAnswer(answer, { host, method: source.method });
  }
  const parsed = schema.safeParse(answer.body);
  if (!parsed.success) {
    throw otherShape(answer, source, parsed.error);
  }
  return parsed.data;
}

/** A good status brought an answer that holds nothing of what it should: the failure in it, or that it is odd. */
export function otherShape(answer: JsonAnswer, source: AnswerSource, cause?: unknown): EaselError {
  const failure = failureIn(answer, source);
  if (failure) {
    return failure;
  }
  const { host } = new URL(source.provider.baseUrl);
  const details = {
    status: answer.status,
    host,
    maybeBilled: source.method === 'POST',
    reason: 'otherShape',
  };
  return new EaselError('unexpectedAnswer', { ...details, excerpt: excerptOf(answer.body) }, { cause });
}
