import { listEntries, readJournalEntry, acquireEntry, type TakeOptions } from './journal';
import type { OwnedEntry, EntryId } from './ownedEntry';

/** The open rows of one job, which may be several calls. */
export interface RowsOfJob {
  readonly ids: readonly EntryId[];
  /** A task of it goes on at the provider. */
  readonly isWaited: boolean;
}

/** The jobs of these workspace folders that still owe something. Reads one row after the other, and keeps none. */
export async function rowsOfJobs(
  directory: string,
  workspaceFolders: readonly string[],
): Promise<readonly RowsOfJob[]> {
  const jobs = new Map<string, { readonly ids: EntryId[]; isWaited: boolean }>();
  for (const id of await listEntries(directory, workspaceFolders)) {
    const state = await readJournalEntry(directory, id);
    const jobId = state?.call.jobId ?? id.id;
    const job = jobs.get(jobId) ?? { ids: [], isWaited: false };
    job.ids.push(id);
    job.isWaited ||= state?.task !== undefined && !state.isDetached;
    jobs.set(jobId, job);
  }
  return Array.from(jobs.values());
}

/**
 * Makes the rows of a job ours, those that still owe something.
 * @returns `undefined` without patience where another process works on one of them; then none is ours.
 */
export async function takeRows(
  directory: string,
  ids: readonly EntryId[],
  options: TakeOptions,
): Promise<readonly OwnedEntry[] | undefined> {
  const taken = await Promise.all(ids.map((id) => acquireEntry(directory, id, options)));
  const rows = taken.filter((row) => row !== undefined);
  const missing = ids.filter(({ id }) => !rows.some((row) => row.id === id));
  const states = await Promise.all(missing.map((id) => readJournalEntry(directory, id)));
  if (options.patience !== 'none' || states.every((state) => state === undefined)) {
    return rows;
  }
  await Promise.all(rows.map((row) => row.release()));
  return undefined;
}
