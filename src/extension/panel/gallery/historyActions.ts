import * as vscode from 'vscode';
import type { HistoryAction } from '../../../protocol/pageMessages';
import { historyStore } from '../../../app/history/historyStore';
import type { JobServices } from '../../ports/services';
import { sanitize } from '../../text/plainText';
import { removeEntries } from '../../history/removeEntries';
import { reportError } from '../../jobs/jobActions';
import { workspacePath } from '../../platform/workspacePaths';

/** What can be done with an entry of the history. Its image stays, where it is there. */
export const historyActions: Readonly<Record<HistoryAction, (id: string, parts: JobServices) => unknown>> = {
  star: (id, parts) => historyStore(parts).mark([{ event: 'starred', id, starred: true }]),
  unstar: (id, parts) => historyStore(parts).mark([{ event: 'starred', id, starred: false }]),
  remove: async (id, parts) => {
    const entry = await historyStore(parts).readEntry(id);
    if (entry) {
      const image = vscode.Uri.parse(entry.uri);
      const isThere = await isFileThere(image);
      await removeEntries(parts, [id]);
      offerUndo(parts, id, removedText(sanitize(workspacePath(image)), isThere));
    }
  },
};

function removedText(name: string, isThere: boolean): string {
  return isThere
    ? vscode.l10n.t('{0} was removed from the history. The file stays.', name)
    : vscode.l10n.t('{0} was removed from the history.', name);
}

async function isFileThere(uri: vscode.Uri): Promise<boolean> {
  return vscode.workspace.fs.stat(uri).then(
    () => true,
    () => false,
  );
}

/** Not awaited: the page goes on. */
function offerUndo(parts: JobServices, id: string, removed: string): void {
  const undo = vscode.l10n.t('Undo');
  const takeBack = async (): Promise<void> => {
    if ((await vscode.window.showInformationMessage(removed, undo)) === undo) {
      await historyStore(parts).mark([{ event: 'removed', id, removed: false, at: Date.now() }]);
    }
  };
  takeBack().catch((error: unknown) => reportError(error, parts));
}
