import { workflowOf } from '../model/comfyuiModel';
import type { Model, Provider } from '../model/provider';
import { automatic1111 } from './automatic1111';
import { comfyui } from './comfyui';
import { blackForestLabs } from './blackForestLabs';
import { dockerModelRunner } from './dockerModelRunner';
import { fal } from './fal';
import { gemini } from './gemini';
import { imini } from './imini';
import { infinityBlue } from './infinityBlue';
import { localAi, stableDiffusionCpp } from './local';
import { openai } from './openai';
import { openRouter } from './openRouter';
import { placeholder } from './placeholder';
import { replicate } from './replicate';
import { vllmOmni } from './vllmOmni';
import { waveSpeed } from './waveSpeed';
import { xai } from './xai';

/** The table. The first row is what a new user starts with. */
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
