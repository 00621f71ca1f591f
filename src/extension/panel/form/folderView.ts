import * as vscode from 'vscode';
import { EaselError } from '../../../core/model/errors';
import type { FolderView } from '../../../protocol/views';
import { describeError } from '../../text/errorText';
import type { Services } from '../../ports/services';
import { checkPlace, defaultFolderSetting, peekDefaultFolder } from '../../../app/form/targetFolder';
import { workspacePath } from '../../platform/workspacePaths';

/**
 * Where new images go, with what is wrong with it, so that nobody fills in a form for a folder that takes nothing.
 * @param folder `undefined` for the folder of the setting
 */
export async function folderView(folder: string | undefined, parts: Services): Promise<FolderView> {
  if (folder !== undefined) {
    return { uri: folder, label: workspacePath(folder) };
  }
  try {
    const ofSetting = peekDefaultFolder(parts);
    if (ofSetting === undefined) {
      return { uri: '', label: vscode.l10n.t('A folder you choose') };
    }
    await checkPlace(parts.files, ofSetting);
    return { uri: '', label: workspacePath(ofSetting) };
  } catch (error) {
    return { uri: '', label: defaultFolderSetting(parts), problem: problemText(error) };
  }
}

function problemText(error: unknown): string {
  const { message } = describeError(error);
  const isAboutSetting = error instanceof EaselError && error.details.reason === 'absoluteSetting';
  const others = isAboutSetting
    ? vscode.l10n.t('Change it, or choose a folder here.')
    : vscode.l10n.t('Or change the setting easel.outputFolder.');
  return `${message} ${others}`;
}
