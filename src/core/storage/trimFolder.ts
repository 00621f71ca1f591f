import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { removeUnlessHeld } from './heldFile';

export interface FolderBounds {
  readonly maxBytes: number;
  readonly maxFiles: number;
}

/**
 * Deletes files of a folder until it keeps to its bounds, those first that were changed the longest ago. The newest one
 * stays in any case.
 * @param counts the names of those it is about; the others stay and are not counted
 */
export async function trimFolder(
  folder: string,
  { maxBytes, maxFiles }: FolderBounds,
  counts: (name: string) => boolean = () => true,
): Promise<void> {
  const names = (await readdir(folder)).filter(counts);
  const files = await Promise.all(
    names.map(async (name) => {
      const file = path.join(folder, name);
      const found = await stat(file).catch(() => undefined);
      return { file, size: found?.size ?? 0, time: found?.mtimeMs ?? 0 };
    }),
  );
  let bytes = 0;
  for (const [index, { file, size }] of files.sort((one, other) => other.time - one.time).entries()) {
    bytes += size;
    if (index > 0 && (bytes > maxBytes || index >= maxFiles)) {
      await removeUnlessHeld(file);
    }
  }
}
