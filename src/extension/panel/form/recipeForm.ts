import type * as vscode from 'vscode';
import { withListedModels } from '../../../core/providers/listedModels';
import { largestSeed, leftToModel, withDefaults } from '../../../shared/options';
import { imagesOfRecipe, ownPrompt, type Recipe } from '../../../core/model/recipe';
import type { PanelForm } from '../../../protocol/views';
import { cachedModels } from '../../providers/modelCache';
import type { Services } from '../../platform/services';
import { readPresets } from '../../prompts/presets';
import { readProviders } from '../../providers/providerSettings';
import { findReference } from '../../platform/recipePaths';
import { findMask } from '../../references/referenceStore';
import { panelOptions } from './panelOptions';

export interface RecipeForm {
  readonly form: Partial<PanelForm>;
  readonly references: readonly vscode.Uri[];
  /** Paths of the recipe that are not in the workspace. */
  readonly missing: readonly string[];
  /** It had a mask that Easel does not keep any more, or that would lie on nothing. */
  readonly isMaskMissing: boolean;
  /** Names of presets that the settings do not hold. */
  readonly missingPresets: readonly string[];
}

/**
 * What of a recipe can be used here. A provider that does not exist leaves the model of the form alone, a folder is
 * never taken over, and references are looked for inside the workspace only.
 */
export async function fillFromRecipe(
  recipe: Recipe,
  { context }: Pick<Services, 'context'>,
): Promise<RecipeForm> {
  const found = await Promise.all(
    imagesOfRecipe(recipe).map(async ({ path, use }) => ({ path, use, uri: await findReference(path) })),
  );
  const present = found.flatMap(({ uri, use }) => (uri ? [{ uri, use }] : []));
  const mask = found[0]?.uri && (await keptMask(recipe, context));
  return {
    form: {
      ...promptOf(recipe),
      references: present.map(({ uri, use }) => ({ uri: uri.toString(), use })),
      mask: mask ?? '',
      ...modelOf(recipe, context),
    },
    references: present.map(({ uri }) => uri),
    missing: found.flatMap(({ path, uri }) => (uri ? [] : [path])),
    isMaskMissing: recipe.mask !== undefined && mask === undefined,
    missingPresets: (recipe.promptParts?.presets ?? []).filter((name) => !hasPreset(name)),
  };
}

/** What the user wrote, and what was put around it as far as it is here. */
function promptOf(recipe: Recipe): Pick<PanelForm, 'prompt' | 'presets' | 'styleFile'> {
  const { promptParts } = recipe;
  return {
    prompt: ownPrompt(recipe),
    presets: (promptParts?.presets ?? []).filter(hasPreset),
    styleFile: promptParts?.styleFile ?? false,
  };
}

async function keptMask(
  { mask }: Recipe,
  { globalStorageUri }: vscode.ExtensionContext,
): Promise<string | undefined> {
  const sha256 = mask?.sha256.toLowerCase() ?? '';
  return sha256 !== '' && (await findMask(globalStorageUri, sha256)) ? sha256 : undefined;
}

function hasPreset(name: string): boolean {
  return readPresets().presets.some((preset) => preset.name === name);
}

/** One that only the provider's own list has, such as a checkpoint, is a model of the form as well. */
function modelOf(
  { providerId, modelId, options, seed, negativePrompt }: Recipe,
  context: vscode.ExtensionContext,
): Partial<PanelForm> {
  const provider = readProviders().providers.find(({ id }) => id === providerId);
  const models = provider ? withListedModels(provider, cachedModels({ context }, provider)) : [];
  const model = models.find(({ id }) => id === modelId);
  if (!model) {
    return {};
  }
  const chosen = {
    ...leftToModel,
    ...options,
    // Another program's may be larger than any that Easel can ask for.
    ...(seed !== undefined && seed <= largestSeed && { seed }),
    ...(negativePrompt !== undefined && { negativePrompt }),
  };
  return { providerId, modelId, ...panelOptions(withDefaults(chosen, model.capabilities)) };
}
