import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { handlePageMessage } from '../../../src/extension/panel/handlePageMessage';
import { Panel } from '../../../src/extension/panel/panel';
import type { ResultAction } from '../../../src/protocol/pageMessages';
import { isError } from '../../unit/core/apis/isError';
import { makeParts, type TestParts } from '../parts';
import { makeFolderOutside, type TemporaryFolder } from '../temporaryFolder';

/** Asks for everything as the page does, and says what it was told. */
const page = `
  const { postMessage } = acquireVsCodeApi();
  const told = [];
  addEventListener('message', ({ data }) => postMessage({ told: told.push(data.type) && told.join(' ') }));
  postMessage({ type: 'ready' });
`;

describe('The panel and the folders of the project', () => {
  let test: TestParts;
  let folder: TemporaryFolder;
  let webviewPanel: vscode.WebviewPanel;
  let panel: Panel;
  const { showOpenDialog } = vscode.window;
  const workspaceFolders = Object.getOwnPropertyDescriptor(vscode.workspace, 'workspaceFolders')!;

  beforeEach(async () => {
    [test, folder] = await Promise.all([makeParts(), makeFolderOutside()]);
    const { extensionUri } = test.parts.context;
    const bundle = vscode.Uri.joinPath(extensionUri, 'dist', 'webview', 'panel.js');
    await vscode.workspace.fs.writeFile(bundle, Buffer.from(page));
    Object.assign(vscode.window, { showOpenDialog: () => Promise.resolve([folder.uri]) });
    Object.defineProperty(vscode.workspace, 'workspaceFolders', {
      ...workspaceFolders,
      get: () => undefined,
    });
    webviewPanel = vscode.window.createWebviewPanel('easel.test', 'Easel', vscode.ViewColumn.Active);
  });

  afterEach(async () => {
    panel.dispose();
    webviewPanel.dispose();
    Object.defineProperty(vscode.workspace, 'workspaceFolders', workspaceFolders);
    Object.assign(vscode.window, { showOpenDialog });
    await folder.remove();
    await test.dispose();
  });

  /** What a page was told since it was loaded, until that ends with this. */
  function toldUpTo(last: string): Promise<string> {
    return new Promise((resolve) => {
      const listening = webviewPanel.webview.onDidReceiveMessage(({ told }: { readonly told?: string }) => {
        if (told?.endsWith(last)) {
          listening.dispose();
          resolve(told);
        }
      });
    });
  }

  it('one that is picked later may be shown from, and what is said meanwhile is not lost', async () => {
    const started = toldUpTo('init');
    panel = new Panel(webviewPanel, test.parts, {});
    await started;
    const told = toldUpTo('focusPrompt');
    await test.parts.files.askForFolder();
    panel.post({ type: 'focusPrompt' });
    const roots = webviewPanel.webview.options.localResourceRoots ?? [];
    assert.ok(roots.some((root) => root.toString() === folder.uri.toString()));
    assert.equal(await told, 'init focusPrompt');
  });

  it('what an image outside of them cannot be used for is said', async () => {
    panel = new Panel(webviewPanel, test.parts, {});
    const uri = vscode.Uri.joinPath(folder.uri, '..', 'outside.png').toString();
    const act = (action: ResultAction): Promise<void> =>
      handlePageMessage({ type: 'resultAction', uri, action }, { panel, parts: test.parts });
    for (const action of ['open', 'refine', 'delete'] as const) {
      await assert.rejects(act(action), isError('cannotReadReference', { reason: 'outsideWorkspace' }));
    }
  });
});
