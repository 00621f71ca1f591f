import type { Capabilities, Provider } from '../provider';
import { commonTaskFormat } from '../taskFormat';
import {
  commonFormats,
  fourteenRatios,
  maxCalls,
  megabyte,
  notOffered,
  optional,
  tenRatios,
  unknownModels,
} from './options';

const common: Omit<Capabilities, 'aspectRatio'> = {
  size: optional(['1k', '2k', '4k']),
  quality: notOffered,
  outputFormat: optional(['png', 'jpeg']),
  maxReferences: 14,
  referenceFormats: commonFormats,
  // Inferred, as is that references may come as data.
  referenceLimits: { maxBytes: 10 * megabyte },
  styleReferences: false,
  maxImages: maxCalls,
  imagesPerCall: 1,
  maxPromptLength: 32_000,
};

const twoEndpoints = {
  submitPath: '/api/v3/{model}/text-to-image',
  submitPathWithReferences: '/api/v3/{model}/edit',
};

/** https://wavespeed.ai/docs */
export const waveSpeed: Provider = {
  id: 'wavespeed',
  label: 'WaveSpeed',
  baseUrl: 'https://api.wavespeed.ai',
  api: 'tasks',
  needsKey: true,
  keyUrl: 'https://wavespeed.ai/accesskey',
  task: {
    ...commonTaskFormat,
    // A model of one's own choice is named with its endpoint.
    submitPath: '/api/v3/{model}',
    fields: {
      prompt: 'prompt',
      aspectRatio: 'aspect_ratio',
      size: 'resolution',
      outputFormat: 'output_format',
      seed: 'seed',
      negativePrompt: 'negative_prompt',
      references: 'images',
    },
    taskId: ['data.id'],
    pollUrl: ['data.urls.get'],
    pollPath: '/api/v3/predictions/{task_id}/result',
    status: ['data.status'],
    success: ['completed'],
    failure: ['failed'],
    waiting: ['created', 'processing'],
    errors: ['data.error'],
    results: ['data.outputs'],
    seed: ['data.seed'],
    keyCheckPath: '/api/v3/balance',
  },
  models: [
    {
      id: 'google/nano-banana-2.1',
      label: 'Nano Banana 2.1',
      untested: true,
      task: twoEndpoints,
      capabilities: { ...common, aspectRatio: optional(fourteenRatios) },
    },
    {
      id: 'google/nano-banana-pro',
      label: 'Nano Banana Pro',
      untested: true,
      task: twoEndpoints,
      capabilities: { ...common, aspectRatio: optional(tenRatios) },
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
