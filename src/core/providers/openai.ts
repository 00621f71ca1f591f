import { notOffered, optional, type Capabilities } from '../../shared/capabilities';
import type { Provider } from '../model/provider';
import { commonFormats, megabyte, unknownModels } from './common';

/**
 * Sizes to choose from, out of all that are allowed: sides that 16 divides, ratios to 1:3, 655,360 to 8,294,400 pixels.
 * https://developers.openai.com/api/reference/resources/images
 */
export const gptImageSizes = [
  '1024x1024',
  '1536x1024',
  '1024x1536',
  '2048x2048',
  '2560x1440',
  '1440x2560',
  '3840x2160',
  '2160x3840',
];

const common: Omit<Capabilities, 'quality'> = {
  // The size says it.
  aspectRatio: notOffered,
  size: optional(gptImageSizes),
  outputFormat: optional(['png', 'jpeg', 'webp']),
  maxReferences: 16,
  referenceFormats: commonFormats,
  // "Less than 50 MB"; pixels are not limited.
  referenceLimits: { maxBytes: 50 * megabyte - 1 },
  styleReferences: false,
  mask: true,
  maxImages: 10,
  imagesPerCall: 10,
  maxPromptLength: 32_000,
};

/**
 * "Both models support the new `xhigh` and `max` quality settings": OpenAI's changelog of 2026-09-08, on 2.5; 2 refuses
 * them.
 */
const qualities = ['low', 'medium', 'high'];
const newer: Capabilities = {
  ...common,
  quality: optional([...qualities, 'xhigh', 'max']),
  background: optional(['transparent', 'opaque']),
};

/** Since 2026-09-30 it answers `background: transparent` with 400, so it has no such choice. */
export const gptImage2: Capabilities = { ...common, quality: optional(qualities) };

export const openai: Provider = {
  id: 'openai',
  label: 'OpenAI',
  baseUrl: 'https://api.openai.com',
  api: 'openai-images',
  // Drafts show how it goes, and the headers come at once.
  streaming: true,
  needsKey: true,
  keyUrl: 'https://platform.openai.com/api-keys',
  models: [
    { id: 'gpt-image-2.6-flare', label: 'GPT Image 2.6 Flare', capabilities: newer },
    { id: 'gpt-image-2.6-sunburst', label: 'GPT Image 2.6 Sunburst', capabilities: newer },
    { id: 'gpt-image-2.5-flare', label: 'GPT Image 2.5 Flare', capabilities: newer },
    { id: 'gpt-image-2.5-sunburst', label: 'GPT Image 2.5 Sunburst', capabilities: newer },
    { id: 'gpt-image-2', label: 'GPT Image 2', capabilities: gptImage2 },
  ],
  unknownModel: unknownModels['openai-images'],
};
