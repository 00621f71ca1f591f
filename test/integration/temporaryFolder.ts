import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';

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

async function makeFolderIn(parent: string): Promise<TemporaryFolder> {
  const fsPath = await mkdtemp(path.join(parent, 'easel-test-'));
  return {
    fsPath,
    uri: vscode.Uri.file(fsPath),
    at: (...segments) => path.join(fsPath, ...segments),
    remove: () => rm(fsPath, { recursive: true, force: true }),
  };
}
