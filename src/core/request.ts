import type { WorkflowFault } from './comfyuiWorkflow';
import type { Exchange } from './conversation';
import type { Capabilities, OptionCapability } from './provider';
import type { ImageFormat } from './image/format';
import type { Mask, MaskProblem } from './maskCheck';
import { notOffered } from './providers/options';

/** How a model should use a reference: take over its content, or only its style. */
export type ReferenceUse = 'asset' | 'style';

/** Bytes that are read only when they are needed, piece by piece. */
export interface ByteSource {
  readonly byteLength: number;
  /**
   * Yields exactly `byteLength` bytes.
   * @throws EaselError `cannotReadReference` when the file is gone or its length has changed.
   */
  read(): AsyncIterable<Uint8Array>;
}

/** An input image. */
export interface Reference extends ByteSource {
  /** Name for the person, relative to the workspace where that is possible. */
  readonly name: string;
  /** What the bytes are, whatever the file is called. */
  readonly format: ImageFormat;
  readonly use: ReferenceUse;
  /** Pixels as the image is shown, where its header tells them. */
  readonly width?: number | undefined;
  readonly height?: number | undefined;
}

/** What the person wants. An empty option means: leave it to the model. */
export interface ImageRequest {
  readonly prompt: string;
  readonly references: readonly Reference[];
  /** Which part of the first reference is to change. */
  readonly mask?: Mask;
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
  /** Number of images, 1 or more. */
  readonly count: number;
  /** What was said before, oldest first; only for an API that goes on with conversations. */
  readonly conversation?: readonly Exchange[];
}

/** Half of a character, as a cut emoji leaves it, is refused by some servers and makes others fail. */
export function withWholeCharacters({ prompt, negativePrompt, ...request }: ImageRequest): ImageRequest {
  return {
    ...request,
    prompt: prompt.toWellFormed(),
    ...(negativePrompt !== undefined && { negativePrompt: negativePrompt.toWellFormed() }),
  };
}

export type RequestOption = 'aspectRatio' | 'size' | 'quality';

export const requestOptions: readonly RequestOption[] = ['aspectRatio', 'size', 'quality'];

/** Options that few models have. */
export type ExtraOption = 'background' | 'outputFormat' | 'thinking';

export const extraOptions: readonly ExtraOption[] = ['background', 'outputFormat', 'thinking'];

/** What was chosen. Those that few models have are absent where they are left to the model. */
export type ChosenOptions = Readonly<Record<RequestOption, string>> &
  Pick<ImageRequest, ExtraOption | 'seed' | 'negativePrompt'>;

/** Before options where what is absent was left to the model, so that no preset takes its place. */
export const leftToModel = { background: '', outputFormat: '', thinking: '' } as const;

/** 32 bits, which is what every API takes that says how far seeds go. */
export const largestSeed = 2 ** 32 - 1;

/** In UTF-16 units, far more than any encoder of such a text reads. */
export const longestNegativePrompt = 10_000;

/** Why a request was refused before anything was sent or paid. */
export type RequestProblem =
  | { readonly problem: 'emptyPrompt' }
  | { readonly problem: 'promptTooLong'; readonly length: number; readonly limit: number }
  | { readonly problem: 'tooManyReferences'; readonly count: number; readonly limit: number }
  | {
      readonly problem: 'referenceFormat';
      readonly file: string;
      readonly format: string;
      readonly accepted: readonly string[];
    }
  | {
      readonly problem: 'referencePixels';
      readonly file: string;
      readonly width: number;
      readonly height: number;
      readonly limit: number;
    }
  | {
      readonly problem: 'referenceBytes';
      readonly file: string;
      readonly byteLength: number;
      readonly limit: number;
    }
  /** The panel can make of it what the model takes, and has not yet. */
  | { readonly problem: 'referenceNotConverted'; readonly file: string }
  | { readonly problem: 'styleReference'; readonly file: string }
  | MaskProblem
  | {
      readonly problem: 'optionNotOffered';
      readonly option: RequestOption | ExtraOption;
      readonly value: string;
      readonly offered: readonly string[];
    }
  /** In the provider's spelling: a file of this format has no transparency. */
  | { readonly problem: 'transparentFormat'; readonly format: string }
  | { readonly problem: 'seedNotTaken'; readonly seed: number }
  | { readonly problem: 'seedOutOfRange'; readonly seed: number; readonly limit: number }
  | { readonly problem: 'negativePromptNotTaken' }
  | { readonly problem: 'tooManyImages'; readonly count: number; readonly limit: number }
  /** Of one click, on all models and for all variations. */
  | { readonly problem: 'tooManyCalls'; readonly limit: number }
  /** In bytes, as the request would be sent. */
  | { readonly problem: 'requestTooLarge'; readonly byteLength: number; readonly limit: number }
  /** The server's own list does not have it. */
  | { readonly problem: 'unknownModel'; readonly model: string; readonly offered: readonly string[] }
  /** A ComfyUI workflow; `about` names what of it is meant. */
  | {
      readonly problem: 'workflow';
      readonly file: string;
      readonly fault: WorkflowFault;
      readonly about: string;
    }
  /** The month would come to more than the person allows. */
  | {
      readonly problem: 'overLimit';
      readonly currency: string;
      readonly spent: number;
      readonly estimate: number;
      readonly limit: number;
    }
  | { readonly problem: 'insecureAddress'; readonly url: string }
  /** At the host a cloud keeps the credentials of its machines. */
  | { readonly problem: 'metadataAddress'; readonly host: string }
  | { readonly problem: 'brokenSetting'; readonly text: string };

/**
 * Splits a request into calls: where an API has no count, n images are n calls.
 * Each call succeeds or fails on its own, and draws with a seed of its own: with the same one all images were the same.
 */
export function splitIntoCalls(request: ImageRequest, capabilities: Capabilities): readonly ImageRequest[] {
  const calls: ImageRequest[] = [];
  for (let left = request.count; left > 0; left -= capabilities.imagesPerCall) {
    const seed = request.seed !== undefined && {
      seed: (request.seed + request.count - left) % (largestSeed + 1),
    };
    calls.push({ ...request, ...seed, count: Math.min(left, capabilities.imagesPerCall) });
  }
  return calls;
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

function negativePromptFor(
  { negativePrompt = '' }: Partial<ChosenOptions>,
  capabilities: Capabilities,
): Pick<ChosenOptions, 'negativePrompt'> {
  return negativePrompt.trim() !== '' && capabilities.negativePrompt === true ? { negativePrompt } : {};
}

/** Whether the model takes this value; the empty one stands for leaving the option out. */
export function takesOption({ offered, required }: OptionCapability, value: string): boolean {
  return value === '' ? !required : offered === 'any' || offered.includes(value);
}
