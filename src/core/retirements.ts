import { entryOf } from './entryOf';
import type { ListedModel } from './modelLists';
import type { Model, Provider } from './provider';
import { baseModelId, findModel } from './providers';

export interface Retirement {
  /** Such as `2026-10-23`; empty where the provider has announced an end without a day. */
  readonly endsOn: string;
  readonly replacement: Model;
}

/** Ids that are shut down, or will be: the day, and what takes the place. By provider. */
const retirements: Readonly<Record<string, Readonly<Record<string, readonly [endsOn: string, by: string]>>>> =
  {
    // https://ai.google.dev/gemini-api/docs/deprecations, 2026-10; its days are "the earliest possible".
    gemini: {
      'gemini-3-pro-image-preview': ['2026-06-25', 'gemini-3-pro-image'],
      'gemini-3.1-flash-image-preview': ['2026-06-25', 'gemini-nano-banana-2.1'],
      'gemini-3.1-flash-image': ['', 'gemini-nano-banana-2.1'],
      'gemini-2.5-flash-image': ['2026-10-02', 'gemini-nano-banana-2.1'],
      'gemini-2.5-flash-image-preview': ['2026-10-02', 'gemini-nano-banana-2.1'],
      'imagen-4.0-generate': ['2026-08-17', 'gemini-nano-banana-2.1'],
      'imagen-4.0-fast-generate': ['2026-08-17', 'gemini-nano-banana-2.1'],
      'imagen-4.0-ultra-generate': ['2026-08-17', 'gemini-3-pro-image'],
    },
    // https://developers.openai.com/api/docs/deprecations, 2026-10.
    openai: {
      'dall-e-2': ['2026-05-12', 'gpt-image-2'],
      'dall-e-3': ['2026-05-12', 'gpt-image-2'],
      'gpt-image-1': ['2026-10-23', 'gpt-image-2'],
    },
  };

/** The end of a model, by what the provider's list says or by our table; `undefined` for one that stays. */
export function retirementOf(
  provider: Provider,
  modelId: string,
  listed?: Pick<ListedModel, 'endsOn'>,
): Retirement | undefined {
  const table = entryOf(retirements, provider.id) ?? {};
  const [known, by] = entryOf(table, modelId) ?? entryOf(table, baseModelId(modelId)) ?? [];
  const endsOn = listed?.endsOn ?? known;
  const replacement =
    by === undefined ? provider.models.find(({ id }) => id !== modelId) : findModel(provider, by);
  return endsOn === undefined || !replacement ? undefined : { endsOn, replacement };
}
