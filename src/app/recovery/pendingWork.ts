import path from 'node:path';
import { readFile } from 'node:fs/promises';
import { acquireEntry } from '../../core/journal/journal';
import { trimKept } from '../../core/journal/trimKept';
import type { OwnedEntry, EntryId } from '../../core/journal/ownedEntry';
import type { FinishedImage } from '../../core/journal/deliver';
import type { KeptImage, PaidCall } from '../../core/journal/entryState';
import { removeFile } from '../../core/storage/heldFile';
import { sha256Of } from '../../core/util/sha256';
import type { Job, PendingWork } from '../jobs/job';
import { journalFolder } from '../../core/journal/pendingEntries';
import { unsavedFolder, openWorkOf, remember } from '../generate/paidWork';
import type { JobServices } from '../jobs/jobServices';

/** What the user does about paid work that is not in the project. */

/** *Save As…*: asks where, once for each image that could not be saved, and moves it there. */
export async function saveAs(parts: JobServices, job: Job): Promise<void> {
  const open: PendingWork[] = [];
  for (const work of job.open) {
    open.push(...(await saveWork(work, parts)));
  }
  parts.jobs.settleOpen(job.id, open);
}

/** *Dismiss*: gives up what is open. Asks first where that deletes an image. */
export async function dismiss(parts: JobServices, job: Job): Promise<void> {
  if (job.state === 'running' || job.state === 'queued') {
    return;
  }
  const images = job.open.filter((work) => isKept(work) || work.kind === 'inMemory');
  const isPreview = images.every(({ kind }) => kind === 'draft');
  if (images.length > 0 && !(await parts.questions.confirm({ kind: 'deletePending', isPreview }))) {
    return;
  }
  await forget(parts, job);
  parts.jobs.dismiss(job.id);
}

/** *Generate again*: the old request is given up, whatever became of it. */
export async function generateAgain(parts: JobServices, job: Job): Promise<void> {
  await forget(parts, job);
  parts.jobs.dismiss(job.id);
  job.again(job.missing);
}

async function forget(parts: JobServices, job: Job): Promise<void> {
  for (const work of job.open) {
    const row = 'row' in work ? await own(parts, work.row) : undefined;
    for (const { name } of row?.state.kept ?? []) {
      await removeKept(parts, name);
    }
    await row?.close('dismissed');
  }
}

/** @returns what is still open afterwards. */
async function saveWork(work: PendingWork, parts: JobServices): Promise<readonly PendingWork[]> {
  if (work.kind === 'inMemory') {
    return (await saveBytes(work.image, work.call, parts)) ? [] : [work];
  }
  if (!isKept(work)) {
    return [work];
  }
  const row = await own(parts, work.row);
  if (!row) {
    return [];
  }
  try {
    for (const image of row.state.kept) {
      await saveKept(image, row, parts);
    }
    const { kept, task } = row.state;
    if (kept.length === 0 && !(task && openWorkOf(row).some(({ kind }) => kind === 'task'))) {
      await row.close('saved');
    }
    return openWorkOf(row).filter(isKept);
  } finally {
    await row.release();
  }
}

async function saveKept(image: KeptImage, row: OwnedEntry, parts: JobServices): Promise<void> {
  const { call } = row.state;
  const target = await askWhere(parts, call, image.format);
  if (target === undefined) {
    return;
  }
  const bytes = await readFile(path.join(unsavedFolder(parts), image.name));
  // The dialog has asked before it lets an existing file be chosen.
  await parts.files.write(target, bytes);
  const { recipe, byteLength, position, cost, isDraft = false } = image;
  const sha256 = await sha256Of(bytes);
  if (!isDraft) {
    await remember(parts, { recipe, byteLength, sha256, cost, wasThere: false }, target, call);
  }
  await row.record({ state: 'saved', position });
  await removeKept(parts, image.name);
}

async function saveBytes(
  { bytes, format, recipe, cost }: FinishedImage,
  call: PaidCall,
  parts: JobServices,
): Promise<boolean> {
  const target = await askWhere(parts, call, format);
  if (target === undefined) {
    return false;
  }
  await parts.files.write(target, bytes);
  const { byteLength } = bytes;
  const facts = { recipe, byteLength, sha256: await sha256Of(bytes), cost, wasThere: false };
  await remember(parts, facts, target, call).catch((error: unknown) => parts.log.failure(error));
  return true;
}

function askWhere(
  { questions }: JobServices,
  { folder, stem }: PaidCall,
  format: KeptImage['format'],
): Promise<string | undefined> {
  return questions.chooseFile({ folder, stem, format });
}

function own(parts: JobServices, row: EntryId): Promise<OwnedEntry | undefined> {
  const { signal } = new AbortController();
  return acquireEntry(journalFolder(parts.storage.folder), row, { signal, patience: 'none' });
}

async function removeKept(parts: JobServices, name: string): Promise<void> {
  const folder = unsavedFolder(parts);
  try {
    await removeFile(path.join(folder, name));
    await trimKept(folder, journalFolder(parts.storage.folder));
  } catch (error) {
    parts.log.warn(String(error));
  }
}

/** Its bytes are in the extension's storage. */
function isKept(work: PendingWork): work is Extract<PendingWork, { kind: 'unsaved' | 'draft' }> {
  return work.kind === 'unsaved' || work.kind === 'draft';
}
