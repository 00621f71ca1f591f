import type { Files } from '../ports';
import { isUnsafeSegment } from '../../core/util/pathSegment';
import { isInWorkspace, projectRoots } from './paths';
import { joinUri } from './uri';

/**
 * URI of a reference that a recipe names. Its path is relative to a folder of the project, or begins with the folder's
 * name where several were open. Where several are open now, the latter is the likelier.
 */
export async function findReference(
  files: Files,
  path: string,
  platform: NodeJS.Platform = process.platform,
): Promise<string | undefined> {
  // A stranger's recipe may name a device of Windows, or a stream of another file.
  if (path.split(/[\\/]/u).some((segment) => isUnsafeSegment(segment, platform))) {
    return undefined;
  }
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
