import type * as z from 'zod';
import type { KeyCheckContext } from '../provider';
import { readAnswer } from './readAnswer';
import { requestTo } from './requestTo';

/** Asks the provider for something that costs nothing. @throws EaselError as `readAnswer`. */
export async function askFor<T>(context: KeyCheckContext, path: string, schema: z.ZodType<T>): Promise<T> {
  const { provider, http, signal } = context;
  const answer = await http.sendJson({ method: 'GET', ...requestTo(context, path), signal });
  return readAnswer(answer, schema, { provider, method: 'GET' });
}
