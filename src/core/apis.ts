import { automatic1111 } from './apis/automatic1111';
import { comfyui } from './apis/comfyui';
import { gemini } from './apis/gemini';
import { imini } from './apis/imini';
import { guardApi } from './apis/keyGuard';
import { openaiChat } from './apis/openaiChat';
import { openaiImages } from './apis/openaiImages';
import { openrouterImages } from './apis/openrouterImages';
import { placeholder } from './apis/placeholder';
import { tasks } from './apis/tasks';
import type { Api } from './apis/api';
import type { ApiId } from './provider';

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
