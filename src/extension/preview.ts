import * as vscode from 'vscode';

/** Opens VS Code's own image preview beside what the person is doing, and leaves the focus there. */
export async function openPreview(image: vscode.Uri): Promise<void> {
  await vscode.commands.executeCommand('vscode.open', image, {
    viewColumn: vscode.ViewColumn.Beside,
    preserveFocus: true,
    preview: true,
  } satisfies vscode.TextDocumentShowOptions);
}
