import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { prepareReference } from '../../../src/app/references/referenceFile';
import { checkTargetFolder } from '../../../src/app/form/targetFolder';
import { isError } from '../../unit/core/apis/isError';
import { makePng } from '../../unit/core/image/samples';
import { Session } from '../../../src/app/services';
import { files as workspaceFiles } from '../files';
import { MemoryFileSystem } from '../memoryFileSystem';
import { saveImage } from '../saveImage';

/** Adding a folder to a window that has one would restart the extension host, so the list of folders is a test's own. */
function pretendToOpen(root: vscode.Uri): vscode.Disposable {
  const original = Object.getOwnPropertyDescriptor(vscode.workspace, 'workspaceFolders');
  assert.ok(original);
  const folders = [{ uri: root, name: 'memory', index: 0 }];
  Object.defineProperty(vscode.workspace, 'workspaceFolders', { ...original, get: () => folders });
  return new vscode.Disposable((): void => {
    Object.defineProperty(vscode.workspace, 'workspaceFolders', original);
  });
}

describe('A workspace without a disk', () => {
  const session = new Session();
  const root = vscode.Uri.parse('easel-memory://host/project');
  let files: MemoryFileSystem;
  const disposables: vscode.Disposable[] = [];

  beforeEach(() => {
    files = new MemoryFileSystem();
    files.createDirectory(root);
    disposables.push(
      vscode.workspace.registerFileSystemProvider(root.scheme, files, { isCaseSensitive: true }),
      pretendToOpen(root),
    );
  });

  afterEach(() => {
    disposables.splice(0).forEach((each) => void each.dispose());
  });

  const at = (...segments: readonly string[]): vscode.Uri => vscode.Uri.joinPath(root, ...segments);
  const save = (text: string): Promise<vscode.Uri> =>
    saveImage(
      { files: workspaceFiles, session },
      { uri: at('images') },
      { bytes: Buffer.from(text), stem: 'fox', format: 'png' },
    );
  const textOf = async (uri: vscode.Uri): Promise<string> =>
    Buffer.from(await vscode.workspace.fs.readFile(uri)).toString();

  it('takes images, in a folder that is made for them', async () => {
    await checkTargetFolder(workspaceFiles, at('images').toString());
    const uri = await save('bytes');
    assert.equal(uri.toString(), at('images', 'fox.png').toString());
    assert.equal(await textOf(uri), 'bytes');
  });

  it('twelve images at once get twelve names, each its own bytes', async () => {
    const texts = Array.from({ length: 12 }, (_, index) => `image ${index}`);
    const uris = await Promise.all(texts.map((text) => save(text)));
    assert.equal(new Set(uris.map(String)).size, 12);
    assert.deepEqual(await Promise.all(uris.map(textOf)), texts);
  });

  it('never loses a file to an image of the same name', async () => {
    await vscode.workspace.fs.writeFile(at('images', 'FOX.png'), Buffer.from('mine'));
    assert.equal((await save('new')).path, at('images', 'fox-2.png').path);
    assert.equal(await textOf(at('images', 'FOX.png')), 'mine');
  });

  it('keeps images out of other folders, hosts and the folders of tools', async () => {
    for (const [uri, reason] of [
      [at('..', 'project-other'), 'outsideWorkspace'],
      [vscode.Uri.parse('easel-memory://other/project/images'), 'outsideWorkspace'],
      [vscode.Uri.parse('other-memory://host/project/images'), 'outsideWorkspace'],
      [at('.git', 'hooks'), 'toolFolder'],
      [at('.VSCode'), 'toolFolder'],
    ] as const) {
      await assert.rejects(
        checkTargetFolder(workspaceFiles, uri.toString()),
        isError('cannotSave', { reason }),
        uri.toString(),
      );
    }
  });

  it('that is read-only is refused before anything is paid', async () => {
    const readOnly = vscode.Uri.parse('easel-readonly:/');
    const registration = vscode.workspace.registerFileSystemProvider(readOnly.scheme, files, {
      isReadonly: true,
    });
    const opened = pretendToOpen(readOnly);
    try {
      // VS Code tells the extension host of a new file system in its own time, and before this answer.
      await vscode.workspace.fs.readDirectory(readOnly);
      const uri = vscode.Uri.joinPath(readOnly, 'images');
      await assert.rejects(
        checkTargetFolder(workspaceFiles, uri.toString()),
        isError('cannotSave', { reason: 'notWritable' }),
      );
    } finally {
      opened.dispose();
      registration.dispose();
    }
  });

  it('a save that fails says so', async () => {
    files.createDirectory = () => {
      throw vscode.FileSystemError.NoPermissions();
    };
    await assert.rejects(save('bytes'), isError('cannotSave'));
  });

  it('gives references by their bytes, and notices when one changes', async () => {
    const png = await makePng();
    await vscode.workspace.fs.writeFile(at('fox.txt'), png);
    const signal = new AbortController().signal;
    const reference = await prepareReference(
      workspaceFiles,
      { uri: at('fox.txt').toString(), use: 'asset' },
      signal,
    );
    assert.equal(reference.format, 'png');
    const pieces = reference.read()[Symbol.asyncIterator]();
    const first = await pieces.next();
    assert.ok(first.done !== true && png.equals(first.value));
    await vscode.workspace.fs.writeFile(at('fox.txt'), png.subarray(1));
    await assert.rejects(
      async () => reference.read()[Symbol.asyncIterator]().next(),
      isError('cannotReadReference', { reason: 'changed' }),
    );
  });
});
