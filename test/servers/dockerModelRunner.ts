import { refuseLikeFastApi, spellLikeFastApi } from './fastApiErrors';
import type { OpenaiDialect } from './openaiRequest';

/**
 * Docker Model Runner: its scheduler knows the models that were pulled and errs in plain text, its Diffusers engine is
 * built with FastAPI (https://github.com/docker/model-runner, `http_handler.go` and `diffusers_server/server.py`).
 */
export const dockerModelRunnerDialect: OpenaiDialect = {
  models: ['stable-diffusion:Q4'],
  takesSize: (width, height) => width % 8 === 0 && height % 8 === 0,
  qualities: () => [],
  fields: ['seed', 'negative_prompt'],
  maxReferences: 0,
  answersWith: 'b64_json',
  prefix: '/engines/diffusers',
  defaultSize: '512x512',
  spell: (error) =>
    error.status === 404
      ? { status: 404, headers: { 'content-type': 'text/plain; charset=utf-8' }, body: 'model not found\n' }
      : spellLikeFastApi(error),
  refuse: refuseLikeFastApi,
};
