import type { Files } from '../ports';
import { isInWorkspace, projectRoots } from './paths';
import { joinUri } from './uri';

/**
 * URI of a reference that a recipe names. Its path is relative to a folder of the project, or begins with the folder's
 * name where several were open. Where several are open now, the latter is the likelier.
 */
export async function findReference(files: Files, path: string): Promise<string | undefined> {
  const folders = files.workspaceFolders();
  const relative = projectRoots(files).map((uri) => joinUri(uri, path));
  const named = folders
    .filter(({ name }) => path.startsWith(`${name}/`))
    .map(({ uri, name }) => joinUri(uri, path.slice(name.length + 1)));
  const candidates = folders.length > 1 ? [...named, ...relative] : [...relative, ...named];
  for (const candidate of candidates) {
    if (isInWorkspace(files, candidate) && (await isFile(files, candidate))) {
      return candidate;
    }
  }
  return undefined;
}

async function isFile(files: Files, uri: string): Promise<boolean> {
  try {
    return (await files.stat(uri)).isFile;
  } catch {
    return false;
  }
}
