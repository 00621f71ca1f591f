import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { trimFolder, type FolderBounds } from '../storage/trimFolder';
import { readEntryIds } from './pendingEntries';

/** What nobody asks for any more stays for a while, for whoever looks for it. */
const usual: FolderBounds = { maxBytes: 512 * 1024 * 1024, maxFiles: 50 };

/**
 * Bounds the folder of images that could not be saved: those that arrived broken, and what a crash left of calls that are
 * over. What a call on record still owes stays, however much it is.
 * @param journal directory of the whole journal
 * @throws what the file system throws.
 */
export async function trimKept(folder: string, journal: string, bounds = usual): Promise<void> {
  // In this order: an image that is kept only now has its call on record before.
  const names = await readdir(folder);
  const rows = await openRowIds(journal);
  const isLitter = (name: string): boolean => {
    const id = rowId.exec(name)?.[0];
    return id === undefined || name.startsWith('broken-') || (rows !== undefined && !rows.has(id));
  };
  const litter = new Set(names.filter(isLitter));
  await trimFolder(folder, bounds, (name) => litter.has(name));
}

/** In the names of `deliver`. */
const rowId = /[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}/u;

/** Of all workspace folders; `undefined` where nobody can tell. */
async function openRowIds(journal: string): Promise<ReadonlySet<string> | undefined> {
  try {
    const directories = await readdir(journal);
    const lists = await Promise.all(directories.map((name) => readEntryIds(path.join(journal, name))));
    return new Set(lists.flat());
  } catch {
    return undefined;
  }
}
