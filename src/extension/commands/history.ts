import * as vscode from 'vscode';
import { confirm } from '../platform/modal';
import { historyStore } from '../../app/history/historyStore';
import type { Services } from '../ports/services';
import { forgetPrompts, readPrompts } from '../../app/prompts/promptHistory';
import { workspacePath } from '../platform/workspacePaths';

/** *Export History*: the entries of this workspace as JSON, without absolute paths. */
export async function exportHistory(parts: Services): Promise<void> {
  const store = historyStore(parts);
  const rows = await store.readAll();
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  const target = await vscode.window.showSaveDialog({
    title: vscode.l10n.t('Easel: Export History'),
    filters: { JSON: ['json'] },
    ...(folder && { defaultUri: vscode.Uri.joinPath(folder.uri, 'easel-history.json') }),
  });
  if (!target) {
    return;
  }
  const { marks } = store.index;
  const entries = rows.length === 0 ? [] : await store.index.readEntries(rows, Infinity);
  const exported = entries.flatMap((entry, at) => {
    const row = rows[at];
    if (!entry || !row) {
      return [];
    }
    const { sha256, byteLength, cost, recipe } = entry;
    const path = workspacePath(vscode.Uri.parse(marks.uriOf(row)));
    return [{ path, isFavourite: marks.isStarred(row.id), sha256, byteLength, cost, recipe }];
  });
  const text = JSON.stringify({ generator: 'Easel', entries: exported }, undefined, 2);
  await vscode.workspace.fs.writeFile(target, Buffer.from(`${text}\n`));
  const said =
    exported.length === 1
      ? vscode.l10n.t('Exported 1 entry of the history.')
      : vscode.l10n.t('Exported {0} entries of the history.', exported.length);
  const open = vscode.l10n.t('Open');
  if ((await vscode.window.showInformationMessage(said, open)) === open) {
    await vscode.commands.executeCommand('vscode.open', target);
  }
}

/** *Clear History*: forgets the entries and prompts of this workspace for good. The images stay. */
export async function clearHistory(parts: Services): Promise<void> {
  const store = historyStore(parts);
  const count = (await store.readAll()).length;
  const hasPrompts = (await readPrompts(parts)).some(({ isFavourite }) => !isFavourite);
  if (count === 0 && !hasPrompts) {
    await vscode.window.showInformationMessage(vscode.l10n.t('The history of this workspace is empty.'));
    return;
  }
  const asked =
    count === 1
      ? vscode.l10n.t('Clear the history of this workspace, 1 entry?')
      : vscode.l10n.t('Clear the history of this workspace, {0} entries?', count);
  const detail = vscode.l10n.t(
    'Prompts, recipes and thumbnails are deleted for good. Favourite prompts and the image files stay.',
  );
  if (!(await confirm(asked, { detail, action: vscode.l10n.t('Clear History') }))) {
    return;
  }
  if (!(await store.clear())) {
    await vscode.window.showErrorMessage(
      vscode.l10n.t('Another window is writing the history. Try again in a moment.'),
    );
    return;
  }
  await forgetPrompts(parts);
}
