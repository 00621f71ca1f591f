import type * as z from 'zod';
import type { KeyCheckContext } from '../common/api';
import { failureIn } from './bodyFailure';
import { readAnswer } from './parseResponse';
import { requestTo } from '../common/requestTo';

/** Asks the provider for something that costs nothing. @throws EaselError as `readAnswer`. */
export async function askFor<T>(context: KeyCheckContext, path: string, schema: z.ZodType<T>): Promise<T> {
  const { provider, http, signal } = context;
  const answer = await http.sendJson({ method: 'GET', ...requestTo(context, path), signal });
  const source = { provider, method: 'GET' } as const;
  const failure = answer.status < 400 ? failureIn(answer, source) : undefined;
  if (failure) {
    // A key that is refused with a good status has not been accepted.
    throw failure;
  }
  return readAnswer(answer, schema, source);
}
