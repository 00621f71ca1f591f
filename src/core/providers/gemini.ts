import { notOffered, optional, type Capabilities } from '../../shared/capabilities';
import type { Provider } from '../model/provider';
import { fourteenRatios, maxCalls, maxReferenceSide, megabyte, tenRatios, unknownModels } from './common';

/** https://ai.google.dev/gemini-api/docs/image-generation; without a ratio the last reference decides. */
const common: Omit<Capabilities, 'aspectRatio' | 'size'> = {
  quality: notOffered,
  maxReferences: 14,
  referenceFormats: ['png', 'jpeg', 'webp', 'heic'],
  // 7 MB is what Vertex AI, the other way to these models, takes of one inline image; the pixels are inferred.
  referenceLimits: { maxSide: maxReferenceSide, maxBytes: 7 * megabyte },
  styleReferences: false,
  maxImages: maxCalls,
  imagesPerCall: 1,
  maxPromptLength: 32_000,
};

/** Models that Google has announced the end of are left out; their ids still go through as they are. */
export const gemini: Provider = {
  id: 'gemini',
  label: 'Google Gemini',
  baseUrl: 'https://generativelanguage.googleapis.com',
  api: 'gemini',
  auth: { kind: 'header', header: 'x-goog-api-key' },
  // The headers come at once, so that no proxy on the way gives up on an answer that takes minutes to begin.
  streaming: true,
  // Inline images, in base64: https://blog.google, new file limits of January 2026.
  maxRequestBytes: 100 * megabyte,
  needsKey: true,
  keyUrl: 'https://aistudio.google.com/apikey',
  models: [
    {
      id: 'gemini-nano-banana-2.1',
      label: 'Nano Banana 2.1',
      capabilities: {
        ...common,
        aspectRatio: optional(fourteenRatios),
        // It refuses 512, which its predecessor took.
        size: optional(['1K', '2K', '4K']),
        thinking: optional(['minimal', 'medium', 'high']),
      },
    },
    {
      id: 'gemini-3-pro-image',
      label: 'Nano Banana Pro',
      capabilities: { ...common, aspectRatio: optional(tenRatios), size: optional(['1K', '2K', '4K']) },
    },
    {
      id: 'gemini-3.1-flash-lite-image',
      label: 'Nano Banana 2 Lite',
      capabilities: {
        ...common,
        aspectRatio: optional(tenRatios),
        size: optional(['1K']),
        thinking: optional(['minimal', 'high']),
      },
    },
  ],
  unknownModel: unknownModels.gemini,
};
