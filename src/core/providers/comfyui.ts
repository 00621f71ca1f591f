import { notOffered, optional, type Capabilities } from '../../shared/capabilities';
import type { Provider } from '../model/provider';
import { commonFormats, maxCalls, unknownModels } from './common';

/** Sizes around those that common models were trained on; left open, the workflow's own. */
const sizes = ['512x512', '768x768', '1024x1024', '832x1216', '1216x832', '768x1344', '1344x768'];

const common: Capabilities = {
  aspectRatio: notOffered,
  size: optional(sizes),
  quality: notOffered,
  seed: true,
  negativePrompt: true,
  // How many the workflow takes shows when it is read.
  maxReferences: 4,
  referenceFormats: commonFormats,
  styleReferences: false,
  maxImages: maxCalls,
  imagesPerCall: 1,
  maxPromptLength: 32_000,
};

/** A model is a workflow: its id is the path of the file in the workspace. */
export const comfyui: Provider = {
  id: 'comfyui',
  label: 'ComfyUI',
  baseUrl: 'http://localhost:8188',
  api: 'comfyui',
  auth: { kind: 'none' },
  needsKey: false,
  models: [{ id: '.easel/comfyui.json', label: '.easel/comfyui.json', untested: true, capabilities: common }],
  unknownModel: unknownModels.comfyui,
};
