import type { Provider } from '../model/provider';
import { localModel, localServer, localSizes } from './local';
import { notOffered, optional } from '../../shared/capabilities';
import { unknownModels } from './common';

/**
 * https://docs.vllm.ai/projects/vllm-omni: it draws with the one model it was started with, whatever is asked for, and
 * edits only with a model that is made for it, which goes by its own id.
 */
export const vllmOmni: Provider = {
  ...localServer,
  id: 'vllm-omni',
  label: 'vLLM-Omni',
  baseUrl: 'http://localhost:8000',
  models: [
    {
      id: 'Qwen/Qwen-Image',
      label: 'Qwen Image',
      untested: true,
      capabilities: { ...localModel, seed: true, size: optional([...localSizes, '1536x1024', '1024x1536']) },
    },
  ],
  unknownModel: {
    ...unknownModels['openai-images'],
    quality: notOffered,
    background: notOffered,
    mask: false,
  },
};
