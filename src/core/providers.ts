import { workflowOf } from './comfyuiModel';
import type { Model, Provider } from './provider';
import { automatic1111 } from './providers/automatic1111';
import { comfyui } from './providers/comfyui';
import { blackForestLabs } from './providers/blackForestLabs';
import { dockerModelRunner } from './providers/dockerModelRunner';
import { fal } from './providers/fal';
import { gemini } from './providers/gemini';
import { imini } from './providers/imini';
import { infinityBlue } from './providers/infinityBlue';
import { localAi, stableDiffusionCpp } from './providers/local';
import { openai } from './providers/openai';
import { openRouter } from './providers/openRouter';
import { placeholder } from './providers/placeholder';
import { replicate } from './providers/replicate';
import { vllmOmni } from './providers/vllmOmni';
import { waveSpeed } from './providers/waveSpeed';
import { xai } from './providers/xai';

/** The table. The first row is what a new person starts with. */
export const builtInProviders = [
  placeholder,
  imini,
  infinityBlue,
  gemini,
  openai,
  xai,
  openRouter,
  fal,
  replicate,
  blackForestLabs,
  waveSpeed,
  localAi,
  stableDiffusionCpp,
  dockerModelRunner,
  vllmOmni,
  automatic1111,
  comfyui,
] as const satisfies readonly Provider[];

/**
 * The model to call for an id. An id that the table does not know passes through as it is,
 * since providers add models faster than Easel is released.
 */
export function findModel(provider: Provider, modelId: string): Model {
  const named = (id: string): Model | undefined => provider.models.find((model) => model.id === id);
  const base = named(baseModelId(modelId));
  return (
    named(modelId) ?? {
      ...(base?.api !== undefined && { api: base.api }),
      ...(base?.workflow && { workflow: base.workflow }),
      ...(base?.task && { task: base.task }),
      id: modelId,
      label: modelId,
      capabilities: base?.capabilities ?? provider.unknownModel,
    }
  );
}

/**
 * The model that an id is a dated or numbered version of, such as `gpt-image-2` of `gpt-image-2-2026-04-21`; of a workflow
 * with a checkpoint, the workflow.
 */
export function baseModelId(modelId: string): string {
  return workflowOf(modelId).file.replace(/-(?:\d{4}-\d{2}-\d{2}|0\d{2})$/u, '');
}
