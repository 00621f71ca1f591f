import { notOffered, optional, type Capabilities } from '../../shared/capabilities';
import type { Provider } from '../model/provider';
import { commonFormats, fourteenRatios, maxCalls, megabyte, tenRatios, unknownModels } from './common';
import { commonTaskFormat } from '../model/taskFormat';

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

/** Of OpenAI's and ByteDance's models here. */
const fifteenRatios = [
  ...['1:1', '1:2', '2:1', '1:3', '3:1', '2:3', '3:2', '3:4', '4:3', '4:5', '5:4', '9:16', '16:9'],
  ...['9:21', '21:9'],
];

/** https://wavespeed.ai/models/openai/gpt-image-2.6-flare/text-to-image/llms.txt */
const gptImage: Capabilities = {
  ...common,
  aspectRatio: optional(fifteenRatios),
  quality: optional(['low', 'medium', 'high', 'xhigh', 'max']),
  outputFormat: optional(['png', 'jpeg', 'webp']),
  maxReferences: 16,
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
    ...(['Flare', 'Sunburst'] as const).map((name) => ({
      id: `openai/gpt-image-2.6-${name.toLowerCase()}`,
      label: `GPT Image 2.6 ${name}`,
      untested: true,
      task: { ...twoEndpoints, fields: { quality: 'quality' } },
      capabilities: gptImage,
    })),
    {
      // https://wavespeed.ai/models/bytedance/seedream-v5.5/llms.txt; that edits are named like this is inferred.
      id: 'bytedance/seedream-v5.5',
      label: 'Seedream 5.5',
      untested: true,
      task: { submitPath: '/api/v3/{model}', submitPathWithReferences: '/api/v3/{model}/edit' },
      capabilities: {
        ...common,
        aspectRatio: optional(fifteenRatios),
        size: optional(['1k', '1.5k', '2k', '3k']),
        maxReferences: 10,
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
