import type * as z from 'zod';
import { geminiModels, openaiModels, type ListedModel } from '../modelLists';
import type { KeyCheckContext } from '../provider';
import { readAnswer } from './readAnswer';
import { requestTo } from './requestTo';

/** Lists of models, which cost nothing. Errors as `Api.listModels`. */

/** All on one page: a second one would hold text models of last year. */
export function listGeminiModels(context: KeyCheckContext): Promise<readonly ListedModel[]> {
  return ask(context, '/v1beta/models?pageSize=1000', geminiModels);
}

export function listOpenaiModels(context: KeyCheckContext): Promise<readonly ListedModel[]> {
  return ask(context, '/v1/models', openaiModels(context.provider.api));
}

export function listOpenRouterModels(context: KeyCheckContext): Promise<readonly ListedModel[]> {
  return ask(context, '/v1/images/models', openaiModels(context.provider.api));
}

async function ask(
  context: KeyCheckContext,
  path: string,
  schema: z.ZodType<readonly ListedModel[]>,
): Promise<readonly ListedModel[]> {
  const { provider, http, signal } = context;
  const answer = await http.sendJson({ method: 'GET', ...requestTo(context, path), signal });
  return readAnswer(answer, schema, { provider, method: 'GET' });
}
