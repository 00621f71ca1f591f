import type { Provider } from '../model/provider';
import { localModel, localServer } from './local';
import { notOffered, optional } from '../../shared/capabilities';
import { unknownModels } from './common';

/**
 * https://docs.docker.com/ai/model-runner/api-reference: its Diffusers engine, which draws 512 x 512 where no size is
 * asked for, and has no route for edits. It takes any model that was pulled, by its name with its tag.
 */
export const dockerModelRunner: Provider = {
  ...localServer,
  id: 'docker-model-runner',
  label: 'Docker Model Runner',
  baseUrl: 'http://localhost:12434/engines/diffusers',
  // `manual_seed(seed + i)` in `generate_images` of its `diffusers_server/server.py`.
  countsSeedsUp: true,
  models: [
    {
      id: 'stable-diffusion:Q4',
      label: 'Stable Diffusion Q4',
      untested: true,
      capabilities: {
        ...localModel,
        seed: true,
        negativePrompt: true,
        size: optional(['512x512', '512x768', '768x512', '768x768', '1024x1024']),
      },
    },
  ],
  unknownModel: {
    ...unknownModels['openai-images'],
    quality: notOffered,
    background: notOffered,
    outputFormat: notOffered,
    maxReferences: 0,
    mask: false,
  },
};
