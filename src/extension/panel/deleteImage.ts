import * as vscode from 'vscode';
import { plain } from '../plainText';
import { workspacePath } from '../workspacePaths';

/** To the trash where there is one; where there is none the person is told before anything is gone. Says whether it is gone. */
export async function deleteImage(image: vscode.Uri): Promise<boolean> {
  const name = plain(workspacePath(image));
  const trash = vscode.l10n.t('Move to Trash');
  const asked = vscode.l10n.t('Delete {0}?', name);
  if ((await vscode.window.showWarningMessage(asked, { modal: true }, trash)) !== trash) {
    return false;
  }
  try {
    await vscode.workspace.fs.delete(image, { useTrash: true });
    return true;
  } catch (error) {
    // No other way tells a host without a trash from a file that cannot be deleted.
    if (!String(error).includes('trash')) {
      throw error;
    }
    const forever = vscode.l10n.t('Delete Permanently');
    const detail = vscode.l10n.t('There is no trash here.');
    const again = vscode.l10n.t('Delete {0} permanently?', name);
    if ((await vscode.window.showWarningMessage(again, { modal: true, detail }, forever)) !== forever) {
      return false;
    }
    await vscode.workspace.fs.delete(image);
    return true;
  }
}
