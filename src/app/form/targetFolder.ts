import { lstat, realpath } from 'node:fs/promises';
import path from 'node:path';
import { Declined } from '../../core/model/cancellation';
import { EaselError } from '../../core/model/errors';
import { codeOf, probeFolder } from '../../core/storage/imageFolder';
import { isAbsoluteFolder, namesVariable, withoutWorkspaceFolder } from '../../core/storage/folderSetting';
import { findSegmentProblem, isToolFolder } from '../../core/util/pathSegment';
import { pathBelow, projectRoots, resolvedBelow } from '../project/paths';
import { readOutputFolder } from '../project/settings';
import { fsPathOf, isFileUri, joinUri } from '../project/uri';
import type { Files, Settings, WorkspaceFolder } from '../ports';
import type { Services } from '../services';

/** A folder that was checked: it lies in the project and takes files. It may not exist yet. */
export interface TargetFolder {
  readonly uri: string;
}

/**
 * The folder of the setting, for the file in front. Without an open folder the user is asked for one.
 * @throws Declined when the user chose none; EaselError `cannotSave`.
 */
export async function defaultFolder({ files, settings, questions }: Services): Promise<string> {
  const folder = workspaceFolderInFront(files);
  return folder ? settingFolder(settings, folder) : pickProject({ files, questions });
}

/** As `defaultFolder`, for showing it: `undefined` where the user would have to be asked. */
export function peekDefaultFolder({ files, settings }: Services): string | undefined {
  const folder = workspaceFolderInFront(files);
  return folder && settingFolder(settings, folder);
}

/** The setting as the user wrote it, for the file in front. */
export function defaultFolderSetting({ files, settings }: Services): string {
  return readOutputFolder(settings, workspaceFolderInFront(files)?.uri).trim();
}

/**
 * Checks a folder before anything is paid: inside a workspace folder after links are resolved, not in `.git` or
 * `.vscode`, under names that the system takes, and writable.
 * @throws EaselError `cannotSave`.
 */
export async function checkTargetFolder(files: Files, folder: string): Promise<TargetFolder> {
  const existing = await checkPlace(files, folder);
  if (existing !== undefined) {
    await probe(files, folder, existing);
  }
  return { uri: folder };
}

/**
 * As `checkTargetFolder`, without writing anything.
 * @returns the deepest parent on disk that exists, where the folder is on one.
 */
export async function checkPlace(files: Files, folder: string): Promise<string | undefined> {
  if (isFileUri(folder)) {
    return checkLocal(files, folder);
  }
  checkVirtual(files, folder);
  return undefined;
}

function workspaceFolderInFront(files: Files): WorkspaceFolder | undefined {
  const [inFront] = files.inFront().flatMap((uri) => files.folderOf(uri) ?? []);
  return inFront ?? files.workspaceFolders()[0];
}

function settingFolder(settings: Settings, { uri }: WorkspaceFolder): string {
  const folder = withoutWorkspaceFolder(readOutputFolder(settings, uri).trim());
  if (namesVariable(folder)) {
    throw new EaselError('cannotSave', { file: folder, reason: 'variableInSetting' });
  }
  if (isAbsoluteFolder(folder)) {
    throw new EaselError('cannotSave', { file: folder, reason: 'absoluteSetting' });
  }
  return joinUri(uri, folder.replaceAll('\\', '/'));
}

/** A folder that was picked in this window serves until it closes. */
async function pickProject({ files, questions }: Pick<Services, 'files' | 'questions'>): Promise<string> {
  const folder = projectRoots(files)[0] ?? (await questions.chooseFolder());
  if (!folder) {
    throw new Declined();
  }
  return folder;
}

async function checkLocal(files: Files, folder: string): Promise<string> {
  const fsPath = fsPathOf(folder);
  const existing = await deepestExistingParent(fsPath);
  // What does not exist yet cannot be a link, so it hangs below the resolved parent as it is spelled.
  const resolved = path.join(existing.resolved, path.relative(existing.asSpelled, fsPath));
  const below = await resolvedBelow(files, resolved);
  refuseOutside(files, folder, below?.split(path.sep));
  return existing.resolved;
}

async function deepestExistingParent(fsPath: string): Promise<{ asSpelled: string; resolved: string }> {
  for (let asSpelled = fsPath; ; asSpelled = path.dirname(asSpelled)) {
    try {
      return { asSpelled, resolved: await realpath(asSpelled) };
    } catch (error) {
      // A link that leads nowhere is there, but nothing can be made below it.
      if (path.dirname(asSpelled) === asSpelled || (await isThere(asSpelled))) {
        const details = { file: fsPath, reason: 'missing', networkCode: codeOf(error) };
        throw new EaselError('cannotSave', details, { cause: error });
      }
    }
  }
}

async function isThere(fsPath: string): Promise<boolean> {
  return lstat(fsPath).then(
    () => true,
    () => false,
  );
}

async function probe(files: Files, folder: string, existing: string): Promise<void> {
  try {
    await probeFolder(existing);
  } catch (error) {
    throw new EaselError(
      'cannotSave',
      { file: files.displayPath(folder), reason: 'notWritable', networkCode: codeOf(error) },
      { cause: error },
    );
  }
}

function checkVirtual(files: Files, folder: string): void {
  const below = projectRoots(files).map((root) => pathBelow(root, folder));
  refuseOutside(files, folder, below.find((relative) => relative !== undefined)?.split('/'));
  if (files.isWritable(folder) === false) {
    throw new EaselError('cannotSave', { file: files.displayPath(folder), reason: 'notWritable' });
  }
}

function refuseOutside(files: Files, folder: string, segments: readonly string[] | undefined): void {
  if (segments === undefined) {
    throw new EaselError('cannotSave', { file: files.displayPath(folder), reason: 'outsideWorkspace' });
  }
  // Which names a file system takes that is on no disk of this machine, nobody can tell.
  const problem = isFileUri(folder)
    ? findSegmentProblem(segments)
    : segments.some(isToolFolder) && 'toolFolder';
  if (problem) {
    throw new EaselError('cannotSave', { file: files.displayPath(folder), reason: problem });
  }
}
