import type { Dimensions } from './image/dimensions';
import type { ImageFormat } from './image/format';
import type { Capabilities } from './provider';
import type { ByteSource, Reference } from './request';

/** A PNG as large as the first reference as it is sent: fully transparent where that is to change, opaque elsewhere. */
export interface Mask extends ByteSource, Dimensions {
  readonly format: ImageFormat;
}

/** "A valid PNG file, less than 4 MB": https://developers.openai.com/api/reference/resources/images */
export const largestMask = 4 * 1024 * 1024 - 1;

/** Why a mask was refused before anything was sent or paid. */
export type MaskProblem =
  | { readonly problem: 'maskNotTaken' }
  | { readonly problem: 'maskWithoutReference' }
  /** No PNG with transparency that can be read. */
  | { readonly problem: 'maskFormat' }
  | { readonly problem: 'maskBytes'; readonly byteLength: number; readonly limit: number }
  | {
      readonly problem: 'maskPixels';
      readonly file: string;
      readonly width: number;
      readonly height: number;
      readonly reference: Dimensions;
    }
  /** Its metadata turns the first reference, which not every program heeds: nobody knows what the mask would lie on. */
  | { readonly problem: 'maskOnTurned'; readonly file: string }
  /** Easel does not have it any more. */
  | { readonly problem: 'maskGone' };

export function findMaskProblem(
  { mask, references }: { readonly mask?: Mask; readonly references: readonly Reference[] },
  { mask: isTaken = false }: Capabilities,
): MaskProblem | undefined {
  if (!mask) {
    return undefined;
  }
  const [reference] = references;
  if (!isTaken) {
    return { problem: 'maskNotTaken' };
  }
  if (!reference) {
    return { problem: 'maskWithoutReference' };
  }
  if (mask.format !== 'png') {
    return { problem: 'maskFormat' };
  }
  return findPixelProblem(mask, reference) ?? findByteProblem(mask);
}

function findPixelProblem({ width, height }: Mask, reference: Reference): MaskProblem | undefined {
  const { name: file, width: across = width, height: down = height } = reference;
  return across === width && down === height
    ? undefined
    : { problem: 'maskPixels', file, width, height, reference: { width: across, height: down } };
}

function findByteProblem({ byteLength }: Mask): MaskProblem | undefined {
  return byteLength > largestMask ? { problem: 'maskBytes', byteLength, limit: largestMask } : undefined;
}
