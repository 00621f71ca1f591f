import type { Capabilities, Provider } from '../provider';
import {
  commonFormats,
  fourteenRatios,
  maxCalls,
  notOffered,
  optional,
  tenRatios,
  unknownModels,
} from './options';

/** It knows many models and refuses what one of them does not take; these are a start, and any id may be typed. */
const common: Omit<Capabilities, 'aspectRatio' | 'size'> = {
  quality: notOffered,
  maxReferences: 14,
  referenceFormats: commonFormats,
  styleReferences: false,
  maxImages: maxCalls,
  imagesPerCall: 1,
  maxPromptLength: 32_000,
};

export const openRouter: Provider = {
  id: 'openrouter',
  label: 'OpenRouter',
  baseUrl: 'https://openrouter.ai/api',
  api: 'openrouter-images',
  needsKey: true,
  keyUrl: 'https://openrouter.ai/settings/keys',
  models: [
    {
      id: 'google/gemini-3-pro-image',
      label: 'Nano Banana Pro',
      untested: true,
      capabilities: { ...common, aspectRatio: optional(tenRatios), size: optional(['1K', '2K', '4K']) },
    },
    {
      id: 'google/gemini-nano-banana-2.1',
      label: 'Nano Banana 2.1',
      untested: true,
      capabilities: { ...common, aspectRatio: optional(fourteenRatios), size: optional(['1K', '2K', '4K']) },
    },
    {
      id: 'bytedance-seed/seedream-4.5',
      label: 'Seedream 4.5',
      untested: true,
      capabilities: { ...common, aspectRatio: optional(tenRatios), size: optional(['2K', '4K']) },
    },
  ],
  unknownModel: unknownModels['openrouter-images'],
};
