import * as z from 'zod';
import { withListedModels } from '../../core/providers/listedModels';
import type { Model, Provider } from '../../core/model/provider';
import { findModel } from '../../core/providers/table';
import type { ChosenOptions, RequestOption } from '../../shared/options';
import { cachedModels } from './modelCache';
import type { Settings } from '../ports';
import type { Services } from '../services';
import { readProviders } from './providerSettings';

export interface ModelChoice {
  readonly provider: Provider;
  readonly model: Model;
}

export type Options = ChosenOptions;

const choiceName = 'easel.model';
const optionsName = 'easel.options';

const storedChoice = z.object({ providerId: z.string(), modelId: z.string() });
const storedOptions = z.object({ aspectRatio: z.string(), size: z.string(), quality: z.string() }).partial();

/** The model that was chosen last; Placeholder until the user chooses one, so that the first run works. */
export function currentModel({ storage, settings }: Services): ModelChoice {
  const { data } = storedChoice.safeParse(storage.global.get(choiceName));
  return modelOf(settings, data ?? { providerId: '', modelId: '' });
}

/** Whether the user has chosen a model, ever. */
export function hasChosenModel({ storage }: Services): boolean {
  return storedChoice.safeParse(storage.global.get(choiceName)).success;
}

/** Chooses a model outside the page, which takes it over. */
export async function chooseModel(parts: Services, choice: ModelChoice): Promise<void> {
  await rememberModel(parts, choice);
  parts.events.modelChanged();
}

/** Remembers what was chosen in the page. Told about it, a page would go back from a model that was chosen since. */
export async function rememberModel({ storage }: Services, { provider, model }: ModelChoice): Promise<void> {
  await storage.global.update(choiceName, { providerId: provider.id, modelId: model.id });
}

/** The models of the table and of the provider's list, with the one whose id the user typed, where that is the current one. */
export function offeredModels(parts: Services, provider: Provider, current: ModelChoice): readonly Model[] {
  const models = withListedModels(provider, cachedModels(parts, provider));
  const isTyped = provider.id === current.provider.id && !models.some(({ id }) => id === current.model.id);
  return isTyped ? [...models, current.model] : models;
}

/** A provider that has gone from the table gives way to the first one. */
export function modelOf(
  settings: Settings,
  { providerId, modelId }: { readonly providerId: string; readonly modelId: string },
): ModelChoice {
  const { providers, blocked } = readProviders(settings);
  // Whoever uses one that is blocked is told so, instead of getting images from another one.
  const provider = [...providers, ...blocked].find(({ id }) => id === providerId);
  return provider
    ? { provider, model: findModel(provider, modelId) }
    : { provider: providers[0], model: providers[0].models[0] };
}

/** Ratio, size and quality as they were used last; a model that does not take them has presets of its own. */
export function lastOptions({ storage }: Services): Partial<Options> {
  const { data = {} } = storedOptions.safeParse(storage.global.get(optionsName));
  return Object.fromEntries(Object.entries(data).filter(([, value]) => value !== undefined));
}

export async function rememberOptions(
  { storage }: Services,
  options: Readonly<Record<RequestOption, string>>,
): Promise<void> {
  const { aspectRatio, size, quality } = options;
  await storage.global.update(optionsName, { aspectRatio, size, quality });
}
