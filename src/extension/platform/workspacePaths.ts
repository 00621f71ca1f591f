import { realpath } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';

/** The path as the user knows it: in the workspace, with the folder's name where there are several. */
export function workspacePath(uri: vscode.Uri): string {
  return vscode.workspace.asRelativePath(uri);
}

/** The last part of the path, with its ending. */
export function fileName({ path: whole }: vscode.Uri): string {
  return whole.slice(whole.lastIndexOf('/') + 1);
}

/** Folders that the user picked because none was open; they count as the project until the window closes. */
const pickedRoots: vscode.Uri[] = [];
const rootPicked = new vscode.EventEmitter<void>();

/** What counts as the project: the workspace folders, and what was picked in their stead. */
export function projectRoots(): readonly vscode.Uri[] {
  return [...(vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri), ...pickedRoots];
}

export function onDidChangeProjectRoots(changed: () => void): vscode.Disposable {
  return vscode.Disposable.from(
    vscode.workspace.onDidChangeWorkspaceFolders(changed),
    rootPicked.event(changed),
  );
}

/**
 * The path for a recipe, which names no absolute ones: below its folder of the project, with the folder's name where
 * several are open. Outside only the file's name is left.
 */
export function recipePath(uri: vscode.Uri): string {
  const path = vscode.workspace.getWorkspaceFolder(uri)
    ? workspacePath(uri)
    : pickedRoots.map((root) => pathBelow(root, uri)).find((below) => below !== undefined);
  return path ?? fileName(uri);
}

/** Whether the path itself lies in the project. Links are not followed; who writes must resolve them first. */
export function isInWorkspace(uri: vscode.Uri): boolean {
  return projectRoots().some((root) => pathBelow(root, uri) !== undefined);
}

/** The path from the project down to a path whose links are resolved, or `undefined` where that is elsewhere. */
export async function resolvedBelow(resolved: string): Promise<string | undefined> {
  const roots = await Promise.all(
    projectRoots()
      .filter(({ scheme }) => scheme === 'file')
      .map(({ fsPath }) => realpath(fsPath).catch(() => fsPath)),
  );
  return roots.map((root) => path.relative(root, resolved)).find((relative) => !isOutside(relative));
}

function isOutside(relative: string): boolean {
  return relative === '..' || relative.startsWith(`..${path.sep}`) || path.isAbsolute(relative);
}

/** The path from a folder down to a file, or `undefined` where the file is elsewhere. */
export function pathBelow(
  root: vscode.Uri,
  { scheme, authority, path: target }: vscode.Uri,
): string | undefined {
  const relative = path.posix.relative(root.path, target);
  const isBelow = scheme === root.scheme && authority === root.authority && !/^\.\.(\/|$)/u.test(relative);
  return isBelow ? relative : undefined;
}

/** Lets the user choose a folder. Where no folder is open, it becomes the project. */
export async function askForProjectFolder(): Promise<vscode.Uri | undefined> {
  const [start] = projectRoots();
  const picked = await vscode.window.showOpenDialog({
    ...(start && { defaultUri: start }),
    canSelectFiles: false,
    canSelectFolders: true,
    title: vscode.l10n.t('Easel: Choose the Folder for New Images'),
    openLabel: vscode.l10n.t('Save Here'),
  });
  const folder = picked?.[0];
  if (folder && !vscode.workspace.workspaceFolders) {
    pickedRoots.push(folder);
    rootPicked.fire();
  }
  return folder;
}

/** URIs of the folders whose paid work is this window's business; the empty one where no folder is open. */
export function openFolders(): readonly string[] {
  const folders = vscode.workspace.workspaceFolders ?? [];
  return folders.length === 0 ? [''] : folders.map(({ uri }) => uri.toString());
}

/** The document or image in front: the active tab's, else that of the last text editor. */
export function activeResource(lastTextEditor: vscode.TextEditor | undefined): vscode.Uri | undefined {
  const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  return uriOfTab(input) ?? lastTextEditor?.document.uri;
}

/** The URI that a tab shows, where it shows one. */
export function uriOfTab(input: unknown): vscode.Uri | undefined {
  if (
    input instanceof vscode.TabInputText ||
    input instanceof vscode.TabInputCustom ||
    input instanceof vscode.TabInputNotebook
  ) {
    return input.uri;
  }
  return input instanceof vscode.TabInputTextDiff ? input.modified : undefined;
}
