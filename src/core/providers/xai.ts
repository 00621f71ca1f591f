import { notOffered, optional, unknown, type Capabilities } from '../../shared/capabilities';
import type { Provider } from '../model/provider';
import { commonFormats, megabyte, unknownModels } from './common';

/**
 * https://docs.x.ai/developers/model-capabilities/images/generation, its release notes, and what
 * https://docs.comfy.org/development/comfy-router/models/xai says of the schema. It always answers with JPEG. An edit of
 * one image keeps that image's ratio.
 */
const capabilities: Capabilities = {
  aspectRatio: optional([
    ...['1:1', '1:2', '2:1', '2:3', '3:2', '3:4', '4:3', '5:2', '9:16', '16:9', '21:9'],
    ...['9:19.5', '19.5:9', '9:20', '20:9'],
  ]),
  size: optional(['1k', '1.5k', '2k']),
  quality: optional(['low', 'medium']),
  maxReferences: 5,
  referenceFormats: commonFormats,
  // Inferred.
  referenceLimits: { maxBytes: 10 * megabyte },
  styleReferences: false,
  maxImages: 10,
  imagesPerCall: 10,
  // As those say who relay to it.
  maxPromptLength: 8000,
};

export const xai: Provider = {
  id: 'xai',
  label: 'xAI',
  baseUrl: 'https://api.x.ai',
  api: 'openai-images',
  imageFields: 'xai',
  // Its addresses do not last.
  responseFormat: 'b64_json',
  needsKey: true,
  keyUrl: 'https://console.x.ai',
  models: [{ id: 'grok-imagine-image-2.0', label: 'Grok Imagine 2.0', untested: true, capabilities }],
  unknownModel: {
    ...unknownModels['openai-images'],
    aspectRatio: unknown,
    background: notOffered,
    outputFormat: notOffered,
    maxReferences: 5,
    mask: false,
  },
};
