import os from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { makeTemporaryFolder, removeTemporaryFolder } from '../temporaryFolder';

export interface TemporaryFolder {
  readonly uri: vscode.Uri;
  readonly fsPath: string;
  /** A path below the folder. */
  readonly at: (...segments: readonly string[]) => string;
  readonly remove: () => Promise<void>;
}

/** The folder that VS Code has open. */
export function workspaceRoot(): vscode.Uri {
  const [root] = vscode.workspace.workspaceFolders ?? [];
  if (!root) {
    throw new Error('No folder is open.');
  }
  return root.uri;
}

/** A new folder inside the workspace. */
export function makeFolderInWorkspace(): Promise<TemporaryFolder> {
  return makeFolderIn(workspaceRoot().fsPath);
}

/** A new folder that is no part of the workspace. */
export function makeFolderOutside(): Promise<TemporaryFolder> {
  return makeFolderIn(os.tmpdir());
}

function makeFolderIn(parent: string): Promise<TemporaryFolder> {
  const fsPath = makeTemporaryFolder('test', parent);
  return Promise.resolve({
    fsPath,
    uri: vscode.Uri.file(fsPath),
    at: (...segments) => path.join(fsPath, ...segments),
    remove: () => removeTemporaryFolder(fsPath),
  });
}
