import type * as z from 'zod';
import { EaselError } from '../errors';
import { errorFromAnswer } from '../http/answerErrors';
import type { JsonAnswer } from '../http/client';
import { jsonStart } from '../http/jsonStart';
import { redactStart } from '../http/redact';
import type { Provider } from '../provider';

export interface AnswerSource {
  readonly provider: Provider;
  readonly method: 'GET' | 'POST';
}

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

/** The start of an answer, for the log and for support. Embedded bytes are left out. */
function excerptOf(body: unknown): string {
  return redactStart(jsonStart(body, 16 * longestExcerpt), [], longestExcerpt);
}

const longestExcerpt = 500;
