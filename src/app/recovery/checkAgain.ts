import { acquireEntry } from '../../core/journal/journal';
import type { OwnedEntry, EntryId } from '../../core/journal/ownedEntry';
import type { Job, JobCall, JobEnd, SavedImage } from '../jobs/job';
import { journalFolder } from '../../core/journal/pendingEntries';
import { collect, openWorkOf } from '../generate/paidWork';
import type { JobServices } from '../jobs/jobServices';
import { waitForTask } from './waitForTask';

/** *Check again*: waits for the tasks of a job that nobody waits for any more. */
export async function checkAgain(parts: JobServices, job: Job): Promise<JobEnd<SavedImage> | undefined> {
  const { signal } = new AbortController();
  const tasks = job.open.flatMap((open) => (open.kind === 'task' ? [open.row] : []));
  // What the row of a task owes besides is known anew afterwards.
  const others = job.open.filter((open) => !('row' in open && tasks.some(({ id }) => id === open.row.id)));
  return parts.jobs.run({
    ...job,
    isResumed: true,
    run: async (call) => {
      const end = await collect(tasks.map((id) => checkRow(id, { parts, call, signal })));
      return { ...end, open: [...others, ...end.open] };
    },
  });
}

interface Check {
  readonly parts: JobServices;
  readonly call: JobCall;
  readonly signal: AbortSignal;
}

async function checkRow(id: EntryId, { parts, call, signal }: Check): Promise<JobEnd<SavedImage>> {
  const row = await acquireEntry(journalFolder(parts.storage.folder), id, { signal, patience: 'none' });
  if (!row) {
    // Another window is at it, or has saved it by now.
    return { saved: [], errors: [], open: [] };
  }
  const { task } = row.state;
  return task ? waitForTask(row, task, { services: parts, job: call, mayAsk: true }) : releaseAll(row);
}

async function releaseAll(row: OwnedEntry): Promise<JobEnd<SavedImage>> {
  await row.release();
  return { saved: [], errors: [], open: openWorkOf(row) };
}
