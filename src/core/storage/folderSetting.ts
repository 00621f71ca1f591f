import path from 'node:path';

/** What the folder of the setting is relative to anyway, as tasks and launch configurations spell it. */
export function withoutWorkspaceFolder(folder: string): string {
  return folder.replace(/^\$\{workspace(?:Folder|Root)\}(?:[\\/]+|$)/u, '');
}

/** A home directory or a variable, which a shell or VS Code would put something in place of: never the name of a folder. */
export function namesVariable(folder: string): boolean {
  return /^~|\$\{|^\$[A-Za-z_]|[\\/]\$[A-Za-z_]|%[A-Za-z_]\w{0,60}%/u.test(folder);
}

/** Also on a drive of Windows, wherever this runs: the setting is shared. `C:images` is relative to that drive only. */
export function isAbsoluteFolder(folder: string): boolean {
  return path.posix.isAbsolute(folder) || path.win32.isAbsolute(folder) || /^[a-z]:/iu.test(folder);
}
