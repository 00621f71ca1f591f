import * as vscode from 'vscode';
import type { JobActionId } from '../messages/views';
import { actionLabels, describeError } from './errorText';
import type { Parts } from './parts';
import { logError } from './logError';

/** Logs and shows an error. A cancelled command says nothing. */
export async function reportError(error: unknown, { log }: Parts): Promise<void> {
  if (!isCancellation(error)) {
    logError(log, error);
    await showError(error);
  }
}

/** Shows an error, which the log has already, as one notification with its next action. */
export async function showError(
  error: unknown,
  { again, providerId }: { readonly again?: () => void; readonly providerId?: string } = {},
): Promise<void> {
  const { message, action } = describeError(error);
  const offered: JobActionId = action === 'tryAgain' && !again ? 'showLog' : action;
  const label = actionLabels[offered]();
  if ((await vscode.window.showErrorMessage(message, label)) === label) {
    await runAction(offered, { again, providerId });
  }
}

export async function runAction(
  action: JobActionId,
  {
    again,
    providerId,
  }: { readonly again?: (() => void) | undefined; readonly providerId?: string | undefined },
): Promise<void> {
  const run: Readonly<Record<JobActionId, () => unknown>> = {
    setKey: () => vscode.commands.executeCommand('easel.setApiKey', providerId),
    openSettings: () => vscode.commands.executeCommand('workbench.action.openSettings', 'easel.outputFolder'),
    showLog: () => vscode.commands.executeCommand('easel.showLog'),
    selectModel: () => vscode.commands.executeCommand('easel.selectModel'),
    tryAgain: () => again?.(),
  };
  await run[action]();
}

export function isCancellation(error: unknown): boolean {
  return error instanceof vscode.CancellationError || (error instanceof Error && error.name === 'AbortError');
}
