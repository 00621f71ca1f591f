import type { ImageFormat } from './imageFormat';
import type { ExtraOption, RequestOption } from './optionTable';

/** One choice that a model offers. */
export interface OptionCapability {
  /** Values the model takes. Empty: it has no such option. `any`: unknown, what the user types goes as it is. */
  readonly offered: readonly string[] | 'any';
  /** The API must be sent a value. */
  readonly required: boolean;
  /** What the form starts with; empty leaves it to the model. */
  readonly preset: string;
}

/** What a reference may be at most; what is not known to be limited is left out. */
export interface ReferenceLimits {
  /** Of the longer side, in pixels. */
  readonly maxSide?: number;
  readonly maxBytes?: number;
}

/** What a model can do. The form is drawn from this, and a request is checked against it before paying. */
export interface Capabilities
  extends
    Readonly<Record<RequestOption, OptionCapability>>,
    Readonly<Partial<Record<ExtraOption, OptionCapability>>> {
  /** It takes a seed, a whole number: the same request with the same seed makes the same image, or nearly so. */
  readonly seed?: boolean;
  /** It takes a text of what the image must not show. */
  readonly negativePrompt?: boolean;
  readonly maxReferences: number;
  readonly referenceFormats: readonly ImageFormat[];
  readonly referenceLimits?: ReferenceLimits;
  /** It drops references that have shades of grey alone without a word, so they are sent in RGB. */
  readonly needsColorReferences?: boolean;
  /** A reference can be marked as *style*. */
  readonly styleReferences: boolean;
  /** It takes a mask, which says which part of the first reference is to change. */
  readonly mask?: boolean;
  /** Most images that one request may ask for. */
  readonly maxImages: number;
  /** How many of them one call brings; 1 where the API has no count. */
  readonly imagesPerCall: number;
  /** In characters (Unicode code points). */
  readonly maxPromptLength: number;
}

export const notOffered: OptionCapability = { offered: [], required: false, preset: '' };

export const unknown: OptionCapability = { offered: 'any', required: false, preset: '' };

export function optional(offered: readonly string[]): OptionCapability {
  return { offered, required: false, preset: '' };
}

export function required(offered: OptionCapability['offered'], preset: string): OptionCapability {
  return { offered, required: true, preset };
}
