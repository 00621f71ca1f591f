import * as vscode from 'vscode';
import type { Job } from '../jobs/job';
import { aboutJob, describeEnd } from '../jobs/jobText';
import { sanitize } from '../text/plainText';
import { workspacePath } from '../platform/workspacePaths';

/** What the user is told of paid work from before the window was reloaded. Nothing waits for the answer. */

export function tellResumed(saved: readonly vscode.Uri[]): void {
  const [image] = saved;
  if (image) {
    const open = vscode.l10n.t('Open');
    const name = sanitize(workspacePath(image));
    vscode.window
      .showInformationMessage(
        saved.length === 1
          ? vscode.l10n.t('Saved {0}, which was under way when the window closed.', name)
          : vscode.l10n.t(
              'Saved {0} and {1} more that were under way when the window closed.',
              name,
              saved.length - 1,
            ),
        open,
      )
      .then(
        (choice) => choice === open && vscode.commands.executeCommand('vscode.open', image),
        () => undefined,
      );
  }
}

/** One notification, however many there are: the panel has them all. */
export async function tellInterrupted(jobs: readonly Job[]): Promise<void> {
  const [job] = jobs;
  if (!job) {
    return;
  }
  const show = vscode.l10n.t('Show in Panel');
  const text =
    jobs.length === 1
      ? aboutJob(job, describeEnd(job).message)
      : vscode.l10n.t('{0} images from before the window closed need your attention.', jobs.length);
  if ((await vscode.window.showWarningMessage(text, show)) === show) {
    await vscode.commands.executeCommand('easel.openPanel');
  }
}
