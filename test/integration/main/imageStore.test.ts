import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { imageFormats, type ImageFormat } from '../../../src/shared/imageFormat';
import { isError } from '../../unit/core/apis/isError';
import { Session } from '../../../src/app/services';
import { files } from '../files';
import { makeFolderInWorkspace, type TemporaryFolder } from '../temporaryFolder';
import { saveImage } from '../saveImage';

describe('Saving an image on a disk', () => {
  const session = new Session();
  let folder: TemporaryFolder;

  beforeEach(async () => {
    folder = await makeFolderInWorkspace();
  });

  afterEach(() => folder.remove());

  const save = (
    text: string,
    { stem = 'fox', format = 'png' }: { readonly stem?: string; readonly format?: ImageFormat } = {},
  ): Promise<vscode.Uri> =>
    saveImage({ files, session }, { uri: folder.uri }, { bytes: Buffer.from(text), stem, format });

  it('writes the very bytes', async () => {
    const bytes = Buffer.from(Array.from({ length: 5_000_000 }, (_, index) => index % 251));
    const uri = await saveImage(
      { files, session },
      { uri: folder.uri },
      { bytes, stem: 'fox', format: 'png' },
    );
    assert.equal(uri.fsPath, folder.at('fox.png'));
    assert.ok(bytes.equals(await readFile(uri.fsPath)));
  });

  it('the ending follows the format', async () => {
    for (const format of imageFormats) {
      const uri = await save('bytes', { format });
      assert.equal(path.extname(uri.fsPath), format === 'jpeg' ? '.jpg' : `.${format}`);
    }
  });

  it('twelve at once get twelve names, each its own bytes, and leave no temporary file', async () => {
    const texts = Array.from({ length: 12 }, (_, index) => `image ${index}`);
    const uris = await Promise.all(texts.map((text) => save(text)));
    const names = ['fox.png', ...Array.from({ length: 11 }, (_, index) => `fox-${index + 2}.png`)];
    assert.deepEqual((await readdir(folder.fsPath)).sort(), names.sort());
    assert.deepEqual(await Promise.all(uris.map(({ fsPath }) => readFile(fsPath, 'utf8'))), texts);
  });

  it('never touches a file that is there', async () => {
    await writeFile(folder.at('fox.png'), 'mine');
    assert.equal((await save('new')).fsPath, folder.at('fox-2.png'));
    assert.equal(await readFile(folder.at('fox.png'), 'utf8'), 'mine');
  });

  it('counts a name as taken that differs in case or in how an accent is written', async () => {
    await writeFile(folder.at('FOX.PNG'), 'mine');
    await writeFile(folder.at('cafe\u0301.png'), 'mine');
    assert.equal((await save('new')).fsPath, folder.at('fox-2.png'));
    assert.equal((await save('new', { stem: 'caf\u00E9' })).fsPath, folder.at('caf\u00E9-2.png'));
  });

  it('a folder of that name counts as taken too', async () => {
    await mkdir(folder.at('fox.png'));
    assert.equal((await save('new')).fsPath, folder.at('fox-2.png'));
  });

  it('makes the folder, with those above it', async () => {
    const uri = vscode.Uri.joinPath(folder.uri, 'a', 'b');
    await saveImage({ files, session }, { uri }, { bytes: Buffer.from('x'), stem: 'fox', format: 'png' });
    assert.deepEqual(await readdir(folder.at('a', 'b')), ['fox.png']);
  });

  it('leaves nothing behind when a file stands in the place of the folder', async () => {
    await writeFile(folder.at('images'), 'a file');
    const target = { uri: vscode.Uri.joinPath(folder.uri, 'images') };
    await assert.rejects(
      saveImage({ files, session }, target, { bytes: Buffer.from('x'), stem: 'fox', format: 'png' }),
      isError('cannotSave', { networkCode: 'EEXIST' }),
    );
    assert.deepEqual(await readdir(folder.fsPath), ['images']);
    assert.equal(await readFile(folder.at('images'), 'utf8'), 'a file');
  });

  it('leaves nothing behind when the name cannot be written', async () => {
    // Longer than any file system takes; slugOf never makes such a name.
    await assert.rejects(
      save('x', { stem: 'x'.repeat(300) }),
      isError('cannotSave', { networkCode: 'ENAMETOOLONG' }),
    );
    assert.deepEqual(await readdir(folder.fsPath), []);
  });
});
