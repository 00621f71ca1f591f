import { realpath } from 'node:fs/promises';
import path from 'node:path';
import { relativeBelow } from '../../core/util/relativeBelow';
import type { Files } from '../ports';
import { fileName, fsPathOf, parseUri, type UriParts } from './uri';

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
  return roots.map((root) => relativeBelow(root, resolved)).find((relative) => relative !== undefined);
}

/** The path from a folder down to a file, or `undefined` where the file is elsewhere. */
export function pathBelow(
  root: string,
  uri: string,
  platform: NodeJS.Platform = process.platform,
): string | undefined {
  const [folder, target] = [parseUri(root), parseUri(uri)];
  const relative = path.posix.relative(pathOf(folder, platform), pathOf(target, platform));
  const isBelow =
    target.scheme === folder.scheme &&
    target.authority === folder.authority &&
    !/^\.\.(\/|$)/u.test(relative);
  return isBelow ? relative : undefined;
}

/** On a disk of Windows a backslash in a URI leads on as well, also upwards, and the case of the drive says nothing. */
function pathOf({ scheme, path: uriPath }: UriParts, platform: NodeJS.Platform): string {
  return scheme === 'file' && platform === 'win32'
    ? uriPath.replaceAll('\\', '/').replace(/^\/[A-Z]:/u, (drive) => drive.toLowerCase())
    : uriPath;
}
