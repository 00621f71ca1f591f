import { randomUUID } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { joinUri } from '../project/uri';
import { readMetadataMode } from '../project/settings';
import type { Settings } from '../ports';
import type { GeneratedImage, Generated } from '../../core/generate/generate';
import type { ImageFolder } from '../../core/storage/imageFolder';
import { writeRecipe } from '../../core/image/metadata/writeRecipe';
import type { DeliveredImage, DeliveryTarget, FinishedImage } from '../../core/journal/deliver';
import type { OwnedEntry } from '../../core/journal/ownedEntry';
import type { CallEnd } from '../../core/journal/paidCall';
import { recipeOf } from '../../core/journal/buildRecipe';
import { journalFolder } from '../../core/journal/pendingEntries';
import { trimKept } from '../../core/journal/trimKept';
import { isAllSaved, type PaidCall } from '../../core/journal/entryState';
import { appendHistory, findBySha256 } from '../history/history';
import type { Cost } from '../../core/model/price';
import type { JobEnd, PendingWork, SavedImage } from '../jobs/job';
import type { ModelChoice } from '../providers/modelChoice';
import type { Services } from '../services';
import { costOfCall } from '../spending/trackSpending';

/** What a paid call leaves in the extension's storage, and how its images become files. */

/** Where images are kept that could not be saved in the project. */
export function unsavedFolder({ storage }: Pick<Services, 'storage'>): string {
  return path.join(storage.folder, 'unsaved');
}

/** @returns the path, for the user. */
export async function keepBroken(parts: Services, bytes: Uint8Array): Promise<string> {
  const folder = unsavedFolder(parts);
  await mkdir(folder, { recursive: true });
  const file = path.join(folder, `broken-${randomUUID()}.bin`);
  await writeFile(file, bytes, { flag: 'wx' });
  await trimKept(folder, journalFolder(parts.storage.folder)).catch((error: unknown) =>
    parts.log.failure(error),
  );
  return file;
}

export interface DeliveryPlan {
  readonly call: PaidCall;
  readonly folder: ImageFolder;
  /** Told after each image. */
  readonly onSaved: (image: string) => void;
}

/** The call's folder, and the history that each image goes into. */
export function deliveryTarget(parts: Services, { call, folder, onSaved }: DeliveryPlan): DeliveryTarget {
  return {
    folder,
    keepIn: unsavedFolder(parts),
    stem: call.stem,
    onDelivered: async (image) => {
      try {
        await remember(parts, image, uriOf(call, image));
      } catch (error) {
        // The image is in the project; a history that cannot be written must not make it look lost.
        parts.log.failure(error);
      }
      onSaved(uriOf(call, image));
    },
  };
}

/**
 * Puts a saved image into the history of the workspace folder that it lies in.
 * @param ofCall whose history it belongs to where it lies in none
 */
export async function remember(
  services: Services,
  { recipe, sha256, byteLength, cost, wasThere }: Omit<DeliveredImage, 'name'>,
  uri: string,
  ofCall: Pick<PaidCall, 'workspaceFolder'> = { workspaceFolder: '' },
): Promise<void> {
  if (!recipe || (wasThere && (await findBySha256(services, sha256)))) {
    return;
  }
  const workspaceFolder = services.files.folderOf(uri)?.uri ?? ofCall.workspaceFolder;
  await appendHistory(services, {
    ...{ workspaceFolder, uri, sha256, byteLength, recipe },
    ...(cost && { cost }),
  });
}

/** Puts the recipe into an image. */
export function finishImage(
  settings: Settings,
  image: GeneratedImage,
  generated: Generated,
  { call, choice }: { readonly call: PaidCall; readonly choice: ModelChoice },
): Omit<FinishedImage, 'position' | 'of'> {
  const recipe = recipeOf(image, generated, { call, ...choice });
  const mode = readMetadataMode(settings, call.folder);
  const { bytes } = writeRecipe(image.bytes, image.format, recipe, mode);
  const cost = shareOf(costOfCall(settings, call, choice, generated.usage), generated);
  return { bytes, format: image.format, recipe, cost };
}

/** All images of a call cost the same. */
function shareOf(cost: Cost | undefined, { images, leftOut }: Generated): Cost | undefined {
  return cost && { ...cost, amount: cost.amount / Math.max(1, images.length + leftOut.length) };
}

/** How a call ended, as its job tells it. */
export function jobEndOf({ saved, errors, inMemory }: CallEnd, run: EndedCall): JobEnd<SavedImage> {
  return {
    saved: saved.map((image) => ({ uri: uriOf(run.call, image), recipe: image.recipe })),
    errors,
    costs: saved.flatMap(({ cost }) => cost ?? []),
    open: [
      ...(run.row ? openWorkOf(run.row) : []),
      ...inMemory.map((image) => ({ kind: 'inMemory', image, call: run.call }) as const),
    ],
  };
}

/** Waits for all calls of a job: what one failed at must not take away what another brought. */
export async function collect(work: readonly Promise<JobEnd<SavedImage>>[]): Promise<JobEnd<SavedImage>> {
  const ends = (await Promise.allSettled(work)).map((outcome) =>
    outcome.status === 'fulfilled'
      ? outcome.value
      : { saved: [], errors: [outcome.reason as unknown], open: [] },
  );
  return {
    saved: ends.flatMap(({ saved }) => saved),
    errors: ends.flatMap(({ errors }) => errors),
    open: ends.flatMap(({ open }) => open),
    costs: ends.flatMap(({ costs = [] }) => costs),
  };
}

interface EndedCall {
  readonly call: PaidCall;
  readonly row: OwnedEntry | undefined;
}

/** What a row that is not closed still owes. */
export function openWorkOf({ id, workspaceFolder, state, isTakenOver }: OwnedEntry): readonly PendingWork[] {
  const row = { id, workspaceFolder };
  if (state.isClosed || isTakenOver) {
    return [];
  }
  const of = state.claims[0]?.of ?? state.kept[0]?.of ?? Infinity;
  const isWholeKept = isAllSaved(state) || state.saved.size + state.kept.length >= of;
  return [
    ...(state.kept.some(({ isDraft }) => !isDraft) ? [{ kind: 'unsaved', row } as const] : []),
    ...(state.kept.some(({ isDraft }) => isDraft) ? [{ kind: 'draft', row } as const] : []),
    ...(state.task && !isWholeKept ? [{ kind: 'task', row } as const] : []),
    ...(!state.task && state.kept.length === 0 ? [{ kind: 'interrupted', row } as const] : []),
  ];
}

/** Where an image of a call stands. */
export function uriOf(call: PaidCall, { name }: DeliveredImage): string {
  return joinUri(call.folder, name);
}
