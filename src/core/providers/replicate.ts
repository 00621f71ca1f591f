import { notOffered, optional, type Capabilities } from '../../shared/capabilities';
import type { Provider } from '../model/provider';
import { commonFormats, fourteenRatios, maxCalls, megabyte, tenRatios, unknownModels } from './common';
import { commonTaskFormat } from '../model/taskFormat';
import { fluxThreeRatios, fluxThreeSizes } from './blackForestLabs';

const common: Omit<Capabilities, 'aspectRatio' | 'size' | 'maxReferences'> = {
  quality: notOffered,
  referenceFormats: commonFormats,
  referenceLimits: { maxBytes: 7 * megabyte },
  styleReferences: false,
  maxImages: maxCalls,
  imagesPerCall: 1,
  maxPromptLength: 32_000,
};

/** https://replicate.com/docs/reference/http; each model names its inputs on its own page. */
export const replicate: Provider = {
  id: 'replicate',
  label: 'Replicate',
  baseUrl: 'https://api.replicate.com',
  api: 'tasks',
  // Its own client puts no more than this into a request as data.
  maxRequestBytes: 10 * megabyte,
  needsKey: true,
  keyUrl: 'https://replicate.com/account/api-tokens',
  task: {
    ...commonTaskFormat,
    submitPath: '/v1/models/{model}/predictions',
    fields: {
      prompt: 'input.prompt',
      aspectRatio: 'input.aspect_ratio',
      size: 'input.resolution',
      outputFormat: 'input.output_format',
      seed: 'input.seed',
      negativePrompt: 'input.negative_prompt',
      references: 'input.image_input',
    },
    taskId: ['id'],
    pollUrl: ['urls.get'],
    pollPath: '/v1/predictions/{task_id}',
    status: ['status'],
    success: ['succeeded'],
    failure: ['failed', 'canceled', 'aborted'],
    waiting: ['starting', 'processing'],
    errors: ['error'],
    results: ['output'],
    // Some models say it in their log alone.
    seed: ['output.seed'],
    cancelUrl: ['urls.cancel'],
    // The answer is the prediction; time that it has run is billed.
    stopped: { words: ['canceled', 'aborted'], begun: { at: 'started_at' } },
    keyCheckPath: '/v1/account',
  },
  models: [
    {
      id: 'google/nano-banana-pro',
      label: 'Nano Banana Pro',
      untested: true,
      capabilities: {
        ...common,
        aspectRatio: optional(tenRatios),
        size: optional(['1K', '2K', '4K']),
        outputFormat: optional(['png', 'jpg']),
        maxReferences: 14,
      },
    },
    {
      // Inferred from its predecessor.
      id: 'google/nano-banana-2.1',
      label: 'Nano Banana 2.1',
      untested: true,
      capabilities: {
        ...common,
        aspectRatio: optional(fourteenRatios),
        size: optional(['1K', '2K', '4K']),
        outputFormat: optional(['png', 'jpg']),
        maxReferences: 14,
      },
    },
    {
      id: 'black-forest-labs/flux-3-image',
      label: 'FLUX 3',
      untested: true,
      task: { fields: { references: 'input.images' }, fixedFields: { 'input.grounding': false } },
      capabilities: {
        ...common,
        aspectRatio: optional(fluxThreeRatios),
        size: optional(fluxThreeSizes),
        outputFormat: optional(['png', 'jpg', 'webp']),
        referenceLimits: { maxSide: 4000, maxBytes: 7 * megabyte },
        maxReferences: 10,
      },
    },
    {
      // https://replicate.com/bytedance/seedream-5-pro: its prompt has 4,000 characters at most.
      id: 'bytedance/seedream-5-pro',
      label: 'Seedream 5.0 Pro',
      untested: true,
      task: { fields: { size: 'input.size' } },
      capabilities: {
        ...common,
        aspectRatio: optional(['1:1', '2:3', '3:2', '3:4', '4:3', '9:16', '16:9', '21:9']),
        size: optional(['1K', '2K']),
        outputFormat: optional(['png', 'jpeg']),
        maxReferences: 10,
        maxPromptLength: 4000,
      },
    },
    {
      id: 'black-forest-labs/flux-2-pro',
      label: 'FLUX.2 Pro',
      task: { fields: { references: 'input.input_images' } },
      capabilities: {
        ...common,
        aspectRatio: optional(['1:1', '16:9', '3:2', '2:3', '4:5', '5:4', '9:16', '3:4', '4:3']),
        size: optional(['0.5 MP', '1 MP', '2 MP', '4 MP']),
        outputFormat: optional(['png', 'jpg', 'webp']),
        seed: true,
        maxReferences: 8,
      },
    },
  ],
  unknownModel: {
    ...unknownModels.tasks,
    quality: notOffered,
    background: notOffered,
    // Some models have it, and nothing says which.
    negativePrompt: false,
  },
};
