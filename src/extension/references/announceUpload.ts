import * as vscode from 'vscode';
import type { Provider } from '../../core/model/provider';
import { logError } from '../platform/logError';
import type { Services } from '../platform/services';
import { sanitize } from '../text/plainText';
import { workspacePath, isInWorkspace } from '../platform/workspacePaths';

/**
 * The first time that images of this workspace go to a host, one line says which go where. It asks nothing, since the
 * user has chosen both; the work goes on meanwhile. Images from elsewhere that go with them are named as well.
 */
export async function tellWhatIsSent(
  references: readonly { readonly uri: vscode.Uri }[],
  { baseUrl }: Provider,
  { context: { workspaceState }, log }: Services,
): Promise<void> {
  const files = references.map(({ uri }) => uri);
  const told = workspaceState.get<readonly string[]>(toldName) ?? [];
  // A provider without an address, such as Placeholder, sends nothing.
  const host = baseUrl === '' ? '' : new URL(baseUrl).host;
  if (!files.some(isInWorkspace) || host === '' || told.includes(host) || !isWanted()) {
    return;
  }
  await workspaceState.update(toldName, [...told, host]);
  show(files, host).catch((error: unknown) => logError(log, error));
}

const toldName = 'easel.toldHosts';
const settingName = 'showWhatIsSent';

function isWanted(): boolean {
  return vscode.workspace.getConfiguration('easel').get<boolean>(settingName) !== false;
}

async function show(files: readonly vscode.Uri[], host: string): Promise<void> {
  const { t } = vscode.l10n;
  const names = files
    .slice(0, mostNames)
    .map((uri) => workspacePath(uri))
    .join(', ');
  const never = t("Don't Show Again");
  const more = files.length - mostNames;
  const choice = await vscode.window.showInformationMessage(
    more > 0
      ? t('Easel sends {0} and {1} more to {2}, with the prompt.', sanitize(names), more, sanitize(host))
      : t('Easel sends {0} to {1}, with the prompt.', sanitize(names), sanitize(host)),
    never,
  );
  if (choice === never) {
    await vscode.workspace
      .getConfiguration('easel')
      .update(settingName, false, vscode.ConfigurationTarget.Global);
  }
}

const mostNames = 3;
