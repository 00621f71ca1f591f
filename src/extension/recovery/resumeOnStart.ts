import path from 'node:path';
import * as vscode from 'vscode';
import { hasPendingEntries } from '../../core/journal/pendingEntries';
import { logError } from '../platform/logError';
import type { JobServices } from '../jobs/jobServices';
import { openFolders } from '../platform/workspacePaths';

/**
 * Looks whether paid work of this workspace is on record as not finished, and only then loads what takes it up. One
 * listing of a directory that mostly does not exist, behind activation.
 */
export function resumeOnStart(parts: JobServices): vscode.Disposable {
  const closing = new AbortController();
  const run = async (): Promise<void> => {
    const journal = path.join(parts.context.globalStorageUri.fsPath, 'journal');
    if (await hasPendingEntries(journal, openFolders())) {
      const { resumePaidWork } = await import('./resume');
      await resumePaidWork(parts, closing.signal);
    }
  };
  run().catch((error: unknown) => {
    if (!closing.signal.aborted) {
      logError(parts.log, error);
    }
  });
  return new vscode.Disposable(() => closing.abort());
}
