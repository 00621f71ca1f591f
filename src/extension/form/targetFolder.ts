import { lstat, realpath } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { EaselError } from '../../core/model/errors';
import { codeOf, probeFolder } from '../../core/storage/imageFolder';
import { namesVariable, withoutWorkspaceFolder } from '../../core/storage/folderSetting';
import { readOutputFolder } from '../platform/settings';
import {
  activeResource,
  askForProjectFolder,
  pathBelow,
  projectRoots,
  resolvedBelow,
  workspacePath,
} from '../platform/workspacePaths';
import type { Services } from '../platform/services';

/** A folder that was checked: it lies in the project and takes files. It may not exist yet. */
export interface TargetFolder {
  readonly uri: vscode.Uri;
}

/** Folders that belong to tools. A file in there could steer them. */
const forbiddenNames = new Set(['.git', '.vscode']);

/**
 * The folder of the setting, for the file in front. Without an open folder the user is asked for one.
 * @throws vscode.CancellationError when the user chose none; EaselError `cannotSave`.
 */
export async function defaultFolder({ lastTextEditor }: Services): Promise<vscode.Uri> {
  const folder = workspaceFolderInFront(lastTextEditor.get());
  return folder ? settingFolder(folder) : pickProject();
}

/** As `defaultFolder`, for showing it: `undefined` where the user would have to be asked. */
export function peekDefaultFolder({ lastTextEditor }: Services): vscode.Uri | undefined {
  const folder = workspaceFolderInFront(lastTextEditor.get());
  return folder && settingFolder(folder);
}

/** The setting as the user wrote it, for the file in front. */
export function defaultFolderSetting({ lastTextEditor }: Services): string {
  return readOutputFolder(workspaceFolderInFront(lastTextEditor.get())?.uri).trim();
}

/**
 * Checks a folder before anything is paid: inside a workspace folder after links are resolved, not in `.git` or
 * `.vscode`, and writable.
 * @throws EaselError `cannotSave`.
 */
export async function checkTargetFolder(folder: vscode.Uri): Promise<TargetFolder> {
  const existing = await checkPlace(folder);
  if (existing !== undefined) {
    await probe(folder, existing);
  }
  return { uri: folder };
}

/**
 * As `checkTargetFolder`, without writing anything.
 * @returns the deepest parent on disk that exists, where the folder is on one.
 */
export async function checkPlace(folder: vscode.Uri): Promise<string | undefined> {
  if (folder.scheme === 'file') {
    return checkLocal(folder);
  }
  checkVirtual(folder);
  return undefined;
}

function workspaceFolderInFront(editor: vscode.TextEditor | undefined): vscode.WorkspaceFolder | undefined {
  const inFront = activeResource(editor);
  const ofTab = inFront && vscode.workspace.getWorkspaceFolder(inFront);
  const ofEditor = editor && vscode.workspace.getWorkspaceFolder(editor.document.uri);
  return ofTab ?? ofEditor ?? vscode.workspace.workspaceFolders?.[0];
}

function settingFolder({ uri }: vscode.WorkspaceFolder): vscode.Uri {
  const folder = withoutWorkspaceFolder(readOutputFolder(uri).trim());
  if (namesVariable(folder)) {
    throw new EaselError('cannotSave', { file: folder, reason: 'variableInSetting' });
  }
  if (path.isAbsolute(folder) || path.win32.isAbsolute(folder)) {
    throw new EaselError('cannotSave', { file: folder, reason: 'absoluteSetting' });
  }
  return vscode.Uri.joinPath(uri, folder.replaceAll('\\', '/'));
}

/** A folder that was picked in this window serves until it closes. */
async function pickProject(): Promise<vscode.Uri> {
  const folder = projectRoots()[0] ?? (await askForProjectFolder());
  if (!folder) {
    throw new vscode.CancellationError();
  }
  return folder;
}

async function checkLocal(folder: vscode.Uri): Promise<string> {
  const existing = await deepestExistingParent(folder.fsPath);
  // What does not exist yet cannot be a link, so it hangs below the resolved parent as it is spelled.
  const resolved = path.join(existing.resolved, path.relative(existing.asSpelled, folder.fsPath));
  const below = await resolvedBelow(resolved);
  refuseOutside(folder, below?.split(path.sep));
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

async function probe(folder: vscode.Uri, existing: string): Promise<void> {
  try {
    await probeFolder(existing);
  } catch (error) {
    throw new EaselError(
      'cannotSave',
      { file: workspacePath(folder), reason: 'notWritable', networkCode: codeOf(error) },
      { cause: error },
    );
  }
}

function checkVirtual(folder: vscode.Uri): void {
  const below = projectRoots().map((root) => pathBelow(root, folder));
  refuseOutside(folder, below.find((relative) => relative !== undefined)?.split('/'));
  if (vscode.workspace.fs.isWritableFileSystem(folder.scheme) === false) {
    throw new EaselError('cannotSave', { file: workspacePath(folder), reason: 'notWritable' });
  }
}

function refuseOutside(folder: vscode.Uri, segments: readonly string[] | undefined): void {
  if (segments === undefined) {
    throw new EaselError('cannotSave', { file: workspacePath(folder), reason: 'outsideWorkspace' });
  }
  if (segments.some((segment) => forbiddenNames.has(segment.toLowerCase()))) {
    throw new EaselError('cannotSave', { file: workspacePath(folder), reason: 'toolFolder' });
  }
}
