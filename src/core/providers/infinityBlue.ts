import { notOffered, required, type Capabilities } from '../../shared/capabilities';
import type { Provider } from '../model/provider';
import { commonFormats, maxCalls, maxReferenceSide, megabyte, unknownModels } from './common';
import { gptImage2 } from './openai';

const fiveRatios = ['1:1', '3:4', '4:3', '9:16', '16:9'] as const;

/**
 * https://newdocs.getinfinityblue.com/en-images/nanobanana: its schema marks ratio and size as required.
 * Neither the number of references nor the prompt's length is documented; 14 and 32,000 are Google's own limits.
 */
const infinityBlueCapabilities = {
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
} as const satisfies Capabilities;

export const infinityBlue: Provider = {
  id: 'infinityblue',
  label: 'InfinityBlue',
  baseUrl: 'https://api.getinfinityblue.com',
  api: 'gemini',
  // Its own documents spell it so.
  inlineDataName: 'inline_data',
  chatOptions: 'extra_body',
  referenceFields: 'image+images',
  // "Preferred mask field for gpt-image-2".
  maskField: 'input_image_mask',
  needsKey: true,
  keyUrl: 'https://getinfinityblue.com',
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
    {
      id: 'gpt-image-2',
      label: 'GPT Image 2',
      // https://github.com/yzlltyyh/infinityblue-api-docs, `openapi/images.en.yaml`: OpenAI's options. It still names
      // transparency; that OpenAI, which it relays to, refuses that now holds here as well is inferred.
      api: 'openai-images',
      capabilities: { ...gptImage2, referenceLimits: infinityBlueCapabilities.referenceLimits },
    },
  ],
  unknownModel: {
    ...unknownModels.gemini,
    aspectRatio: required('any', '1:1'),
    size: required('any', '1K'),
  },
};
