import { notOffered, optional, type Capabilities } from '../../shared/capabilities';
import type { Provider } from '../model/provider';
import { commonFormats, fourteenRatios, maxCalls, tenRatios, unknownModels } from './common';

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

const seedream = { ...common, aspectRatio: optional(tenRatios), maxReferences: 10 };

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
      id: 'bytedance-seed/seedream-5-5',
      label: 'Seedream 5.5',
      untested: true,
      capabilities: { ...seedream, size: optional(['1K', '2K']) },
    },
    {
      id: 'bytedance-seed/seedream-5-0-pro',
      label: 'Seedream 5.0 Pro',
      untested: true,
      capabilities: { ...seedream, size: optional(['1K', '2K']) },
    },
    {
      id: 'bytedance-seed/seedream-5-0-flash',
      label: 'Seedream 5.0 Flash',
      untested: true,
      capabilities: { ...seedream, maxReferences: 14, size: optional(['1K', '2K']) },
    },
    {
      id: 'black-forest-labs/flux-3-image',
      label: 'FLUX 3',
      untested: true,
      capabilities: {
        ...common,
        // Of FLUX 3's own, as far as the other models here have them.
        aspectRatio: optional(tenRatios),
        size: optional(['1K', '2K', '4K']),
        maxReferences: 10,
      },
    },
    {
      id: 'openai/gpt-image-2.5-sunburst',
      label: 'GPT Image 2.5 Sunburst',
      untested: true,
      capabilities: {
        ...common,
        aspectRatio: optional(['1:1', '2:3', '3:2', '3:4', '4:3', '9:16', '16:9']),
        size: optional(['1K', '2K', '4K']),
        maxReferences: 16,
      },
    },
    {
      id: 'x-ai/grok-imagine-image-2.0',
      label: 'Grok Imagine 2.0',
      untested: true,
      capabilities: {
        ...common,
        aspectRatio: optional(['1:1', '1:2', '2:1', '2:3', '3:2', '3:4', '4:3', '9:16', '16:9']),
        size: optional(['1K', '2K']),
        maxReferences: 5,
      },
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
