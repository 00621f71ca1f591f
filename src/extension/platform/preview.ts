import * as vscode from 'vscode';
import { hasImageName } from './imageFiles';
import { uriOfTab } from './tabs';

/** Opens VS Code's own image preview beside what the user is doing, and leaves the focus there. */
export async function openPreview(image: vscode.Uri): Promise<void> {
  await vscode.commands.executeCommand('vscode.open', image, {
    viewColumn: isInTheWay() ? vscode.ViewColumn.Beside : vscode.ViewColumn.Active,
    preserveFocus: true,
    preview: true,
  } satisfies vscode.TextDocumentShowOptions);
}

/** An empty group, or another preview, gives its place to the image; everything else keeps it. */
function isInTheWay(): boolean {
  const { activeTab } = vscode.window.tabGroups.activeTabGroup;
  const shown = uriOfTab(activeTab?.input);
  return activeTab !== undefined && !(shown !== undefined && activeTab.isPreview && hasImageName(shown));
}
