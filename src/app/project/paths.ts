import { realpath } from 'node:fs/promises';
import path from 'node:path';
import type { Files } from '../ports';
import { fileName, fsPathOf, parseUri } from './uri';

/** What counts as the project: the workspace folders, and what was picked in their stead. */
export function projectRoots(files: Files): readonly string[] {
  return [...files.workspaceFolders().map(({ uri }) => uri), ...files.pickedFolders()];
}

/**
 * The path for a recipe, which names no absolute ones: below its folder of the project, with the folder's name where
 * several are open. Outside only the file's name is left.
 */
export function recipePath(files: Files, uri: string): string {
  const below = files.folderOf(uri)
    ? files.displayPath(uri)
    : files
        .pickedFolders()
        .map((root) => pathBelow(root, uri))
        .find((found) => found !== undefined);
  return below ?? fileName(uri);
}

/** Whether the path itself lies in the project. Links are not followed; who writes must resolve them first. */
export function isInWorkspace(files: Files, uri: string): boolean {
  return projectRoots(files).some((root) => pathBelow(root, uri) !== undefined);
}

/** The path from the project down to a path whose links are resolved, or `undefined` where that is elsewhere. */
export async function resolvedBelow(files: Files, resolved: string): Promise<string | undefined> {
  const roots = await Promise.all(
    projectRoots(files)
      .filter((root) => parseUri(root).scheme === 'file')
      .map(fsPathOf)
      .map((fsPath) => realpath(fsPath).catch(() => fsPath)),
  );
  return roots.map((root) => path.relative(root, resolved)).find((relative) => !isOutside(relative));
}

function isOutside(relative: string): boolean {
  return relative === '..' || relative.startsWith(`..${path.sep}`) || path.isAbsolute(relative);
}

/** The path from a folder down to a file, or `undefined` where the file is elsewhere. */
export function pathBelow(root: string, uri: string): string | undefined {
  const [folder, target] = [parseUri(root), parseUri(uri)];
  const relative = path.posix.relative(folder.path, target.path);
  const isBelow =
    target.scheme === folder.scheme &&
    target.authority === folder.authority &&
    !/^\.\.(\/|$)/u.test(relative);
  return isBelow ? relative : undefined;
}
