import { getOwn } from '../util/getOwn';
import type { ListedModel, Model, Provider } from '../model/provider';
import { baseModelId, findModel } from './table';

export interface Deprecation {
  /** Such as `2026-10-23`; empty where the provider has announced an end without a day. */
  readonly endsOn: string;
  /** The day is said by others than the provider, or it has said two things, so that the model may go on. */
  readonly isUncertain?: true;
  /** The service that has ended the model which this one relays to, so that it may stop working. */
  readonly endedAt?: string;
  /** When Easel's own table was right; absent where the provider's list says it. */
  readonly asOf?: string;
  readonly replacement: Model;
}

/** The day on which the table was last compared with what the providers say. */
export const deprecationsAsOf = '2026-11-30';

type Row = Pick<Deprecation, 'endsOn' | 'isUncertain' | 'endedAt'> & { readonly by: string };

/** Ids that are shut down, or will be: the day, and what takes the place. By provider. */
const retirements: Readonly<Record<string, Readonly<Record<string, Row>>>> = {
  // https://ai.google.dev/gemini-api/docs/deprecations; its days are "the earliest possible".
  gemini: {
    'gemini-3-pro-image-preview': { endsOn: '2026-06-25', by: 'gemini-3-pro-image' },
    'gemini-3.1-flash-image-preview': { endsOn: '2026-06-25', by: 'gemini-nano-banana-2.1' },
    // Google has named no day; https://github.com/BerriAI/litellm/discussions/44983 does.
    'gemini-3.1-flash-image': { endsOn: '2026-10-29', isUncertain: true, by: 'gemini-nano-banana-2.1' },
    // Its changelog of 2026-09-18 says that those who have used 2.5 are served until further notice.
    'gemini-2.5-flash-image': { endsOn: '2026-10-02', isUncertain: true, by: 'gemini-nano-banana-2.1' },
    'gemini-2.5-flash-image-preview': { endsOn: '2026-10-02', by: 'gemini-nano-banana-2.1' },
    'imagen-4.0-generate': { endsOn: '2026-08-17', by: 'gemini-nano-banana-2.1' },
    'imagen-4.0-fast-generate': { endsOn: '2026-08-17', by: 'gemini-nano-banana-2.1' },
    'imagen-4.0-ultra-generate': { endsOn: '2026-08-17', by: 'gemini-3-pro-image' },
  },
  // https://developers.openai.com/api/docs/deprecations. GPT Image 2 takes nobody's place: it draws no transparency.
  openai: {
    'dall-e-2': { endsOn: '2026-05-12', by: 'gpt-image-2.6-flare' },
    'dall-e-3': { endsOn: '2026-05-12', by: 'gpt-image-2.6-flare' },
    'gpt-image-1': { endsOn: '2026-10-23', by: 'gpt-image-2.6-flare' },
    'gpt-image-1-mini': { endsOn: '2026-12-01', by: 'gpt-image-2.6-flare' },
    'gpt-image-1.5': { endsOn: '2026-12-01', by: 'gpt-image-2.6-sunburst' },
    'chatgpt-image-latest': { endsOn: '2026-12-01', by: 'gpt-image-2.6-flare' },
  },
  // https://docs.x.ai/release-notes.md: since then it is answered by the other.
  xai: {
    'grok-imagine-image-quality': { endsOn: '2026-11-02', by: 'grok-imagine-image-2.0' },
    'grok-imagine-image-pro': { endsOn: '2026-05-15', by: 'grok-imagine-image-2.0' },
  },
  // Neither says how long it goes on with models that Google has deprecated.
  imini: {
    'google/nano-banana-2': { endsOn: '', endedAt: 'Google', by: 'google/nano-banana-pro' },
    'google/nano-banana': { endsOn: '', endedAt: 'Google', by: 'google/nano-banana-pro' },
  },
  infinityblue: {
    nanobanana: { endsOn: '', endedAt: 'Google', by: 'nanobanana_pro' },
    nanobanana_2: { endsOn: '', endedAt: 'Google', by: 'nanobanana_pro' },
  },
  fal: { 'fal-ai/nano-banana-2': { endsOn: '', endedAt: 'Google', by: 'google/nano-banana-2.1' } },
};

/** The end of a model, by what the provider's list says or by our table; `undefined` for one that stays. */
export function getDeprecation(
  provider: Provider,
  modelId: string,
  listed?: Pick<ListedModel, 'endsOn'>,
): Deprecation | undefined {
  const table = getOwn(retirements, provider.id) ?? {};
  const row = getOwn(table, modelId) ?? getOwn(table, baseModelId(modelId));
  const replacement = row ? findModel(provider, row.by) : provider.models.find(({ id }) => id !== modelId);
  if (!replacement || (!row && listed?.endsOn === undefined)) {
    return undefined;
  }
  if (row && listed?.endsOn === undefined) {
    const { by: _, ...known } = row;
    return { ...known, asOf: deprecationsAsOf, replacement };
  }
  return { endsOn: listed?.endsOn ?? '', replacement };
}

export interface EndingModel extends Deprecation {
  readonly provider: Provider;
  readonly modelId: string;
  /** It stands in Easel's own list, so that whoever sets up the provider is offered it. */
  readonly isBuiltIn: boolean;
}

/**
 * Models that our table has an end for up to a day, those of the lists and those that go by their id, the first to end
 * first. What has no day yet is among them as well.
 */
export function modelsEndingBy(day: string, providers: readonly Provider[]): readonly EndingModel[] {
  return providers
    .flatMap((provider) => {
      const builtIn = provider.models.map(({ id }) => id);
      const ids = new Set([...builtIn, ...Object.keys(getOwn(retirements, provider.id) ?? {})]);
      return Array.from(ids).flatMap((modelId): EndingModel[] => {
        const retirement = getDeprecation(provider, modelId);
        const isEnding = retirement && retirement.endsOn <= day;
        return isEnding ? [{ ...retirement, provider, modelId, isBuiltIn: builtIn.includes(modelId) }] : [];
      });
    })
    .toSorted((one, other) => one.endsOn.localeCompare(other.endsOn));
}
