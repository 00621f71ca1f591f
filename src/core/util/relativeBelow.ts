import nodePath from 'node:path';

/**
 * The path from a folder down to another path, or `undefined` where that lies elsewhere. Both are absolute, with links
 * resolved.
 * @param path another platform's way with paths, in tests
 */
export function relativeBelow(
  folder: string,
  target: string,
  path: nodePath.PlatformPath = nodePath,
): string | undefined {
  const relative = path.relative(shortForm(folder, path), shortForm(target, path));
  const isOutside = relative === '..' || relative.startsWith(`..${path.sep}`) || path.isAbsolute(relative);
  return isOutside ? undefined : relative;
}

/** Windows also writes `C:\x` as `\\?\C:\x` and `\\server\x` as `\\?\UNC\server\x`, which look like other disks. */
function shortForm(fullPath: string, { sep }: nodePath.PlatformPath): string {
  return sep === '\\'
    ? fullPath.replace(/^\\\\\?\\UNC\\/iu, '\\\\').replace(/^\\\\\?\\(?=[a-z]:)/iu, '')
    : fullPath;
}
