import { invalidParameter, modelNotFound, refuse } from './blueAnswer';
import type { Answer, Call } from './http';
import { draw, inOwnWords, openaiDialect, withoutFinal, type DrawState } from './openai';
import { readEdit, readGeneration, type OpenaiDialect, type OpenaiRequest } from './openaiRequest';
import type { Script } from './script';
import type { PassedStep } from './steps';
import { takeCall } from './takeCall';

export const imageModels = ['gpt-image-2'] as const;

/** InfinityBlue's OpenAI format: one primary image and up to 16 others (its repository, `openapi/images.en.yaml`). */
const dialect: OpenaiDialect = {
  ...openaiDialect,
  models: imageModels,
  maxReferences: 17,
  referenceFields: 'image+images',
  maskField: 'input_image_mask',
  spell: (error) => (error.status === 404 ? modelNotFound('of this name') : error),
};

export function blueImagesState(): DrawState {
  return { dialect, files: new Map(), calls: 0 };
}

export interface GptImageCall {
  readonly call: Call;
  readonly script: Script;
  readonly state: DrawState;
  readonly form: 'generations' | 'edits';
}

export function answerGptImage({ call, script, state, form }: GptImageCall): Promise<Answer> {
  const read = form === 'edits' ? readEdit : readGeneration;
  return takeCall<OpenaiRequest>({
    call,
    script,
    refuse: refuseImage,
    read: () => inOwnWords(read, call, dialect),
    answer: async (request, step) =>
      withoutFinal(await draw(request, step, state), step, () => script.hold(call.signal)),
  });
}

/** Here a filter has no answer of status 200. */
function refuseImage(step: PassedStep): Answer | undefined {
  return step.kind === 'policy'
    ? invalidParameter(step.reason ?? 'Rejected by the safety system', 'moderation_blocked')
    : refuse(step);
}
