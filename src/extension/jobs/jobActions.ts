import * as vscode from 'vscode';
import { isCancellation } from '../../core/model/cancellation';
import type { JobActionId } from '../../protocol/jobActions';
import { actionLabels, describeError } from '../text/errorText';
import type { Job } from '../../app/jobs/job';
import { aboutJob, describeEnd } from './jobText';
import type { JobServices } from '../../app/jobs/jobServices';

/** Logs and shows an error, as one notification with its next action. A cancelled command says nothing. */
export async function reportError(error: unknown, parts: JobServices): Promise<void> {
  if (isCancellation(error)) {
    return;
  }
  parts.log.failure(error);
  const { message, action } = describeError(error);
  const offered: JobActionId = action === 'tryAgain' ? 'showLog' : action;
  const label = actionLabels[offered]();
  if ((await vscode.window.showErrorMessage(message, label)) === label) {
    await runAction(offered, parts, undefined);
  }
}

/** Shows how a job ended, where that was not well, with its next action. */
export async function showEnd(job: Job, parts: JobServices): Promise<void> {
  const { message, actions } = describeEnd(job);
  const isFailure = job.errors.some((error) => !isCancellation(error));
  const offered = actions
    .slice(0, job.open.length > 0 ? 2 : 1)
    .filter(() => isFailure || job.open.length > 0);
  const labels = offered.map((action) => actionLabels[action]());
  const choice = await (isFailure
    ? vscode.window.showErrorMessage(aboutJob(job, message), ...labels)
    : vscode.window.showWarningMessage(aboutJob(job, message), ...labels));
  const action = offered[labels.indexOf(choice ?? '')];
  if (action !== undefined) {
    await runAction(action, parts, job);
  }
}

/** @param job the one that the action is about, where it is about one */
export async function runAction(
  action: JobActionId,
  parts: JobServices,
  job: Job | undefined,
): Promise<void> {
  const run: Readonly<Record<JobActionId, () => unknown>> = {
    setKey: () => vscode.commands.executeCommand('easel.setApiKey', job?.providerId),
    openSettings: () => vscode.commands.executeCommand('workbench.action.openSettings', 'easel.outputFolder'),
    showLog: () => vscode.commands.executeCommand('easel.showLog'),
    selectModel: () => vscode.commands.executeCommand('easel.selectModel'),
    tryAgain: () => job?.again(job.missing),
    editAgain: () => job && parts.jobs.edit(job),
    checkAgain: async () => job && (await import('../../app/recovery/checkAgain')).checkAgain(parts, job),
    generateAgain: async () =>
      job && (await import('../../app/recovery/pendingWork')).generateAgain(parts, job),
    openLimits: () => vscode.commands.executeCommand('workbench.action.openSettings', 'easel.monthlyLimit'),
    openAllowedProviders: () =>
      vscode.commands.executeCommand('workbench.action.openSettings', 'easel.allowedProviders'),
    openRequireHttps: () =>
      vscode.commands.executeCommand('workbench.action.openSettings', 'easel.requireHttps'),
    editProviders: () =>
      vscode.commands.executeCommand('workbench.action.openSettingsJson', {
        revealSetting: { key: 'easel.providers' },
      }),
    saveAs: async () => job && (await import('../../app/recovery/pendingWork')).saveAs(parts, job),
  };
  await run[action]();
}
