import { optionNames } from '../../shared/optionTable';
import type { Capabilities } from '../../shared/capabilities';
import type { ApiId, Model, Provider } from '../model/provider';
import type { ProviderRow } from './schema';
import { taskFormatOf, type TaskFields } from '../model/taskFormat';

/** What a wire format may have a place for, or not. The prompt and references go with all of them. */
const capabilityNames = [
  ...optionNames,
  ...(['seed', 'negativePrompt', 'mask', 'styleReferences', 'imagesPerCall'] as const),
] satisfies readonly (keyof Capabilities)[];

export type SupportedCapability = (typeof capabilityNames)[number];

/** A capability that a row claims for a model whose wire format would drop it without a word. */
export interface Unsupported {
  /** Where it stands in the row, such as `models.0.capabilities.seed`. */
  readonly field: string;
  readonly api: ApiId;
}

/** @param provider with the models of the row */
export function findUnsupportedIn({ models }: ProviderRow, provider: Provider): readonly Unsupported[] {
  return (models ?? []).flatMap(({ id, capabilities = {} }, index) => {
    const model = provider.models.find((each) => each.id === id);
    const names = model ? findUnsupportedBy(provider, model, capabilities) : [];
    const api = model?.api ?? provider.api;
    return names.map((name) => ({ field: `models.${index}.capabilities.${name}`, api }));
  });
}

/** Those that are claimed, and have no place in a request to this model. */
export function findUnsupportedBy(
  provider: Provider,
  model: Model,
  claimed: { readonly [Name in SupportedCapability]?: Capabilities[Name] | undefined },
): readonly SupportedCapability[] {
  const api = model.api ?? provider.api;
  const spoken =
    api === 'tasks'
      ? namedBy(taskFormatOf(provider, model).fields)
      : api === 'openai-images' && provider.imageFields === 'xai'
        ? spokenByXai
        : spokenBy[api];
  return capabilityNames.filter((name) => isClaimed(claimed[name]) && !spoken.includes(name));
}

const ratioAndSize = ['aspectRatio', 'size'] as const;

const spokenBy: Readonly<Record<Exclude<ApiId, 'tasks'>, readonly SupportedCapability[]>> = {
  // No row can speak it.
  placeholder: [...ratioAndSize, 'quality', 'imagesPerCall'],
  imini: [...ratioAndSize, 'quality', 'styleReferences', 'imagesPerCall'],
  gemini: [...ratioAndSize, 'thinking'],
  'openai-chat': ratioAndSize,
  'openai-images': [
    ...(['size', 'quality', 'background', 'outputFormat'] as const),
    ...(['seed', 'negativePrompt', 'mask', 'imagesPerCall'] as const),
  ],
  'openrouter-images': [...ratioAndSize, 'imagesPerCall'],
  automatic1111: ['size', 'seed', 'negativePrompt', 'mask', 'imagesPerCall'],
  comfyui: ['size', 'seed', 'negativePrompt'],
};

const spokenByXai: readonly SupportedCapability[] = [...ratioAndSize, 'quality', 'imagesPerCall'];

/** What the body of a task has a name for. */
function namedBy(fields: TaskFields): readonly SupportedCapability[] {
  const names: Readonly<Record<string, unknown>> = { ...fields, imagesPerCall: fields.count };
  return capabilityNames.filter((name) => names[name] !== undefined);
}

/** That a model has no such option is true with every format. */
function isClaimed(value: Capabilities[SupportedCapability] | undefined): boolean {
  switch (typeof value) {
    case 'object':
      return value.offered.length > 0;
    case 'number':
      return value > 1;
    default:
      return value === true;
  }
}
