import type { Provider } from '../model/provider';
import { notOffered, optional, required } from '../../shared/capabilities';
import {
  commonFormats,
  fourteenRatios,
  maxCalls,
  maxReferenceSide,
  megabyte,
  tenRatios,
  unknownModels,
} from './common';

/** https://docs.imini.ai/en/api-reference/images (one page for each model); credits are charged by the task. */
const iminiCommon = {
  quality: notOffered,
  referenceFormats: commonFormats,
  // Inferred: neither is documented. Images of up to 10 MB are what gateways to these models commonly take.
  referenceLimits: { maxSide: maxReferenceSide, maxBytes: 10 * megabyte },
  styleReferences: true,
  maxImages: maxCalls,
  imagesPerCall: 1,
  maxPromptLength: 6000,
} as const;

export const imini: Provider = {
  id: 'imini',
  label: 'imini',
  baseUrl: 'https://openapi.imini.ai/imini/router',
  api: 'imini',
  needsKey: true,
  keyUrl: 'https://imini.ai/api-keys',
  models: [
    {
      id: 'google/nano-banana-pro',
      label: 'Nano Banana Pro',
      capabilities: {
        ...iminiCommon,
        aspectRatio: optional(tenRatios),
        size: required(['1K', '2K', '4K'], '1K'),
        maxReferences: 14,
      },
    },
    {
      id: 'google/nano-banana-2',
      label: 'Nano Banana 2',
      capabilities: {
        ...iminiCommon,
        aspectRatio: optional(fourteenRatios),
        size: required(['512', '1K', '2K', '4K'], '1K'),
        maxReferences: 14,
      },
    },
    {
      id: 'google/nano-banana',
      label: 'Nano Banana',
      capabilities: {
        ...iminiCommon,
        aspectRatio: optional(tenRatios),
        // Larger sizes are silently made 1K, so they are not offered.
        size: required(['1K'], '1K'),
        maxReferences: 3,
      },
    },
    {
      id: 'openai/gpt-image-2',
      label: 'GPT Image 2',
      capabilities: {
        ...iminiCommon,
        // This model refuses a request that leaves any of the three out, also with references.
        aspectRatio: required([...tenRatios, '9:21'], '1:1'),
        size: required(['1K', '2K', '4K'], '1K'),
        quality: required(['low', 'medium', 'high'], 'medium'),
        maxReferences: 3,
        maxImages: 10,
        imagesPerCall: 10,
        maxPromptLength: 32_000,
      },
    },
  ],
  unknownModel: unknownModels.imini,
};
