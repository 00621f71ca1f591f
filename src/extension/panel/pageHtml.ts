import { createHash, randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import { thumbnailsFolder } from '../../core/history/thumbnailFolder';
import { originalsFolder } from '../../core/storage/originalStore';
import { draftsFolder } from '../../core/storage/previewFile';
import { referencesFolder } from '../../app/references/referenceStore';
import { projectRoots } from '../../app/project/paths';
import type { Services } from '../ports/services';

/** Put in by the build, and by none that watches, whose names change: what the page's script imports at once. */
declare const PAGE_CHUNKS: string | undefined;

/**
 * The page runs scripts, and may load its own bundle, the images of the project as it is now, and the pictures in Easel's
 * storage: nothing else of that storage, such as the history, the journal, or conversations.
 */
export function pageOptions({
  context: { extensionUri },
  files,
  storage: { folder },
}: Pick<Services, 'context' | 'files' | 'storage'>): vscode.WebviewOptions {
  const localResourceRoots = [
    vscode.Uri.joinPath(extensionUri, 'dist', 'webview'),
    ...[
      thumbnailsFolder(folder),
      draftsFolder(folder),
      originalsFolder(folder),
      referencesFolder(folder),
    ].map((each) => vscode.Uri.file(each)),
    ...projectRoots(files).map((uri) => vscode.Uri.parse(uri)),
  ];
  return { enableScripts: true, localResourceRoots };
}

/**
 * A page that runs one script of ours and what that imports, which carries its nonce, and nothing else: no inline
 * code, no connections, no foreign images.
 */
export function pageHtml(webview: vscode.Webview, { extensionUri }: vscode.ExtensionContext): string {
  const nonce = randomBytes(16).toString('base64');
  const address = (...segments: readonly string[]): string =>
    webview.asWebviewUri(vscode.Uri.joinPath(extensionUri, ...segments)).toString();
  const policy = [
    "default-src 'none'",
    `img-src ${webview.cspSource}`,
    `style-src ${webview.cspSource}`,
    `font-src ${webview.cspSource}`,
    `script-src 'nonce-${nonce}'`,
  ].join('; ');
  const preloads = firstChunks()
    .map((file) => address('dist', 'webview', ...file.split('/')))
    .map((source) => `<link rel="modulepreload" nonce="${nonce}" href="${source}">`);
  return `<!DOCTYPE html>
<html lang="${vscode.env.language}">
<head>
  <meta charset="UTF-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <meta http-equiv="Content-Security-Policy" content="${policy}">
  <link rel="stylesheet" href="${address('dist', 'webview', 'codicon.css')}">
  <link rel="stylesheet" href="${address('dist', 'webview', 'panel.css')}">
  ${preloads.join('\n  ')}
  <title>Easel</title>
</head>
<body data-workspace="${workspaceKey()}" data-vscode-context='{"preventDefaultContextMenuItems": true}'>
  <div id="root">
    <div class="startup" aria-hidden="true">
      <div class="startup-block"></div>
      <div class="startup-block startup-tile"></div>
    </div>
  </div>
  <script type="module" nonce="${nonce}" src="${address('dist', 'webview', 'panel.js')}"></script>
</body>
</html>`;
}

/** Without their names the browser finds them one level after the other, and each level costs a round trip. */
function firstChunks(): readonly string[] {
  return typeof PAGE_CHUNKS === 'undefined' ? [] : PAGE_CHUNKS.split(' ');
}

/** Tells one workspace from another. */
function workspaceKey(): string {
  const { workspaceFile, workspaceFolders = [] } = vscode.workspace;
  const place = workspaceFile?.toString() ?? workspaceFolders.map(({ uri }) => uri.toString()).join('\n');
  return createHash('sha256').update(place).digest('hex').slice(0, 16);
}
