import { withListedModels } from '../../../core/providers/listedModels';
import { largestSeed, leftToModel, withDefaults } from '../../../shared/options';
import { imagesOfRecipe, ownPrompt, type Recipe } from '../../../core/model/recipe';
import type { PanelForm } from '../../../protocol/views';
import { cachedModels } from '../../../app/providers/modelCache';
import type { Settings } from '../../../app/ports';
import type { Services } from '../../ports/services';
import { readPresets } from '../../../app/prompts/presets';
import { readProviders } from '../../../app/providers/providerSettings';
import { findReference } from '../../../app/project/recipePaths';
import { findMask } from '../../../app/references/referenceStore';
import { panelOptions } from './panelOptions';

export interface RecipeForm {
  readonly form: Partial<PanelForm>;
  /** URIs. */
  readonly references: readonly string[];
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
export async function fillFromRecipe(recipe: Recipe, services: Services): Promise<RecipeForm> {
  const { files, settings } = services;
  const found = await Promise.all(
    imagesOfRecipe(recipe).map(async ({ path, use }) => ({
      path,
      use,
      uri: await findReference(files, path),
    })),
  );
  const present = found.flatMap(({ uri, use }) => (uri === undefined ? [] : [{ uri, use }]));
  const mask = found[0]?.uri === undefined ? undefined : await keptMask(recipe, services);
  return {
    form: {
      ...promptOf(recipe, settings),
      references: present,
      mask: mask ?? '',
      ...modelOf(recipe, services),
    },
    references: present.map(({ uri }) => uri),
    missing: found.flatMap(({ path, uri }) => (uri === undefined ? [path] : [])),
    isMaskMissing: recipe.mask !== undefined && mask === undefined,
    missingPresets: (recipe.promptParts?.presets ?? []).filter((name) => !hasPreset(settings, name)),
  };
}

/** What the user wrote, and what was put around it as far as it is here. */
function promptOf(recipe: Recipe, settings: Settings): Pick<PanelForm, 'prompt' | 'presets' | 'styleFile'> {
  const { promptParts } = recipe;
  return {
    prompt: ownPrompt(recipe),
    presets: (promptParts?.presets ?? []).filter((name) => hasPreset(settings, name)),
    styleFile: promptParts?.styleFile ?? false,
  };
}

async function keptMask({ mask }: Recipe, { storage }: Services): Promise<string | undefined> {
  const sha256 = mask?.sha256.toLowerCase() ?? '';
  return sha256 !== '' && (await findMask(storage.folder, sha256)) !== undefined ? sha256 : undefined;
}

function hasPreset(settings: Settings, name: string): boolean {
  return readPresets(settings).presets.some((preset) => preset.name === name);
}

/** One that only the provider's own list has, such as a checkpoint, is a model of the form as well. */
function modelOf(
  { providerId, modelId, options, seed, negativePrompt }: Recipe,
  services: Services,
): Partial<PanelForm> {
  const provider = readProviders(services.settings).providers.find(({ id }) => id === providerId);
  const models = provider ? withListedModels(provider, cachedModels(services, provider)) : [];
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
