import * as vscode from 'vscode';

/** The path as the person knows it: in the workspace, with the folder's name where there are several. */
export function workspacePath(uri: vscode.Uri): string {
  return vscode.workspace.asRelativePath(uri);
}

/** Whether the path itself lies in a workspace folder. Links are not followed; who writes must resolve them first. */
export function isInWorkspace(uri: vscode.Uri): boolean {
  return vscode.workspace.getWorkspaceFolder(uri) !== undefined;
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
