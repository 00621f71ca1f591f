import type { Capabilities } from '../../shared/capabilities';
import type { Mask, Reference } from '../model/reference';
import type { MaskProblem } from '../../shared/requestProblem';

/** "A valid PNG file, less than 4 MB": https://developers.openai.com/api/reference/resources/images */
export const largestMask = 4 * 1024 * 1024 - 1;

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
