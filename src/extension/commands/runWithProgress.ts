import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import { isCancellation } from '../../core/model/cancellation';
import { isTooLargeToShow } from '../../shared/imageFormat';
import type { GenerateForm } from '../../app/form/generateForm';
import { generateImage } from '../../app/generate/generateImage';
import type { ReferenceReader } from '../../app/references/referenceReader';
import type { Job, JobEnd, SavedImage } from '../../app/jobs/job';
import type { JobServices } from '../ports/services';
import { describeDifferences, describeProgress, tooLargeToShow } from '../jobs/jobText';
import { sanitize } from '../text/plainText';
import { openPreview } from '../platform/preview';
import { showEnd } from '../jobs/jobActions';
import { workspacePath } from '../platform/workspacePaths';

/**
 * Starts a job for a command: progress with cancel while it runs, then the preview, then what there is to say.
 * @returns the images that were saved, perhaps none.
 */
export async function watchJob(
  parts: JobServices,
  form: GenerateForm,
  reader?: ReferenceReader,
): Promise<readonly SavedImage[]> {
  const id = randomUUID();
  const end = await showProgress(parts, id, () =>
    generateImage(form, parts, {
      id,
      again: (rest) => void watchJob(parts, rest),
      ...(reader && { reader }),
    }),
  );
  const job = parts.jobs.find(id);
  if (job?.open.length === 0) {
    // What a notification says need not stand in the panel too; what is paid and open must.
    parts.jobs.dismiss(id);
  }
  const { saved = [] } = end ?? {};
  if (saved[0] && !isTooLargeToShow(saved[0].recipe.delivered)) {
    await openPreview(vscode.Uri.parse(saved[0].uri));
  }
  // Not awaited: a notification stays until someone reads it, and the command has done its work.
  void tell(parts, saved, job);
  return saved;
}

async function tell(parts: JobServices, saved: readonly SavedImage[], job: Job | undefined): Promise<void> {
  const isCancelledUnsent =
    job?.open.length === 0 && !job.sent && job.errors.every((error) => isCancellation(error));
  if (job && (job.errors.length > 0 || job.open.length > 0) && !isCancelledUnsent) {
    await showEnd(job, parts);
  }
  const huge = saved.find(({ recipe }) => isTooLargeToShow(recipe.delivered));
  if (huge) {
    await vscode.window.showWarningMessage(
      `${sanitize(workspacePath(huge.uri))}: ${tooLargeToShow(huge.recipe.delivered)}`,
    );
  }
  const differing = saved.find(({ recipe }) => recipe.differences.length > 0);
  if (differing) {
    const differences = describeDifferences(differing.recipe.differences);
    await vscode.window.showWarningMessage(`${sanitize(workspacePath(differing.uri))}: ${differences}`);
  }
}

async function showProgress(
  { jobs }: JobServices,
  id: string,
  start: () => Promise<JobEnd<SavedImage> | undefined>,
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
        return await start();
      } finally {
        watching.dispose();
        cancelling.dispose();
      }
    },
  );
}
