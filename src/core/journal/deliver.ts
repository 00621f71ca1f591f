import { randomUUID } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { localFolder, type ImageFolder } from '../storage/imageFolder';
import { formatFacts, type ImageFormat } from '../../shared/imageFormat';
import type { Cost } from '../model/price';
import type { Recipe } from '../model/recipe';
import { sha256Of } from '../util/sha256';
import { isTakenOver, type OwnedEntry } from './ownedEntry';
import type { JournalEvent } from './entryState';

/** An image as it goes into the project. */
export interface FinishedImage {
  readonly bytes: Uint8Array;
  readonly format: ImageFormat;
  readonly recipe: Recipe;
  /** Among the images of its call, counted from 0; the same each time a task is asked for. */
  readonly position: number;
  /** Number of images of the call. */
  readonly of: number;
  /** Its share of what the call has cost, where that is known. */
  readonly cost?: Cost | undefined;
  /** The image itself never came. */
  readonly isDraft?: true;
}

/** An image that stands in the project. */
export interface DeliveredImage {
  readonly name: string;
  readonly sha256: string;
  readonly byteLength: number;
  /** `null` where the journal could not keep it. */
  readonly recipe: Recipe | null;
  readonly cost?: Cost | undefined;
  /** It was saved before a crash, and who was to be told may have been told. */
  readonly wasThere: boolean;
}

export interface DeliveryTarget {
  readonly folder: ImageFolder;
  /** Where images are kept that cannot be saved there. */
  readonly keepIn: string;
  readonly stem: string;
  /** Told before the image counts as saved, so after a crash perhaps twice. */
  readonly onDelivered: (image: DeliveredImage) => Promise<void>;
}

/** An image that has just been saved. */
export interface SavedImageFile extends DeliveredImage {
  readonly recipe: Recipe;
}

/** An image that could not be saved. */
export interface UndeliveredImage {
  readonly image: FinishedImage;
  readonly error: unknown;
  /** Whether its bytes are on some disk; where not, they are in `image` alone. */
  readonly isKept: boolean;
}

export interface DeliveryContext {
  /** `undefined` for what was not paid, which is on no record. */
  readonly row: OwnedEntry | undefined;
  readonly target: DeliveryTarget;
  readonly log: (line: string) => void;
}

/**
 * Saves an image exactly once, whatever happens on the way: its name and hash are on record before it can appear.
 * Where it cannot be saved, its bytes are kept in the extension's storage.
 */
export async function deliver(
  image: FinishedImage,
  context: DeliveryContext,
): Promise<SavedImageFile | UndeliveredImage> {
  try {
    return await save(image, context);
  } catch (error) {
    return { image, error, isKept: !isTakenOver(error) && (await tryToKeep(image, context)) };
  }
}

async function save(image: FinishedImage, context: DeliveryContext): Promise<SavedImageFile> {
  const { row, target } = context;
  const { bytes, format, recipe, position, of, cost } = image;
  const sha256 = await sha256Of(bytes);
  const facts = { sha256, byteLength: bytes.byteLength, recipe, cost };
  const name = await target.folder.save({
    bytes,
    stem: target.stem,
    ending: formatFacts[format].ending,
    temporary: newTemporary(row),
    claim: (claimed) => note(context, { state: 'saving', position, of, name: claimed, ...facts }),
  });
  const delivered: SavedImageFile = { ...facts, name, wasThere: false };
  await target.onDelivered(delivered);
  await note(context, { state: 'saved', position });
  return delivered;
}

/** A journal that cannot be written must not keep a paid image from being saved; another owner must. */
async function note({ row, log }: DeliveryContext, event: JournalEvent): Promise<void> {
  await row?.record(event).catch((error: unknown) => {
    if (isTakenOver(error)) {
      throw error;
    }
    log(`The journal could not be written: ${String(error)}`);
  });
}

async function tryToKeep(image: FinishedImage, context: DeliveryContext): Promise<boolean> {
  try {
    await keep(image, context);
    return context.row !== undefined;
  } catch (error) {
    context.log(`The image could not be kept in the storage either: ${String(error)}`);
    return false;
  }
}

/** @throws what the file system throws; what the journal throws, where it cannot be written. */
export async function keep(
  { bytes, format, recipe, position, of, cost, isDraft }: FinishedImage,
  { row, target }: DeliveryContext,
): Promise<void> {
  if (!row) {
    return;
  }
  await mkdir(target.keepIn, { recursive: true });
  const name = await localFolder(target.keepIn).save({
    bytes,
    stem: `${row.id}-${position + 1}`,
    ending: formatFacts[format].ending,
    temporary: newTemporary(row),
    claim: () => Promise.resolve(),
  });
  const { byteLength } = bytes;
  const facts = {
    position,
    of,
    name,
    format,
    byteLength,
    recipe,
    cost,
    ...(isDraft && { isDraft }),
  };
  await row.record({ state: 'unsaved', ...facts });
}

/** A name that says whose it is, so that `finishDelivery` finds it. */
export function newTemporary(row: OwnedEntry | undefined): string {
  return `${temporaryPrefix(row)}${randomUUID().slice(0, 8)}.tmp`;
}

export function temporaryPrefix(row: OwnedEntry | undefined): string {
  return row ? `.easel-${row.id}-` : '.easel-';
}
