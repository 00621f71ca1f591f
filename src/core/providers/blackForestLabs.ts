import type { Capabilities, Provider } from '../provider';
import { commonTaskFormat } from '../taskFormat';
import { commonFormats, maxCalls, megabyte, notOffered, optional, unknownModels } from './options';

/** Any sides do that 16 divides, up to 4 megapixels; these are a choice. */
const sizes = [
  ...['1024x1024', '1536x1024', '1024x1536', '1440x816', '816x1440', '1152x864', '864x1152'],
  ...['2048x2048', '1920x1088', '1088x1920'],
];

const capabilities: Capabilities = {
  aspectRatio: notOffered,
  size: optional(sizes),
  quality: notOffered,
  outputFormat: optional(['png', 'jpeg']),
  seed: true,
  maxReferences: 8,
  referenceFormats: commonFormats,
  referenceLimits: { maxBytes: 20 * megabyte },
  styleReferences: false,
  maxImages: maxCalls,
  imagesPerCall: 1,
  maxPromptLength: 32_000,
};

/** https://docs.bfl.ai; a result's address is good for ten minutes. */
export const blackForestLabs: Provider = {
  id: 'bfl',
  label: 'Black Forest Labs',
  baseUrl: 'https://api.bfl.ai',
  // A task lives in the region that took it, and is asked for there.
  keyOrigins: [
    'https://api.eu.bfl.ai',
    'https://api.us.bfl.ai',
    'https://api.eu1.bfl.ai',
    'https://api.us1.bfl.ai',
  ],
  api: 'tasks',
  auth: { kind: 'header', header: 'x-key' },
  needsKey: true,
  keyUrl: 'https://dashboard.bfl.ai',
  task: {
    ...commonTaskFormat,
    submitPath: '/v1/{model}',
    fields: {
      prompt: 'prompt',
      size: { width: 'width', height: 'height' },
      outputFormat: 'output_format',
      seed: 'seed',
      references: ['input_image', ...[2, 3, 4, 5, 6, 7, 8].map((number) => `input_image_${number}`)],
    },
    referenceForm: 'base64',
    taskId: ['id'],
    pollUrl: ['polling_url'],
    pollPath: '/v1/get_result?id={task_id}',
    status: ['status'],
    success: ['ready'],
    failure: ['error', 'failed'],
    refused: ['request moderated', 'content moderated'],
    expired: ['task not found'],
    waiting: ['pending'],
    errors: ['result.error', 'details.error', 'detail'],
    results: ['result.sample'],
    seed: ['result.seed'],
    keyCheckPath: '/v1/credits',
  },
  models: [
    { id: 'flux-2-pro', label: 'FLUX.2 Pro', capabilities },
    { id: 'flux-2-max', label: 'FLUX.2 Max', capabilities },
  ],
  unknownModel: {
    ...unknownModels.tasks,
    aspectRatio: notOffered,
    quality: notOffered,
    background: notOffered,
    negativePrompt: false,
    maxReferences: 8,
  },
};
