import type { Capabilities, Model, OptionCapability, Provider } from './provider';
import type { ImageFormat } from './image/format';

/** Ratios of every model family that Easel knows; the wide and tall ones came with the second generation. */
const tenRatios = ['1:1', '2:3', '3:2', '3:4', '4:3', '4:5', '5:4', '9:16', '16:9', '21:9'] as const;
const fourteenRatios = [...tenRatios, '1:4', '4:1', '1:8', '8:1'] as const;
const fiveRatios = ['1:1', '3:4', '4:3', '9:16', '16:9'] as const;
const commonFormats: readonly ImageFormat[] = ['png', 'jpeg', 'webp'];

const notOffered: OptionCapability = { offered: [], required: false, preset: '' };
const unknown: OptionCapability = { offered: 'any', required: false, preset: '' };

function optional(offered: readonly string[]): OptionCapability {
  return { offered, required: false, preset: '' };
}

function required(offered: OptionCapability['offered'], preset: string): OptionCapability {
  return { offered, required: true, preset };
}

/** Most images of one request where each is a call of its own: enough to choose from, few enough to pay for. */
const maxCalls = 8;

const placeholder: Provider = {
  id: 'placeholder',
  label: 'Placeholder',
  baseUrl: '',
  api: 'placeholder',
  needsKey: false,
  models: [
    {
      id: 'placeholder',
      label: 'Placeholder',
      capabilities: {
        aspectRatio: required(fourteenRatios, '1:1'),
        size: required(['512', '1K', '2K', '4K'], '1K'),
        quality: notOffered,
        maxReferences: 14,
        // It only names them, so it takes whatever can be recognised.
        referenceFormats: ['png', 'jpeg', 'webp', 'gif', 'bmp', 'avif', 'heic', 'svg', 'tiff'],
        styleReferences: false,
        maxImages: 8,
        imagesPerCall: 8,
        maxPromptLength: 32_000,
      },
    },
  ],
  unknownModel: permissive({ maxReferences: 14 }),
};

/**
 * Inferred, as no provider states it: no model draws more than 4096 pixels on a side from a reference, and what is
 * larger is scaled down before the model looks at it.
 */
const maxReferenceSide = 4096;

const megabyte = 1024 * 1024;

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

const imini: Provider = {
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
  unknownModel: permissive({ maxReferences: 14, styleReferences: true }),
};

/**
 * https://newdocs.getinfinityblue.com/en-images/nanobanana: its schema marks ratio and size as required.
 * Neither the number of references nor the prompt's length is documented; 14 and 32,000 are Google's own limits.
 */
const infinityBlueCapabilities: Capabilities = {
  aspectRatio: required(fiveRatios, '1:1'),
  size: required(['1K', '2K', '4K'], '1K'),
  quality: notOffered,
  maxReferences: 14,
  referenceFormats: commonFormats,
  // 20 MB is what its guide says of images in requests; the pixels are inferred.
  referenceLimits: { maxSide: maxReferenceSide, maxBytes: 20 * megabyte },
  styleReferences: false,
  maxImages: maxCalls,
  imagesPerCall: 1,
  maxPromptLength: 32_000,
};

const infinityBlue: Provider = {
  id: 'infinityblue',
  label: 'InfinityBlue',
  baseUrl: 'https://api.getinfinityblue.com',
  api: 'gemini',
  needsKey: true,
  keyUrl: 'https://api.getinfinityblue.com',
  models: [
    { id: 'nanobanana_pro', label: 'Nano Banana Pro', capabilities: infinityBlueCapabilities },
    { id: 'nanobanana', label: 'Nano Banana', capabilities: infinityBlueCapabilities },
    {
      id: 'nanobanana_2',
      label: 'Nano Banana 2',
      // The second generation answers at the chat endpoint only.
      api: 'openai-chat',
      capabilities: infinityBlueCapabilities,
    },
  ],
  unknownModel: {
    ...permissive({ maxReferences: 14 }),
    aspectRatio: required('any', '1:1'),
    size: required('any', '1K'),
  },
};

/** The table. Adding a provider that speaks a known API is one row here. The first row is what a new person starts with. */
export const builtInProviders = [placeholder, imini, infinityBlue] as const satisfies readonly Provider[];

/**
 * The model to call for an id. An id that the table does not know passes through as it is,
 * since providers add models faster than Easel is released.
 */
export function findModel(provider: Provider, modelId: string): Model {
  return (
    provider.models.find((model) => model.id === modelId) ?? {
      id: modelId,
      label: modelId,
      capabilities: provider.unknownModel,
    }
  );
}

function permissive(known: {
  readonly maxReferences: number;
  readonly styleReferences?: boolean;
}): Capabilities {
  return {
    aspectRatio: unknown,
    size: unknown,
    quality: unknown,
    maxReferences: known.maxReferences,
    referenceFormats: commonFormats,
    styleReferences: known.styleReferences ?? false,
    maxImages: maxCalls,
    imagesPerCall: 1,
    maxPromptLength: 200_000,
  };
}
