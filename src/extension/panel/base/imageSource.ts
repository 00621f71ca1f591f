import type * as vscode from 'vscode';

/** With the file's time, so that the page never shows an older picture from its cache. */
export function imageSource(
  uri: vscode.Uri,
  { mtime }: Pick<vscode.FileStat, 'mtime'>,
  webview: vscode.Webview,
): string {
  return sourceOf(uri, mtime, webview);
}

export function sourceOf(uri: vscode.Uri, version: number, webview: vscode.Webview): string {
  return webview
    .asWebviewUri(uri)
    .with({ query: `version=${version}` })
    .toString();
}
