import { notOffered, optional, type Capabilities } from '../../shared/capabilities';
import type { Provider } from '../model/provider';
import { commonFormats, unknownModels } from './common';

/** Sides that 64 divides, around the sizes that Stable Diffusion 1.5 and XL were trained on; empty: 512 x 512. */
const sizes = ['512x512', '512x768', '768x512', '1024x1024', '832x1216', '1216x832', '768x1344', '1344x768'];

const common: Capabilities = {
  aspectRatio: notOffered,
  size: optional(sizes),
  quality: notOffered,
  seed: true,
  negativePrompt: true,
  // The image to begin with.
  maxReferences: 1,
  referenceFormats: commonFormats,
  styleReferences: false,
  mask: true,
  maxImages: 4,
  imagesPerCall: 4,
  maxPromptLength: 32_000,
};

/** AUTOMATIC1111's web UI, started with `--api`, or Forge. Other checkpoints go by their title. */
export const automatic1111: Provider = {
  id: 'automatic1111',
  label: 'AUTOMATIC1111',
  baseUrl: 'http://localhost:7860',
  api: 'automatic1111',
  auth: { kind: 'none' },
  needsKey: false,
  parallelJobs: 1,
  models: [{ id: 'current', label: 'Stable Diffusion', untested: true, capabilities: common }],
  unknownModel: unknownModels.automatic1111,
};
