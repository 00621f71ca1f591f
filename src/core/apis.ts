import { automatic1111 } from './apis/automatic1111';
import { comfyui } from './apis/comfyui';
import { gemini } from './apis/gemini';
import { imini } from './apis/imini';
import { openaiChat } from './apis/openaiChat';
import { openaiImages } from './apis/openaiImages';
import { openrouterImages } from './apis/openrouterImages';
import { placeholder } from './apis/placeholder';
import { tasks } from './apis/tasks';
import type { Api, ApiId } from './provider';

/** Every wire format by its id. Adding one is a file, a line here, and a test. */
export const apis: Readonly<Record<ApiId, Api>> = {
  placeholder,
  imini,
  gemini,
  'openai-chat': openaiChat,
  'openai-images': openaiImages,
  'openrouter-images': openrouterImages,
  automatic1111,
  comfyui,
  tasks,
};
