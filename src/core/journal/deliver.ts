import { randomUUID } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { EaselError } from '../errors';
import { localFolder, type ImageFolder } from '../imageFolder';
import { formatFacts, type ImageFormat } from '../image/format';
import type { Recipe } from '../recipe';
import { sha256Of } from '../sha256';
import type { OwnedRow } from './journal';
import type { Claim, JournalEvent } from './rowState';

/** An image as it goes into the project. */
export interface FinishedImage {
  readonly bytes: Uint8Array;
  readonly format: ImageFormat;
  readonly recipe: Recipe;
  /** Among the images of its call, counted from 0; the same each time a task is asked for. */
  readonly position: number;
  /** Number of images of the call. */
  readonly of: number;
}

/** An image that stands in the project. */
export interface DeliveredImage {
  readonly name: string;
  readonly sha256: string;
  readonly byteLength: number;
  /** `null` where the journal could not keep it. */
  readonly recipe: Recipe | null;
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
  readonly row: OwnedRow | undefined;
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
  const { bytes, format, recipe, position, of } = image;
  const facts = { sha256: await sha256Of(bytes), byteLength: bytes.byteLength, recipe };
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

/**
 * After a crash: finds the images that stand in the project though the row does not say so, finishes those that were
 * written whole but not yet named, and sweeps what else was left behind.
 */
export async function finishDelivery(
  row: OwnedRow,
  target: DeliveryTarget,
): Promise<readonly DeliveredImage[]> {
  const delivered: DeliveredImage[] = [];
  const leftovers = await target.folder.list(temporaryPrefix(row));
  for (const claims of unfinishedClaims(row)) {
    const found =
      (await findUnderItsName(claims, target)) ?? (await finish(claims, leftovers, { row, target }));
    if (found) {
      await target.onDelivered(found);
      await row.record({ state: 'saved', position: claims[0].position });
      delivered.push(found);
    }
  }
  for (const name of leftovers) {
    await target.folder.remove(name).catch(() => undefined);
  }
  return delivered;
}

type Claims = readonly [Claim, ...Claim[]];

function unfinishedClaims({ state }: OwnedRow): readonly Claims[] {
  const byPosition = new Map<number, Claims>();
  for (const claim of state.claims) {
    const others = byPosition.get(claim.position);
    byPosition.set(claim.position, others ? [...others, claim] : [claim]);
  }
  return Array.from(byPosition.values()).filter(([{ position }]) => !state.saved.has(position));
}

async function findUnderItsName(
  claims: Claims,
  { folder }: DeliveryTarget,
): Promise<DeliveredImage | undefined> {
  for (const { name, sha256, byteLength, recipe } of claims) {
    const bytes = await folder.read(name);
    if (bytes && (await sha256Of(bytes)) === sha256) {
      return { name, sha256, byteLength, recipe, wasThere: true };
    }
  }
  return undefined;
}

async function finish(
  claims: Claims,
  leftovers: readonly string[],
  { row, target }: { readonly row: OwnedRow; readonly target: DeliveryTarget },
): Promise<DeliveredImage | undefined> {
  for (const leftover of leftovers) {
    const bytes = await target.folder.read(leftover);
    const sha256 = bytes && (await sha256Of(bytes));
    const claim = claims.find((each) => each.sha256 === sha256);
    if (bytes && claim) {
      const name = await target.folder.save({
        bytes,
        stem: target.stem,
        ending: claim.name.slice(claim.name.lastIndexOf('.') + 1),
        temporary: newTemporary(row),
        claim: (claimed) => row.record({ state: 'saving', ...claim, name: claimed }),
      });
      return { ...claim, name, wasThere: false };
    }
  }
  return undefined;
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

function isTakenOver(error: unknown): boolean {
  return error instanceof EaselError && error.details.reason === 'takenOver';
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

async function keep(
  { bytes, format, recipe, position, of }: FinishedImage,
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
  await row.record({ state: 'unsaved', position, of, name, format, byteLength, recipe });
}

function newTemporary(row: OwnedRow | undefined): string {
  return `${temporaryPrefix(row)}${randomUUID().slice(0, 8)}.tmp`;
}

function temporaryPrefix(row: OwnedRow | undefined): string {
  return row ? `.easel-${row.id}-` : '.easel-';
}
