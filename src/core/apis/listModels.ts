import { geminiModels, openaiModels, type ListedModel } from '../modelLists';
import type { KeyCheckContext } from '../provider';
import { askFor } from './askFor';

/** Lists of models, which cost nothing. Errors as `Api.listModels`. */

/** All on one page: a second one would hold text models of last year. */
export function listGeminiModels(context: KeyCheckContext): Promise<readonly ListedModel[]> {
  return askFor(context, '/v1beta/models?pageSize=1000', geminiModels);
}

export function listOpenaiModels(context: KeyCheckContext): Promise<readonly ListedModel[]> {
  return askFor(context, '/v1/models', openaiModels(context.provider.api));
}

export function listOpenRouterModels(context: KeyCheckContext): Promise<readonly ListedModel[]> {
  return askFor(context, '/v1/images/models', openaiModels(context.provider.api));
}
