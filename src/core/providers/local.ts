import { notOffered, optional, type Capabilities } from '../../shared/capabilities';
import type { Provider } from '../model/provider';
import { commonFormats, unknownModels } from './common';

/** Servers on this machine (in a remote window: on that one), at the addresses they listen to by default. */

/** A server that speaks OpenAI's images format, asks for no key, and draws one image after the other. */
export const localServer = {
  api: 'openai-images',
  auth: { kind: 'none' },
  needsKey: false,
  parallelJobs: 1,
} as const satisfies Partial<Provider>;

export const localSizes = ['512x512', '768x768', '1024x1024', '1024x768', '768x1024'];

/** Without references, unless the server has a route for edits. */
export const localModel: Capabilities = {
  aspectRatio: notOffered,
  size: optional(localSizes),
  quality: notOffered,
  maxReferences: 0,
  referenceFormats: commonFormats,
  styleReferences: false,
  maxImages: 4,
  imagesPerCall: 4,
  maxPromptLength: 32_000,
};

/** https://localai.io/features/image-generation; it has no route for edits. */
export const localAi: Provider = {
  ...localServer,
  id: 'localai',
  label: 'LocalAI',
  baseUrl: 'http://localhost:8080',
  // Else it answers with an address, which its API keys guard like everything else.
  responseFormat: 'b64_json',
  models: [
    { id: 'stablediffusion', label: 'Stable Diffusion (LocalAI)', untested: true, capabilities: localModel },
  ],
  unknownModel: { ...unknownModels['openai-images'], maxReferences: 0, mask: false },
};

/** https://github.com/leejet/stable-diffusion.cpp, `sd-server`: it draws with the one model it was started with. */
export const stableDiffusionCpp: Provider = {
  ...localServer,
  id: 'stable-diffusion.cpp',
  label: 'stable-diffusion.cpp',
  baseUrl: 'http://localhost:1234',
  // `extract_and_remove_sd_cpp_extra_args` of its `routes_openai.cpp`; image i is drawn with the seed + i.
  seedPlace: 'prompt',
  countsSeedsUp: true,
  models: [
    {
      id: 'sd-cpp-local',
      label: 'sd-server',
      untested: true,
      capabilities: {
        ...localModel,
        outputFormat: optional(['png', 'jpeg', 'webp']),
        seed: true,
        maxReferences: 4,
        // Its decoder knows no WebP, and leaves out what has fewer than three channels.
        referenceFormats: ['png', 'jpeg'],
        needsColorReferences: true,
        // `build_openai_edit_request` of its repository: white is what changes.
        mask: true,
      },
    },
  ],
  unknownModel: {
    ...unknownModels['openai-images'],
    seed: true,
    referenceFormats: ['png', 'jpeg'],
    needsColorReferences: true,
  },
};
