import * as vscode from 'vscode';

/**
 * A file that was dragged to the page. Explorer of a remote window names files as the window sees them; here they are
 * files of this machine.
 * @returns `undefined` where it is no address.
 */
export function toHostUri(text: string): vscode.Uri | undefined {
  try {
    const uri = vscode.Uri.parse(text, true);
    return uri.scheme === 'vscode-remote' ? uri.with({ scheme: 'file', authority: '' }) : uri;
  } catch {
    return undefined;
  }
}
