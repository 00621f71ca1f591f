import { notOffered, type Capabilities, type OptionCapability } from './capabilities';

export type RequestOption = 'aspectRatio' | 'size' | 'quality';

export const requestOptions: readonly RequestOption[] = ['aspectRatio', 'size', 'quality'];

/** Options that few models have. */
export type ExtraOption = 'background' | 'outputFormat' | 'thinking';

export const extraOptions: readonly ExtraOption[] = ['background', 'outputFormat', 'thinking'];

/** What was chosen. Those that few models have are absent where they are left to the model. */
export interface ChosenOptions {
  /** `width:height`, such as `16:9`, or empty. */
  readonly aspectRatio: string;
  /** A class such as `1K` (an area of about 1024 × 1024 pixels), or empty. */
  readonly size: string;
  readonly quality: string;
  /** Absent or empty: left to the model, as with the next one. */
  readonly background?: string;
  /** In the provider's spelling, such as `webp`. */
  readonly outputFormat?: string;
  /** How long the model thinks, likewise. */
  readonly thinking?: string;
  /** Absent: left to the model. Of the first image; those of further calls count up from it. */
  readonly seed?: number;
  /** What the image must not show. Absent: nothing is said of it. */
  readonly negativePrompt?: string;
}

/** Before options where what is absent was left to the model, so that no preset takes its place. */
export const leftToModel = { background: '', outputFormat: '', thinking: '' } as const;

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
