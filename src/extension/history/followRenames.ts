import * as vscode from 'vscode';
import type { HistoryEvent } from '../../core/history/historyLine';
import type { Services } from '../ports/services';

/** The history follows images that are renamed or moved in VS Code, also while the panel is closed. */
export function followRenames(parts: Services): vscode.Disposable {
  return vscode.workspace.onDidRenameFiles(({ files }) => {
    noteRenames(parts, files).catch((error: unknown) => {
      parts.log.failure(error);
    });
  });
}

type Rename = vscode.FileRenameEvent['files'][number];

export async function noteRenames(parts: Services, files: readonly Rename[]): Promise<void> {
  const renames = await thoseWithImages(files);
  if (renames.length === 0) {
    return;
  }
  const { historyStore } = await import('../../app/history/historyStore');
  const store = historyStore(parts);
  const rows = await store.readAll();
  const moves = rows.flatMap((row): readonly HistoryEvent[] => {
    const before = store.index.marks.uriOf(row);
    const uri = renames.map((rename) => renamed(before, rename)).find((each) => each !== undefined);
    return uri === undefined ? [] : [{ event: 'moved', id: row.id, uri }];
  });
  await store.mark(moves);
}

/** Of images and folders: for any other file the history need not be read. */
async function thoseWithImages(renames: readonly Rename[]): Promise<readonly Rename[]> {
  const { hasImageName } = await import('../platform/imageFiles');
  const judged = await Promise.all(
    renames.map(
      async ({ oldUri, newUri }) => hasImageName(oldUri) || hasImageName(newUri) || !(await isFile(newUri)),
    ),
  );
  return renames.filter((_, at) => judged[at]);
}

/** What has gone on meanwhile may have been a folder. */
async function isFile(uri: vscode.Uri): Promise<boolean> {
  try {
    return ((await vscode.workspace.fs.stat(uri)).type & vscode.FileType.Directory) === 0;
  } catch {
    return false;
  }
}

/** The new address of a file that was renamed itself, or with a folder above it. */
function renamed(uri: string, { oldUri, newUri }: Rename): string | undefined {
  const before = oldUri.toString();
  if (uri === before) {
    return newUri.toString();
  }
  return uri.startsWith(`${before}/`) ? newUri.toString() + uri.slice(before.length) : undefined;
}
