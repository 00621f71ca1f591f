import type { Subscription } from '../../core/util/emitter';
import { hasPendingEntries, journalFolder } from '../../core/journal/pendingEntries';
import type { JobServices } from '../jobs/jobServices';
import { openFolders } from '../project/openFolders';

/**
 * Looks whether paid work of this workspace is on record as not finished, and only then loads what takes it up. One
 * listing of a directory that mostly does not exist, behind activation.
 */
export function resumeOnStart(parts: JobServices): Subscription {
  const closing = new AbortController();
  const run = async (): Promise<void> => {
    const journal = journalFolder(parts.storage.folder);
    if (await hasPendingEntries(journal, openFolders(parts.files))) {
      const { resumePaidWork } = await import('./resume');
      await resumePaidWork(parts, closing.signal);
    }
  };
  run().catch((error: unknown) => {
    if (!closing.signal.aborted) {
      parts.log.failure(error);
    }
  });
  return { dispose: () => closing.abort() };
}
