import { refuseLikeFastApi, spellLikeFastApi } from './fastApiErrors';
import type { OpenaiDialect } from './openaiRequest';

/** vLLM-Omni, whose server is built with FastAPI (its repository, `docs/serving/image_*_api.md`, `api_server.py`). */
export const vllmOmniDialect: OpenaiDialect = {
  // "Model mismatch … Using server model."
  models: 'any',
  takesSize: () => true,
  qualities: () => [],
  fields: ['output_format', 'seed'],
  maxReferences: 16,
  answersWith: 'b64_json',
  spell: spellLikeFastApi,
  refuse: refuseLikeFastApi,
};
