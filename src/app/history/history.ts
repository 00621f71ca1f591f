import { randomUUID } from 'node:crypto';
import { appendLines, historyFile, historyLines } from '../../core/history/historyFile';
import { HistoryIndex } from '../../core/history/historyIndex';
import { entryId, readEntry, readLine, type HistoryEntry } from '../../core/history/historyLine';
import { HistoryMarks } from '../../core/history/historyMarks';
import { sha256Of } from '../../core/util/sha256';
import { openFolders } from '../project/openFolders';
import type { Services } from '../services';

export type { HistoryEntry } from '../../core/history/historyLine';

type StorageOnly = Pick<Services, 'storage'>;

/** How much of the end of the file is read for a list of the newest entries. */
const tailSize = 1024 * 1024;

/** @throws where the storage cannot be written; the image itself is saved by then. */
export async function appendHistory({ storage }: StorageOnly, entry: HistoryEntry): Promise<void> {
  await appendLines(storage.folder, [{ id: randomUUID(), ...entry }]);
}

/** Newest first, of the workspace folders that are open; where none is, of images that were saved into none. */
export async function recentHistory(
  { storage, files }: Pick<Services, 'storage' | 'files'>,
  count: number,
): Promise<readonly HistoryEntry[]> {
  const folders = openFolders(files);
  const index = new HistoryIndex({
    file: historyFile(storage.folder),
    isWanted: (folder) => folders.includes(folder),
  });
  do {
    await index.readOlder();
  } while (!index.isComplete && index.rows.length < count && index.bytesRead < tailSize);
  const rows = index.rows.slice(0, count);
  const entries = rows.length === 0 ? [] : await index.readEntries(rows, Infinity);
  return entries.flatMap((entry, at) => {
    const row = rows[at];
    return entry && row ? [{ ...entry, uri: index.marks.uriOf(row) }] : [];
  });
}

/** The entry of these very bytes, wherever the file has moved since. */
export async function findInHistory(
  services: StorageOnly,
  bytes: Uint8Array,
): Promise<HistoryEntry | undefined> {
  return findBySha256(services, await sha256Of(bytes));
}

/** The newest entry of a file with this hash that was not removed. */
export async function findBySha256(
  { storage }: StorageOnly,
  sha256: string,
): Promise<HistoryEntry | undefined> {
  const found = new Map<string, HistoryEntry>();
  const marks = new HistoryMarks();
  for await (const text of historyLines(historyFile(storage.folder))) {
    const entry = text.includes(sha256) ? readEntry(text) : undefined;
    if (entry?.sha256 === sha256) {
      found.set(entryId(entry), entry);
    } else if (text.startsWith('{"event":"removed"')) {
      const line = readLine(text);
      if (line?.kind === 'event') {
        marks.add(line.event, { isLater: true });
      }
    }
  }
  return Array.from(found).findLast(([id]) => !marks.isRemoved(id))?.[1];
}
