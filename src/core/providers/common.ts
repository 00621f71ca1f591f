import { notOffered, unknown, type Capabilities } from '../../shared/capabilities';
import type { ImageFormat } from '../../shared/imageFormat';
import type { ApiId } from '../model/provider';

/** Ratios of every model family that Easel knows; the wide and tall ones came with the second generation. */
export const tenRatios = ['1:1', '2:3', '3:2', '3:4', '4:3', '4:5', '5:4', '9:16', '16:9', '21:9'] as const;

export const fourteenRatios = [...tenRatios, '1:4', '4:1', '1:8', '8:1'] as const;

export const commonFormats: readonly ImageFormat[] = ['png', 'jpeg', 'webp'];

/**
 * Inferred, as no provider states it: no model draws more than 4096 pixels on a side from a reference, and what is
 * larger is scaled down before the model looks at it.
 */
export const maxReferenceSide = 4096;

export const megabyte = 1024 * 1024;

/** Most images of one request where each is a call of its own: enough to choose from, few enough to pay for. */
export const maxCalls = 8;

const permissive: Capabilities = {
  aspectRatio: unknown,
  size: unknown,
  quality: unknown,
  maxReferences: 14,
  referenceFormats: commonFormats,
  styleReferences: false,
  maxImages: maxCalls,
  imagesPerCall: 1,
  maxPromptLength: 200_000,
};

/**
 * Capabilities of a model that no table knows, by the wire format it is spoken to in: values go as they are. What the
 * format has no field for is not offered, since it would be dropped without a word.
 */
export const unknownModels: Readonly<Record<ApiId, Capabilities>> = {
  placeholder: permissive,
  imini: { ...permissive, styleReferences: true },
  gemini: { ...permissive, quality: notOffered, thinking: unknown },
  'openai-chat': { ...permissive, quality: notOffered },
  'openai-images': {
    ...permissive,
    aspectRatio: notOffered,
    background: unknown,
    outputFormat: unknown,
    maxReferences: 16,
    mask: true,
    imagesPerCall: maxCalls,
  },
  'openrouter-images': { ...permissive, quality: notOffered },
  automatic1111: {
    ...permissive,
    aspectRatio: notOffered,
    quality: notOffered,
    seed: true,
    negativePrompt: true,
    maxReferences: 1,
    mask: true,
    imagesPerCall: maxCalls,
  },
  comfyui: { ...permissive, aspectRatio: notOffered, quality: notOffered, seed: true, negativePrompt: true },
  tasks: { ...permissive, background: unknown, outputFormat: unknown, seed: true, negativePrompt: true },
};
