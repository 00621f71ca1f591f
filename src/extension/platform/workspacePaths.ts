import * as vscode from 'vscode';

/** The path as the user knows it: in the workspace, with the folder's name where there are several. */
export function workspacePath(uri: vscode.Uri | string): string {
  return vscode.workspace.asRelativePath(typeof uri === 'string' ? vscode.Uri.parse(uri) : uri);
}
