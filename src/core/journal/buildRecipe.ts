import type { Generated, GeneratedImage } from '../generate/generate';
import type { Model, Provider } from '../model/provider';
import { partsOf } from '../prompts/promptAddition';
import type { Recipe } from '../model/recipe';
import type { PaidCall } from './entryState';

export interface RecipeSource {
  readonly call: PaidCall;
  readonly provider: Pick<Provider, 'id' | 'label'>;
  readonly model: Pick<Model, 'id' | 'label'>;
}

/** The recipe of an image that a paid call has brought. */
export function recipeOf(
  image: GeneratedImage,
  { requestId, modelText }: Pick<Generated, 'requestId' | 'modelText'>,
  { call, provider, model }: RecipeSource,
): Recipe {
  const { width, height, format, differences, declaredMediaType } = image;
  const { seed: asked, negativePrompt, ...options } = call.options;
  // One seed was asked for: which images of several it made, only an API can tell.
  const { seed = call.count === 1 ? asked : undefined } = image;
  const { continued } = call;
  const promptParts = call.parts && partsOf(call.parts.own, call.parts.additions);
  return {
    version: 1,
    generator: 'Easel',
    date: new Date().toISOString(),
    prompt: call.prompt,
    ...(promptParts && { promptParts }),
    providerId: provider.id,
    providerLabel: provider.label,
    modelId: model.id,
    modelLabel: model.label,
    options,
    ...(seed !== undefined && { seed }),
    ...(negativePrompt !== undefined && { negativePrompt }),
    references: call.references.map(({ path: file, sha256, use, sentAs }) => ({
      path: file,
      sha256,
      use,
      ...(sentAs && { sentAs }),
    })),
    ...(continued && { continued: { path: continued.path, sha256: continued.sha256 } }),
    ...(call.mask && { mask: call.mask }),
    delivered: { width, height, format, ...(declaredMediaType !== undefined && { declaredMediaType }) },
    differences,
    ...(requestId !== undefined && { requestId }),
    ...(modelText !== undefined && { modelText }),
  };
}
