import { automatic1111 } from './automatic1111/automatic1111';
import { comfyui } from './comfyui/comfyui';
import { gemini } from './gemini/gemini';
import { imini } from './imini/imini';
import { guardApi } from './common/keyGuard';
import { openaiChat } from './openai/openaiChat';
import { openaiImages } from './openai/openaiImages';
import { openrouterImages } from './openai/openrouterImages';
import { placeholder } from './placeholder/placeholder';
import { tasks } from './tasks/tasks';
import type { Api } from './common/api';
import type { ApiId } from '../model/provider';

/** Every wire format by its id, with the guard around each call. Adding one is a file, a line here, and a test. */
export const apis: Readonly<Record<ApiId, Api>> = {
  placeholder: guardApi(placeholder),
  imini: guardApi(imini),
  gemini: guardApi(gemini),
  'openai-chat': guardApi(openaiChat),
  'openai-images': guardApi(openaiImages),
  'openrouter-images': guardApi(openrouterImages),
  automatic1111: guardApi(automatic1111),
  comfyui: guardApi(comfyui),
  tasks: guardApi(tasks),
};
