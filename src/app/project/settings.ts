import type { MetadataMode } from '../../core/image/metadata/writeRecipe';
import { parseAllowed, type ProviderPolicy } from '../../core/providerSettings/providerPolicy';
import type { Settings } from '../ports';

/** Every setting `easel.*` that is a single value is read here. Whatever is no sensible value gives way to the preset. */

/** Folder for new images as the user wrote it, for a file of that workspace folder. */
export function readOutputFolder(settings: Settings, scope: string | undefined): string {
  const folder = settings.get('outputFolder', scope);
  return typeof folder === 'string' ? folder : 'images';
}

export function readMetadataMode(settings: Settings, scope: string | undefined): MetadataMode {
  const mode = settings.get('metadata', scope);
  return metadataModes.find((each) => each === mode) ?? 'full';
}

const metadataModes = ['full', 'label', 'none'] as const;

/** Which providers may be used at all. */
export function readProviderPolicy(settings: Settings): ProviderPolicy {
  return {
    allowed: parseAllowed(settings.get('allowedProviders')),
    requireHttps: readRequireHttps(settings),
  };
}

/** Whoever wrote something else than a plain no wanted to restrict something. */
export function readRequireHttps(settings: Settings): boolean {
  const value = settings.get('requireHttps');
  return value !== undefined && value !== null && value !== false;
}

export function readIncludeThoughts(settings: Settings): boolean {
  return settings.get('includeThoughts') === true;
}

/** As the user wrote it. */
export function readPartialImages(settings: Settings): number {
  const wanted = settings.get('partialImages');
  return typeof wanted === 'number' ? wanted : 0;
}

/** Most jobs at once. */
export function readParallelJobs(settings: Settings): number {
  const value = settings.get('parallelJobs');
  return typeof value === 'number' && Number.isInteger(value) && value >= 1 ? value : 3;
}

/** How long one request may take, in milliseconds. */
export function readTotalMilliseconds(settings: Settings): number {
  const minutes = settings.get('totalTimeout');
  const isMinutes = typeof minutes === 'number' && minutes >= 1 && minutes <= 240;
  return (isMinutes ? minutes : 15) * 60_000;
}

export function readShowWhatIsSent(settings: Settings): boolean {
  return settings.get('showWhatIsSent') !== false;
}

/** A number means US dollars; an object names its currencies, such as `{ "USD": 1, "imini credits": 500 }`. */
export function readAmounts(
  settings: Settings,
  name: 'confirmAbove' | 'monthlyLimit',
): ReadonlyMap<string, number> {
  const value = settings.get(name);
  const amounts = typeof value === 'number' ? { USD: value } : (value ?? {});
  return new Map(
    Object.entries(amounts).filter(
      (entry): entry is [string, number] => typeof entry[1] === 'number' && entry[1] >= 0,
    ),
  );
}
