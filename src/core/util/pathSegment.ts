/** What keeps a name from being a folder or file of the project, under just this name. */
export type SegmentProblem = 'toolFolder' | 'unusableName';

/** The first problem of a path's segments. `platform` is that of the disk that the path is on. */
export function findSegmentProblem(
  segments: readonly string[],
  platform: NodeJS.Platform = process.platform,
): SegmentProblem | undefined {
  if (segments.some(isToolFolder)) {
    return 'toolFolder';
  }
  return segments.some((segment) => isUnsafeSegment(segment, platform)) ? 'unusableName' : undefined;
}

/**
 * Whether a name leads into a folder that belongs to a tool. A file in there could steer it. All spellings count on all
 * platforms, since a disk of Windows or macOS may be mounted anywhere. The list is that of Git:
 * https://github.com/git/git/blob/master/path.c (`is_ntfs_dotgit`) and `utf8.c` (`is_hfs_dotgit`).
 */
export function isToolFolder(segment: string): boolean {
  const name = withoutWindowsEnd(segment.replaceAll(ignoredByHfs, ''));
  // In both directions, as "ſ" and "s" are the same letter to a disk of macOS.
  return toolFolders.test(name.toLowerCase().toUpperCase());
}

/** Whether the platform opens something else by this name than a file or folder that is called so. */
export function isUnsafeSegment(segment: string, platform: NodeJS.Platform = process.platform): boolean {
  if (segment === '..' || segment.includes('\0')) {
    return true;
  }
  return platform === 'win32' && segment !== '.' && isUnsafeOnWindows(segment);
}

/** https://learn.microsoft.com/windows/win32/fileio/naming-a-file */
function isUnsafeOnWindows(segment: string): boolean {
  return neverInNames.test(segment) || /[. ]$/u.test(segment) || isDeviceName(segment);
}

/** Whether Windows opens a device by this name, which it does whatever ending the name has. */
export function isDeviceName(name: string): boolean {
  return deviceNames.test(name.replace(/[.:][^]*$/u, '').trimEnd());
}

const deviceNames = /^(?:con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])$/iu;

/** A colon begins a drive or a stream of a file. */
const neverInNames = /[\u0000-\u001f<>:"/\\|?*]/u;

/** `GIT~1` is the short name that Windows gives to `.git`. */
const toolFolders = /^(?:\.GIT|GIT~[0-9]|\.VSCODE|VSCODE~[0-9])$/u;

const ignoredByHfs = /[\u200c-\u200f\u202a-\u202e\u206a-\u206f\ufeff]/gu;

/** Windows drops dots and spaces at the end of a name, and reads what follows a colon as a stream of the same file. */
function withoutWindowsEnd(segment: string): string {
  let end = `${segment}:`.indexOf(':');
  while (end > 0 && (segment[end - 1] === '.' || segment[end - 1] === ' ')) {
    end -= 1;
  }
  return segment.slice(0, end);
}
