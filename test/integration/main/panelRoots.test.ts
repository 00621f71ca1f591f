import assert from 'node:assert/strict';
import path from 'node:path';
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
  addEventListener('message', ({ data }) => {
    if (data.load) {
      const image = new Image();
      image.onload = () => postMessage({ load: data.load, isLoaded: true });
      image.onerror = () => postMessage({ load: data.load, isLoaded: false });
      image.src = data.load;
    } else {
      postMessage({ told: told.push(data.type) && told.join(' ') });
    }
  });
  postMessage({ type: 'ready' });
`;

const onePixel = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNkYAAAAAYAAjCB0C8AAAAASUVORK5CYII=',
  'base64',
);

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

  /** Whether the page can show an image that is put there. */
  async function canShow(...place: readonly string[]): Promise<boolean> {
    const file = vscode.Uri.file(path.join(test.parts.storage.folder, ...place));
    await vscode.workspace.fs.writeFile(file, onePixel);
    const { webview } = webviewPanel;
    const load = webview.asWebviewUri(file).toString();
    const answer = new Promise<boolean>((resolve) => {
      const listening = webview.onDidReceiveMessage((message: { load?: string; isLoaded?: boolean }) => {
        if (message.load === load) {
          listening.dispose();
          resolve(message.isLoaded === true);
        }
      });
    });
    await webview.postMessage({ load });
    return answer;
  }

  it("shows pictures of Easel's storage, and nothing else of it", async () => {
    const started = toldUpTo('init');
    panel = new Panel(webviewPanel, test.parts, {});
    await started;
    const shown = [
      ['thumbnails', 'a.png'],
      ['drafts', 'a.png'],
      ['originals', 'a.png'],
      ['references', 'imported', 'a.png'],
      ['references', 'converted', 'a.png'],
      ['references', 'masks', 'a.png'],
    ];
    for (const place of shown) {
      assert.equal(await canShow(...place), true, place.join('/'));
    }
    for (const place of [['a.png'], ['journal', 'a.png'], ['conversations', 'a.png'], ['unsaved', 'a.png']]) {
      assert.equal(await canShow(...place), false, place.join('/'));
    }
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
