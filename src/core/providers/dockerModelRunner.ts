import type { Provider } from '../provider';
import { commonFormats, notOffered, optional, unknownModels } from './options';

/**
 * https://docs.docker.com/ai/model-runner/api-reference: its Diffusers engine, which draws 512 x 512 where no size is
 * asked for, and has no route for edits. It takes any model that was pulled, by its name with its tag.
 */
export const dockerModelRunner: Provider = {
  id: 'docker-model-runner',
  label: 'Docker Model Runner',
  baseUrl: 'http://localhost:12434/engines/diffusers',
  api: 'openai-images',
  auth: { kind: 'none' },
  needsKey: false,
  parallelJobs: 1,
  models: [
    {
      id: 'stable-diffusion:Q4',
      label: 'Stable Diffusion Q4',
      untested: true,
      capabilities: {
        aspectRatio: notOffered,
        size: optional(['512x512', '512x768', '768x512', '768x768', '1024x1024']),
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
  unknownModel: {
    ...unknownModels['openai-images'],
    quality: notOffered,
    background: notOffered,
    outputFormat: notOffered,
    maxReferences: 0,
  },
};
