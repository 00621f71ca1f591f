import * as vscode from 'vscode';
import type { HistoryAction } from '../../messages/pageMessages';
import { historyStore } from '../historyStore';
import type { Parts } from '../parts';
import { plain } from '../plainText';
import { workspacePath } from '../workspacePaths';

/** What can be done with an entry of the history. Its image stays. */
export const historyActions: Readonly<Record<HistoryAction, (id: string, parts: Parts) => unknown>> = {
  star: (id, parts) => historyStore(parts).mark([{ event: 'starred', id, starred: true }]),
  unstar: (id, parts) => historyStore(parts).mark([{ event: 'starred', id, starred: false }]),
  remove: async (id, parts) => {
    const entry = await historyStore(parts).readEntry(id);
    if (entry) {
      await removeEntries(parts, [id]);
      offerUndo(parts, id, workspacePath(vscode.Uri.parse(entry.uri)));
    }
  },
};

export async function removeEntries(parts: Parts, ids: readonly string[]): Promise<void> {
  await historyStore(parts).mark(ids.map((id) => ({ event: 'removed', id, removed: true })));
}

/** Not awaited: the page goes on. */
function offerUndo(parts: Parts, id: string, name: string): void {
  const undo = vscode.l10n.t('Undo');
  const removed = vscode.l10n.t('{0} was removed from the history. The file stays.', plain(name));
  void vscode.window.showInformationMessage(removed, undo).then(async (picked) => {
    if (picked === undo) {
      await historyStore(parts).mark([{ event: 'removed', id, removed: false }]);
    }
  });
}
