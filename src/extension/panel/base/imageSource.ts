import * as vscode from 'vscode';

/** Where the page loads an image from, with the file's time, so that it never shows an older one from its cache. */
export async function readImageSource(uri: string, webview: vscode.Webview): Promise<string> {
  const file = vscode.Uri.parse(uri);
  return sourceOf(file, (await vscode.workspace.fs.stat(file)).mtime, webview);
}

export function sourceOf(uri: vscode.Uri, version: number, webview: vscode.Webview): string {
  return webview
    .asWebviewUri(uri)
    .with({ query: `version=${version}` })
    .toString();
}
