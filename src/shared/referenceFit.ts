import {
  drawableFormats,
  formatFacts,
  isTooLargeToShow,
  type ColorFacts,
  type ImageFormat,
} from './imageFormat';
import type { Capabilities } from './capabilities';

/** What can be said of a reference after a look at its first bytes. */
export interface ReferenceFacts extends Partial<Pick<ColorFacts, 'isTurned' | 'isGrey'>> {
  readonly format: ImageFormat;
  readonly byteLength: number;
  readonly width?: number | undefined;
  readonly height?: number | undefined;
}

/** What the panel has to make of a reference so that a model takes it. */
export interface ConversionPlan {
  readonly format: 'png' | 'jpeg' | 'webp';
  readonly mediaType: string;
  /** Most pixels of the longer side. */
  readonly maxSide: number;
  /** The longer side of a drawing that has no pixels of its own. */
  readonly drawnSide?: number;
  readonly maxBytes: number;
}

export type ReferenceFit =
  | { readonly kind: 'asIs' }
  | { readonly kind: 'convert'; readonly plan: ConversionPlan }
  /** `undecodable`: no browser can open it. `tooManyPixels`: opening it may take more memory than there is. */
  | { readonly kind: 'refused'; readonly reason: 'undecodable' | 'tooManyPixels' };

/** Whether a model takes a reference as it is, and if not, what has to become of it. */
export function fitReference(facts: ReferenceFacts, capabilities: Capabilities): ReferenceFit {
  if (takesReference(capabilities, facts)) {
    return { kind: 'asIs' };
  }
  const format = targetFormat(facts.format, capabilities);
  if (!format || !drawableFormats.has(facts.format)) {
    return { kind: 'refused', reason: 'undecodable' };
  }
  if (isTooLargeToShow({ width: facts.width ?? 0, height: facts.height ?? 0 })) {
    return { kind: 'refused', reason: 'tooManyPixels' };
  }
  const { maxSide = largestSide, maxBytes = mostBytes } = capabilities.referenceLimits ?? {};
  const plan = { format, mediaType: formatFacts[format].mediaType, maxSide, maxBytes };
  return {
    kind: 'convert',
    plan: facts.format === 'svg' ? { ...plan, drawnSide: Math.min(drawnSide, maxSide) } : plan,
  };
}

/** The same for the same plan, so that what was made by it is found again. */
export function planName({ format, maxSide, drawnSide: drawn, maxBytes }: ConversionPlan): string {
  return [format, maxSide, maxBytes, ...(drawn === undefined ? [] : [drawn])].join('-');
}

/** Pixels that a rendered SVG has on its longer side: as many as a model of the 2K class draws. */
const drawnSide = 2048;

/** Where a model states no limit. */
const largestSide = 8192;
const mostBytes = 32 * 1024 * 1024;

/** What Chromium can write, in the order of preference: without loss first. */
const encodable = ['png', 'webp', 'jpeg'] as const;

/** Whether a model takes a reference as it is. What is not known of its size is not held against it. */
export function takesReference(
  {
    referenceFormats,
    referenceLimits: { maxSide = Infinity, maxBytes = Infinity } = {},
    needsColorReferences = false,
  }: Capabilities,
  {
    format,
    byteLength = 0,
    width = 0,
    height = 0,
    isTurned = false,
    isGrey = false,
  }: Partial<ReferenceFacts>,
): boolean {
  const isSmall = Math.max(width, height) <= maxSide && byteLength <= maxBytes;
  // Services that do not heed EXIF would draw from an image that lies on its side.
  const isPlain = !isTurned && !(isGrey && needsColorReferences);
  return format !== undefined && referenceFormats.includes(format) && isSmall && isPlain;
}

/** The format that it has already, where that is taken. */
function targetFormat(
  format: ImageFormat,
  { referenceFormats }: Capabilities,
): ConversionPlan['format'] | undefined {
  const taken = encodable.filter((each) => referenceFormats.includes(each));
  return taken.find((each) => each === format) ?? taken[0];
}
