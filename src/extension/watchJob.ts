import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import type { SavedImage } from './generateImage';
import type { Job, JobEnd } from './jobs';
import type { Parts } from './parts';
import { describeDifferences, describeProgress } from './jobText';
import { openPreview } from './preview';
import { isCancellation, showError } from './showError';
import { workspacePath } from './workspacePaths';

/**
 * Starts a job for a command: progress with cancel while it runs, then the preview, then what there is to say.
 * @returns the images that were saved, perhaps none.
 */
export async function watchJob(
  parts: Parts,
  start: (id: string) => Promise<JobEnd<SavedImage> | undefined>,
): Promise<readonly SavedImage[]> {
  const id = randomUUID();
  const end = await showProgress(parts, { id, start });
  const job = parts.jobs.list().find((each) => each.id === id);
  // What a notification says need not stand in the panel too.
  parts.jobs.dismiss(id);
  const { saved = [], errors = [] } = end ?? {};
  if (saved[0]) {
    await openPreview(saved[0].uri);
  }
  // Not awaited: a notification stays until someone reads it, and the command has done its work.
  void tell({ saved, errors, job });
  return saved;
}

interface Ending {
  readonly saved: readonly SavedImage[];
  readonly errors: readonly unknown[];
  readonly job: Job | undefined;
}

async function tell({ saved, errors, job }: Ending): Promise<void> {
  const error = errors.find((each) => !isCancellation(each));
  if (error !== undefined) {
    await showError(error, job && { again: job.again, providerId: job.providerId });
  } else if (errors.length > 0 && job?.sent === true) {
    await vscode.window.showWarningMessage(
      vscode.l10n.t('Cancelled. The request had already left, so it may be billed.'),
    );
  }
  const differing = saved.find(({ recipe }) => recipe.differences.length > 0);
  if (differing) {
    const differences = describeDifferences(differing.recipe.differences);
    await vscode.window.showWarningMessage(`${workspacePath(differing.uri)}: ${differences}`);
  }
}

async function showProgress(
  { jobs }: Parts,
  {
    id,
    start,
  }: { readonly id: string; readonly start: (id: string) => Promise<JobEnd<SavedImage> | undefined> },
): Promise<JobEnd<SavedImage> | undefined> {
  return vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title: 'Easel', cancellable: true },
    async (progress, token) => {
      const cancelling = token.onCancellationRequested(() => jobs.cancel(id));
      const watching = jobs.onDidChange((job) => {
        if (job.id === id) {
          progress.report({ message: describeProgress(job) });
        }
      });
      try {
        return await start(id);
      } finally {
        watching.dispose();
        cancelling.dispose();
      }
    },
  );
}
