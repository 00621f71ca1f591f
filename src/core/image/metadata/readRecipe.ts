import { parseRecipe, type Recipe } from '../../model/recipe';
import type { ImageFormat } from '../../../shared/imageFormat';
import { containers } from './containers';
import { findRecipeText } from './xmpPacket';

/** The recipe that an image carries; `undefined` where there is none, or none that can be trusted to be one. */
export function readRecipe(bytes: Uint8Array, format: ImageFormat): Recipe | undefined {
  const packet = readXmp(bytes, format);
  const text = packet === undefined ? undefined : findRecipeText(packet);
  return text === undefined ? undefined : parseRecipe(text);
}

/** The XMP packet of an image, as it stands. Needs the whole file. */
export function readXmp(bytes: Uint8Array, format: ImageFormat): string | undefined {
  return containers[format]?.(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength))?.xmp;
}
