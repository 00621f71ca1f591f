import * as vscode from 'vscode';
import type { HistoryEvent } from '../core/history/historyLine';
import { logError } from './logError';
import type { Parts } from './parts';

/** The history follows images that are renamed or moved in VS Code, also while the panel is closed. */
export function followRenames(parts: Parts): vscode.Disposable {
  return vscode.workspace.onDidRenameFiles(({ files }) => {
    noteRenames(parts, files).catch((error: unknown) => {
      logError(parts.log, error);
    });
  });
}

type Rename = vscode.FileRenameEvent['files'][number];

export async function noteRenames(parts: Parts, renames: readonly Rename[]): Promise<void> {
  const { historyStore } = await import('./historyStore');
  const store = historyStore(parts);
  const rows = await store.readAll();
  const moves = rows.flatMap((row): readonly HistoryEvent[] => {
    const before = store.index.marks.uriOf(row);
    const uri = renames.map((rename) => renamed(before, rename)).find((each) => each !== undefined);
    return uri === undefined ? [] : [{ event: 'moved', id: row.id, uri }];
  });
  await store.mark(moves);
}

/** The new address of a file that was renamed itself, or with a folder above it. */
function renamed(uri: string, { oldUri, newUri }: Rename): string | undefined {
  const before = oldUri.toString();
  if (uri === before) {
    return newUri.toString();
  }
  return uri.startsWith(`${before}/`) ? newUri.toString() + uri.slice(before.length) : undefined;
}
