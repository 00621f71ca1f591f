import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import path from 'node:path';

/** In Easel's storage. Here, since the look at start-up loads nothing else of the journal. */
export function journalFolder(storage: string): string {
  return path.join(storage, 'journal');
}

/**
 * Where the rows of a workspace folder lie. Each folder has its own directory, so that the look at start-up costs one
 * listing, which is usually empty.
 * @param directory of the whole journal
 * @param workspaceFolder URI; empty for a window without a folder
 */
export function entriesDirectory(directory: string, workspaceFolder: string): string {
  return path.join(directory, createHash('sha256').update(workspaceFolder).digest('hex').slice(0, 32));
}

/** Names of rows in a directory made by `rowsDirectory`; none where it does not exist. */
export async function readEntryIds(rows: string): Promise<readonly string[]> {
  const names = await readdir(rows).catch(() => []);
  return names.filter((name) => name.endsWith(entryEnding)).map((name) => name.slice(0, -entryEnding.length));
}

/** Whether paid work of these workspace folders is on record as not finished. Loads nothing, parses nothing. */
export async function hasPendingEntries(
  directory: string,
  workspaceFolders: readonly string[],
): Promise<boolean> {
  for (const folder of workspaceFolders) {
    if ((await readEntryIds(entriesDirectory(directory, folder))).length > 0) {
      return true;
    }
  }
  return false;
}

export const entryEnding = '.jsonl';
