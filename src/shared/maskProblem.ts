import type { Capabilities } from './capabilities';
import type { Dimensions, ImageFormat } from './imageFormat';
import type { MaskProblem } from './requestProblem';

/** "A valid PNG file, less than 4 MB": https://developers.openai.com/api/reference/resources/images */
export const largestMask = 4 * 1024 * 1024 - 1;

/** Without facts before its file is read. */
export interface CheckedMask extends Partial<Dimensions> {
  readonly format?: ImageFormat;
  readonly byteLength?: number;
}

interface MaskedReference {
  readonly name: string;
  readonly width?: number | undefined;
  readonly height?: number | undefined;
}

/** Why the mask cannot be sent with the references, the first of which it lies on: none or one. */
export function checkMask(
  { mask, references }: { readonly mask?: CheckedMask; readonly references: readonly MaskedReference[] },
  { mask: isTaken = false }: Capabilities,
): readonly MaskProblem[] {
  if (!mask) {
    return [];
  }
  const [reference] = references;
  if (!isTaken) {
    return [{ problem: 'maskNotTaken' }];
  }
  if (!reference) {
    return [{ problem: 'maskWithoutReference' }];
  }
  const { format = 'png', width, height, byteLength = 0 } = mask;
  if (format !== 'png') {
    return [{ problem: 'maskFormat' }];
  }
  if (width !== undefined && height !== undefined) {
    const { name: file, width: across = width, height: down = height } = reference;
    if (across !== width || down !== height) {
      return [{ problem: 'maskPixels', file, width, height, reference: { width: across, height: down } }];
    }
  }
  return byteLength > largestMask ? [{ problem: 'maskBytes', byteLength, limit: largestMask }] : [];
}
