import * as vscode from 'vscode';
import { confirm } from '../platform/modal';
import { historyStore } from '../../app/history/historyStore';
import type { Services } from '../ports/services';
import { isTrashEnabled } from '../ports/settings';
import { sanitize } from '../text/plainText';
import { workspacePath } from '../platform/workspacePaths';
import { removeEntries } from './removeEntries';

/**
 * Deletes an image and its entries in the history, after one question, which says what cannot be taken back. The file
 * goes by way of VS Code's own deletion: to the trash where there is one, and Explorer's *Undo* brings it back.
 * The entries of a file that has gone already stay: nobody was asked, and they are all that is left of it.
 * @returns whether it is gone.
 */
export async function deleteImage(image: vscode.Uri, parts: Services): Promise<boolean> {
  if (!(await isThere(image))) {
    return true;
  }
  if (!(await confirmDeletion(image))) {
    return false;
  }
  // Before: afterwards nobody can tell the image that went from one that took its name.
  const entries = await historyStore(parts).entriesOf(image.toString());
  const edit = new vscode.WorkspaceEdit();
  edit.deleteFile(image, { ignoreIfNotExists: true });
  const isDone = await vscode.workspace.applyEdit(edit);
  if (!isDone || (await isThere(image))) {
    throw new Error(vscode.l10n.t('{0} could not be deleted.', sanitize(workspacePath(image))));
  }
  await removeEntries(
    parts,
    entries.map(({ id }) => id),
  );
  return true;
}

function confirmDeletion(image: vscode.Uri): Promise<boolean> {
  const name = sanitize(workspacePath(image));
  return hasTrash(image)
    ? confirm(vscode.l10n.t('Delete {0}?', name), { action: vscode.l10n.t('Move to Trash') })
    : confirm(vscode.l10n.t('Delete {0} permanently?', name), {
        detail: vscode.l10n.t('There is no trash here.'),
        action: vscode.l10n.t('Delete Permanently'),
      });
}

/** Only VS Code on the desktop has one, for files of its own machine, and it can be turned off. The API does not say. */
function hasTrash({ scheme }: vscode.Uri): boolean {
  const isLocal = vscode.env.uiKind === vscode.UIKind.Desktop && vscode.env.remoteName === undefined;
  return scheme === 'file' && isLocal && isTrashEnabled();
}

async function isThere(uri: vscode.Uri): Promise<boolean> {
  try {
    await vscode.workspace.fs.stat(uri);
    return true;
  } catch {
    return false;
  }
}
