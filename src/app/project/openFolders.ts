import type { Files } from '../ports';

/** URIs of the folders whose paid work is this window's business; the empty one where no folder is open. */
export function openFolders(files: Files): readonly string[] {
  const folders = files.workspaceFolders();
  return folders.length === 0 ? [''] : folders.map(({ uri }) => uri);
}
