import * as vscode from 'vscode';
import type { Job } from '../../app/jobs/job';
import type { Notice } from '../../app/questions';
import { modelName } from '../../shared/modelName';
import { aboutJob, describeEnd } from '../jobs/jobText';
import { workspacePath } from '../platform/workspacePaths';
import { sanitize } from '../text/plainText';
import { updateUserSetting } from './settings';

const { t } = vscode.l10n;

type Shown = {
  readonly [Kind in Notice['kind']]: (notice: Extract<Notice, { kind: Kind }>) => Promise<void>;
};

/** Says something that nothing waits for, and does what the user then chooses. */
export async function showNotice(notice: Notice): Promise<void> {
  // The table fits each notice to its words; TypeScript cannot see that a lookup by the same tag keeps the pair.
  const show = notices[notice.kind] as (notice: Notice) => Promise<void>;
  await show(notice);
}

const notices: Shown = {
  filesSent: async ({ files, host }) => {
    const names = sanitize(files.slice(0, mostNames).join(', '));
    const more = files.length - mostNames;
    const never = t("Don't Show Again");
    const choice = await vscode.window.showInformationMessage(
      more > 0
        ? t('Easel sends {0} and {1} more to {2}, with the prompt.', names, more, sanitize(host))
        : t('Easel sends {0} to {1}, with the prompt.', names, sanitize(host)),
      never,
    );
    if (choice === never) {
      await updateUserSetting('showWhatIsSent', false);
    }
  },
  noKey: async ({ provider, model }) => {
    const name = sanitize(modelName(provider, model));
    await vscode.window.showInformationMessage(
      t('Nothing was sent: there is no API key to use for {0}.', name),
    );
  },
  resumed: async ({ images }) => {
    const [image = ''] = images;
    const open = t('Open');
    const name = sanitize(workspacePath(image));
    const choice = await vscode.window.showInformationMessage(
      images.length === 1
        ? t('Saved {0}, which was under way when the window closed.', name)
        : t('Saved {0} and {1} more that were under way when the window closed.', name, images.length - 1),
      open,
    );
    if (choice === open) {
      await vscode.commands.executeCommand('vscode.open', vscode.Uri.parse(image));
    }
  },
};

const mostNames = 3;

/** Of jobs from before the window closed. */
export async function showInterrupted(jobs: readonly Job[]): Promise<void> {
  const show = t('Show in Panel');
  if ((await vscode.window.showWarningMessage(interruptedText(jobs), show)) === show) {
    await vscode.commands.executeCommand('easel.openPanel');
  }
}

/** One notification, however many there are: the panel has them all. */
function interruptedText(jobs: readonly Job[]): string {
  const [job] = jobs;
  return job && jobs.length === 1
    ? aboutJob(job, describeEnd(job).message)
    : t('{0} images from before the window closed need your attention.', jobs.length);
}
