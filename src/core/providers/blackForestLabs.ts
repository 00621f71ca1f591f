import { notOffered, optional, type Capabilities } from '../../shared/capabilities';
import type { Provider } from '../model/provider';
import { commonFormats, maxCalls, megabyte, unknownModels } from './common';
import { commonTaskFormat, type ModelTask } from '../model/taskFormat';

/** Any sides do that 16 divides, up to an area of 4,194,304 pixels; these are a choice. */
export const fluxTwoSizes = [
  ...['1024x1024', '1536x1024', '1024x1536', '1440x816', '816x1440', '1152x864', '864x1152'],
  ...['2048x2048', '1920x1088', '1088x1920', '2560x1440', '1440x2560'],
];

/** Wherever FLUX 3 is served. */
export const fluxThreeRatios = [
  ...['1:1', '1:2', '2:1', '2:3', '3:2', '3:4', '4:3', '4:5', '5:4', '5:7', '7:5', '9:16', '16:9'],
  ...['9:21', '21:9'],
];
export const fluxThreeSizes = ['768sq', '1k', '1.5k', '2k', '4k'];

const common = {
  quality: notOffered,
  referenceFormats: commonFormats,
  styleReferences: false,
  maxImages: maxCalls,
  imagesPerCall: 1,
  maxPromptLength: 32_000,
} as const;

const fluxTwo: Capabilities = {
  ...common,
  aspectRatio: notOffered,
  size: optional(fluxTwoSizes),
  outputFormat: optional(['png', 'jpeg']),
  seed: true,
  maxReferences: 8,
  referenceLimits: { maxBytes: 20 * megabyte },
};

/**
 * What https://docs.comfy.org and https://github.com/vercel/ai say of its schema, which is strict: a seed, a size in
 * pixels or a file format is answered with 422. References have 16 megapixels at most.
 */
const fluxThree: Capabilities = {
  ...common,
  aspectRatio: optional(fluxThreeRatios),
  size: optional(fluxThreeSizes),
  maxReferences: 10,
  // In base64, and a square of 16 megapixels.
  referenceLimits: { maxSide: 4000, maxBytes: 15 * megabyte },
};

const fluxThreeTask: ModelTask = {
  fields: { aspectRatio: 'aspect_ratio', size: 'resolution', references: 'images' },
  // Otherwise the model looks up the prompt on the web, which nobody has asked for.
  fixedFields: { grounding: false },
};

/** https://docs.bfl.ai; a result's address is good for ten minutes, or about an hour with FLUX 3. */
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
    // FLUX 3 says so of a task that has failed.
    failureStatuses: [503],
    waiting: ['pending', 'reasoning', 'generating'],
    errors: ['result.error', 'details.error', 'detail'],
    results: ['result.sample'],
    seed: ['result.seed'],
    keyCheckPath: '/v1/credits',
  },
  models: [
    { id: 'flux-2-pro', label: 'FLUX.2 Pro', capabilities: fluxTwo },
    {
      id: 'flux-3-image',
      label: 'FLUX 3',
      untested: true,
      task: fluxThreeTask,
      capabilities: fluxThree,
    },
    { id: 'flux-2-pro-preview', label: 'FLUX.2 Pro Preview', untested: true, capabilities: fluxTwo },
    { id: 'flux-2-max', label: 'FLUX.2 Max', capabilities: fluxTwo },
    { id: 'flux-2-flex', label: 'FLUX.2 Flex', untested: true, capabilities: fluxTwo },
    ...(['9B', '4B'] as const).map((size) => ({
      ...{ id: `flux-2-klein-${size.toLowerCase()}`, label: `FLUX.2 Klein ${size}`, untested: true },
      capabilities: { ...fluxTwo, maxReferences: 4 },
    })),
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
