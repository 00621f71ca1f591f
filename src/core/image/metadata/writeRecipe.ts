import { startOf } from '../../../shared/boundedText';
import { serializeRecipe, type Recipe } from '../../model/recipe';
import type { ImageFormat } from '../../../shared/imageFormat';
import { containers } from './containers';
import { buildPacket, mergeIntoPacket, withoutPadding, type XmpStatement } from './xmpPacket';

/** How much is written: the whole recipe, only the label that the image was made by a machine, or nothing. */
export type MetadataMode = 'full' | 'label' | 'none';

/**
 * What became of it: `shortened` where the format has too little room for the whole prompt, `credentials` where
 * the file is signed and stays as it came, `unsupported` where the format has no place or the file is unusual.
 */
export type Written = 'full' | 'shortened' | 'label' | 'none' | 'credentials' | 'unsupported';

export interface WriteResult {
  readonly bytes: Uint8Array;
  readonly written: Written;
}

/**
 * Puts the recipe into an image as XMP, without touching its pixels or its other metadata. Never throws: an image
 * that cannot take it comes back as it was.
 */
export function writeRecipe(
  bytes: Uint8Array,
  format: ImageFormat,
  recipe: Recipe,
  mode: MetadataMode,
): WriteResult {
  if (mode === 'none') {
    return { bytes, written: 'none' };
  }
  const opened = containers[format]?.(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  if (!opened) {
    return { bytes, written: 'unsupported' };
  }
  if (opened.hasCredentials) {
    return { bytes, written: 'credentials' };
  }
  for (const { statement, written } of statementsFor(recipe, mode)) {
    // A packet that says nothing is as good as none.
    const isEmpty = opened.xmp === undefined || opened.xmp.trim() === '';
    const merged = isEmpty ? buildPacket(statement) : mergeIntoPacket(opened.xmp, statement);
    const packet = [merged, merged && withoutPadding(merged)].find(
      (text) => text !== undefined && Buffer.byteLength(text) <= opened.maxPacketBytes,
    );
    if (packet !== undefined) {
      return { bytes: opened.withXmp(packet), written };
    }
  }
  return { bytes, written: 'unsupported' };
}

interface Candidate {
  readonly statement: XmpStatement;
  readonly written: Written;
}

/** From the most that could be said to the least. */
function* statementsFor(recipe: Recipe, mode: 'full' | 'label'): Generator<Candidate> {
  const sourceType = recipe.providerId === 'placeholder' ? 'algorithmicMedia' : 'trainedAlgorithmicMedia';
  if (mode === 'label') {
    yield { statement: { sourceType }, written: 'label' };
    return;
  }
  const { prompt } = recipe;
  yield { statement: { sourceType, description: prompt, recipe: serializeRecipe(recipe) }, written: 'full' };
  // What the user wrote stands in the prompt too, and there is room for one of them.
  const { promptParts: _, ...rest } = recipe;
  const essential =
    rest.modelText === undefined ? rest : { ...rest, modelText: startOf(rest.modelText, 500) };
  for (const limit of shortenedPrompts) {
    const start = prompt.length > limit ? `${startOf(prompt, limit)}…` : prompt;
    const statement = {
      sourceType,
      description: start,
      recipe: serializeRecipe({ ...essential, prompt: start }),
    } as const;
    yield { statement, written: 'shortened' };
  }
  yield { statement: { sourceType, description: startOf(prompt, 1000) }, written: 'shortened' };
}

const shortenedPrompts = [16_000, 8000, 2000] as const;
