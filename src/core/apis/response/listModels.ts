import { automatic1111Models, comfyuiModels } from '../common/stableDiffusionCheckpoints';
import { checkpointLoader } from '../../model/comfyuiModel';
import { geminiModels, openaiModels } from '../../providers/listedModels';
import type { ListedModel } from '../../model/provider';
import type { KeyCheckContext } from '../common/api';
import { askFor } from './getJson';

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

/** Of AUTOMATIC1111's API, whose server draws with whatever it has loaded unless it is told. */
export const checkpointsPath = '/sdapi/v1/sd-models';

export function listCheckpoints(context: KeyCheckContext): Promise<readonly ListedModel[]> {
  return askFor(context, checkpointsPath, automatic1111Models);
}

export function listComfyuiCheckpoints(context: KeyCheckContext): Promise<readonly ListedModel[]> {
  return askFor(context, `/object_info/${checkpointLoader}`, comfyuiModels(context.provider.models));
}
