import type { Provider } from '../provider';
import { commonFormats, notOffered, optional, unknownModels } from './options';

/**
 * https://docs.vllm.ai/projects/vllm-omni: it draws with the one model it was started with, whatever is asked for, and
 * edits only with a model that is made for it, which goes by its own id.
 */
export const vllmOmni: Provider = {
  id: 'vllm-omni',
  label: 'vLLM-Omni',
  baseUrl: 'http://localhost:8000',
  api: 'openai-images',
  auth: { kind: 'none' },
  needsKey: false,
  parallelJobs: 1,
  models: [
    {
      id: 'Qwen/Qwen-Image',
      label: 'Qwen Image',
      untested: true,
      capabilities: {
        aspectRatio: notOffered,
        size: optional(['512x512', '768x768', '1024x1024', '1024x768', '768x1024', '1536x1024', '1024x1536']),
        quality: notOffered,
        maxReferences: 0,
        referenceFormats: commonFormats,
        styleReferences: false,
        maxImages: 4,
        imagesPerCall: 4,
        maxPromptLength: 32_000,
      },
    },
  ],
  unknownModel: { ...unknownModels['openai-images'], quality: notOffered, background: notOffered },
};
