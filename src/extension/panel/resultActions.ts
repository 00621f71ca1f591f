import * as vscode from 'vscode';
import type { ResultAction } from '../../messages/pageMessages';
import { plain } from '../plainText';
import { workspacePath } from '../workspacePaths';
import type { PageContext } from './handlePageMessage';

/** What can be done with a result. */
export const resultActions: Readonly<
  Record<ResultAction, (image: vscode.Uri, context: PageContext) => unknown>
> = {
  open: (image) => vscode.commands.executeCommand('vscode.open', image),
  reveal: (image) => vscode.commands.executeCommand('revealInExplorer', image),
  useAsReference: (image, { panel }) => panel.addReferences([image]),
  insertLink: (image) => vscode.commands.executeCommand('easel.insertImageLink', image),
  copyPath: (image) =>
    vscode.env.clipboard.writeText(image.scheme === 'file' ? image.fsPath : image.toString()),
  delete: async (image, { panel }) => {
    await deleteImage(image);
    await panel.postResults();
  },
};

/** To the trash where there is one; where there is none the person is told before anything is gone. */
async function deleteImage(image: vscode.Uri): Promise<void> {
  const name = plain(workspacePath(image));
  const trash = vscode.l10n.t('Move to Trash');
  const asked = vscode.l10n.t('Delete {0}?', name);
  if ((await vscode.window.showWarningMessage(asked, { modal: true }, trash)) !== trash) {
    return;
  }
  try {
    await vscode.workspace.fs.delete(image, { useTrash: true });
  } catch (error) {
    // No other way tells a host without a trash from a file that cannot be deleted.
    if (!String(error).includes('trash')) {
      throw error;
    }
    const forever = vscode.l10n.t('Delete Permanently');
    const detail = vscode.l10n.t('There is no trash here.');
    const again = vscode.l10n.t('Delete {0} permanently?', name);
    if ((await vscode.window.showWarningMessage(again, { modal: true, detail }, forever)) === forever) {
      await vscode.workspace.fs.delete(image);
    }
  }
}
