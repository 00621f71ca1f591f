import { notOffered, optional, type Capabilities } from '../../shared/capabilities';
import type { Provider } from '../model/provider';
import { commonFormats, fourteenRatios, maxCalls, megabyte, tenRatios, unknownModels } from './common';
import { commonTaskFormat } from '../model/taskFormat';
import { fluxThreeRatios, fluxThreeSizes } from './blackForestLabs';

const common: Omit<Capabilities, 'aspectRatio' | 'size'> = {
  quality: notOffered,
  outputFormat: optional(['png', 'jpeg', 'webp']),
  // https://docs.fal.ai/documentation/model-apis/model-arguments
  seed: true,
  maxReferences: 14,
  referenceFormats: commonFormats,
  // Inferred: data URIs have no documented limit of their own.
  referenceLimits: { maxBytes: 10 * megabyte },
  styleReferences: false,
  maxImages: maxCalls,
  imagesPerCall: 4,
  maxPromptLength: 32_000,
};

/** What nobody has read of a model's schema is not offered. */
function withoutFormat({ outputFormat: _, ...others }: typeof common): Omit<typeof common, 'outputFormat'> {
  return others;
}

/** Names of sizes in pixels. */
const shapes = [
  ...['square_hd', 'square', 'portrait_4_3', 'portrait_16_9'],
  ...['landscape_4_3', 'landscape_16_9'],
];

/** With references it is another endpoint. */
const edit = { submitPathWithReferences: '/{model}/edit' };

/** https://fal.ai/docs/documentation/model-apis/inference/queue; results are kept for minutes only. */
export const fal: Provider = {
  id: 'fal',
  label: 'fal',
  baseUrl: 'https://queue.fal.run',
  api: 'tasks',
  auth: { kind: 'header', header: 'authorization', prefix: 'Key ' },
  needsKey: true,
  keyUrl: 'https://fal.ai/dashboard/keys',
  task: {
    ...commonTaskFormat,
    submitPath: '/{model}',
    fields: {
      prompt: 'prompt',
      aspectRatio: 'aspect_ratio',
      size: 'resolution',
      outputFormat: 'output_format',
      count: 'num_images',
      seed: 'seed',
      negativePrompt: 'negative_prompt',
      references: 'image_urls',
    },
    taskId: ['request_id'],
    // "Do not build these URLs yourself": an app's address is shorter than its model's id.
    pollUrl: ['status_url'],
    pollPath: undefined,
    status: ['status'],
    success: ['completed'],
    waiting: ['in_queue', 'in_progress'],
    errors: ['error', 'detail'],
    results: ['images', 'image'],
    seed: ['seed'],
    resultUrl: ['response_url'],
    cancelUrl: ['cancel_url'],
    cancelMethod: 'PUT',
    // What has begun is only asked to stop: https://fal.ai/docs/inference-api/queue/cancel
    stopped: { words: ['ok'], begun: 'never' },
    keyCheckPath: '/fal-ai/nano-banana-pro/requests/00000000-0000-0000-0000-000000000000/status',
  },
  models: [
    {
      id: 'fal-ai/nano-banana-pro',
      label: 'Nano Banana Pro',
      untested: true,
      task: edit,
      capabilities: { ...common, aspectRatio: optional(tenRatios), size: optional(['1K', '2K', '4K']) },
    },
    {
      id: 'google/nano-banana-2.1',
      label: 'Nano Banana 2.1',
      untested: true,
      task: edit,
      capabilities: { ...common, aspectRatio: optional(fourteenRatios), size: optional(['1K', '2K', '4K']) },
    },
    {
      // Its endpoints are named below; https://fal.ai/models/blackforestlabs/flux-3/edit-image/llms.txt
      id: 'blackforestlabs/flux-3',
      label: 'FLUX 3',
      untested: true,
      task: {
        submitPath: '/{model}/text-to-image',
        submitPathWithReferences: '/{model}/edit-image',
      },
      capabilities: {
        ...withoutFormat(common),
        aspectRatio: optional(fluxThreeRatios),
        size: optional(fluxThreeSizes),
        seed: false,
        maxReferences: 10,
        // "At most 4 megapixels."
        referenceLimits: { maxSide: 2000, maxBytes: 10 * megabyte },
        imagesPerCall: 1,
      },
    },
    {
      id: 'bytedance/seedream/v5/pro',
      label: 'Seedream 5.0 Pro',
      untested: true,
      task: {
        submitPath: '/{model}/text-to-image',
        submitPathWithReferences: '/{model}/edit',
        fields: { size: 'image_size' },
      },
      capabilities: {
        ...withoutFormat(common),
        aspectRatio: notOffered,
        size: optional(shapes),
        seed: false,
        maxReferences: 10,
        imagesPerCall: 1,
      },
    },
    {
      id: 'fal-ai/flux-2-pro',
      label: 'FLUX.2 Pro',
      task: { ...edit, fields: { size: 'image_size' } },
      capabilities: {
        ...common,
        aspectRatio: notOffered,
        // Left out, it is landscape_4_3, and with references theirs.
        size: optional(shapes),
        outputFormat: optional(['png', 'jpeg']),
        maxReferences: 8,
        imagesPerCall: 1,
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
