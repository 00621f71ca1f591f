import { notOffered, type Capabilities, type OptionCapability } from './capabilities';
import { extraOptions, forEachOption, type ExtraOption, type RequestOption } from './optionTable';

export {
  extraOptions,
  optionNames,
  requestOptions,
  type ExtraOption,
  type OptionName,
  type RequestOption,
} from './optionTable';

/**
 * What was chosen: `aspectRatio` as `width:height`, such as `16:9`; `size` a class such as `1K` (an area of about 1024 ×
 * 1024 pixels) or `1024x1024`; the others in the provider's spelling. Empty, and absent for those that few models have:
 * left to the model.
 */
export interface ChosenOptions
  extends Readonly<Record<RequestOption, string>>, Readonly<Partial<Record<ExtraOption, string>>> {
  /** Absent: left to the model. Of the first image; those of further calls count up from it. */
  readonly seed?: number;
  /** What the image must not show. Absent: nothing is said of it. */
  readonly negativePrompt?: string;
}

/** Before options where what is absent was left to the model, so that no preset takes its place. */
export const leftToModel = forEachOption(extraOptions, '');

/** 32 bits, which is what every API takes that says how far seeds go. */
export const largestSeed = 2 ** 32 - 1;

/** In UTF-16 units, far more than any encoder of such a text reads. */
export const longestNegativePrompt = 10_000;

/** Whether the model takes this value; the empty one stands for leaving the option out. */
export function takesOption({ offered, required }: OptionCapability, value: string): boolean {
  return value === '' ? !required : offered === 'any' || offered.includes(value);
}

function negativePromptFor(
  { negativePrompt = '' }: Partial<ChosenOptions>,
  capabilities: Capabilities,
): Pick<ChosenOptions, 'negativePrompt'> {
  return negativePrompt.trim() !== '' && capabilities.negativePrompt === true ? { negativePrompt } : {};
}

/** What was chosen, where the model takes it, and the model's preset otherwise. */
export function withDefaults(chosen: Partial<ChosenOptions>, capabilities: Capabilities): ChosenOptions {
  const pick = (option: RequestOption | ExtraOption): string => {
    const value = chosen[option];
    const { [option]: capability = notOffered } = capabilities;
    return value !== undefined && takesOption(capability, value) ? value : capability.preset;
  };
  const extras = extraOptions.flatMap((option) => {
    const value = pick(option);
    return value === '' ? [] : [[option, value] as const];
  });
  return {
    ...{ aspectRatio: pick('aspectRatio'), size: pick('size'), quality: pick('quality') },
    ...(Object.fromEntries(extras) as Pick<ChosenOptions, ExtraOption>),
    ...(chosen.seed !== undefined && capabilities.seed === true && { seed: chosen.seed }),
    ...negativePromptFor(chosen, capabilities),
  };
}

/** How a model should use a reference: take over its content, or only its style. */
export type ReferenceUse = 'asset' | 'style';
