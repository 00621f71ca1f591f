import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import * as vscode from 'vscode';
import { settings } from '../../../src/extension/ports/settings';
import { listEntries } from '../../../src/core/journal/journal';
import { appendHistory, findInHistory } from '../../../src/app/history/history';
import { storeKey } from '../../../src/app/keys/keyStore';
import { modelOf } from '../../../src/app/providers/modelChoice';
import { journalFolder } from '../../../src/core/journal/pendingEntries';
import { save } from '../../../src/extension/panel/viewer/resize';
import { findReference } from '../../../src/app/project/recipePaths';
import { readPrompts } from '../../../src/app/prompts/promptHistory';
import { openFolders } from '../../../src/app/project/openFolders';
import { Declined } from '../../../src/core/model/cancellation';
import { startInfinityBlueServer, type InfinityBlueServer } from '../../servers/infinityBlue';
import { entry } from '../../unit/core/history/entries';
import { makePng } from '../../unit/core/image/samples';
import { generateFor, useProviders } from '../generating';
import { makeParts, type TestParts } from '../parts';
import { makeFolderOutside, type TemporaryFolder } from '../temporaryFolder';

describe('A window without a folder', () => {
  let test: TestParts;
  let folder: TemporaryFolder;
  let blue: InfinityBlueServer;
  let asked: number;
  let picked: vscode.Uri | undefined;
  const { showOpenDialog } = vscode.window;
  const workspaceFolders = Object.getOwnPropertyDescriptor(vscode.workspace, 'workspaceFolders')!;

  beforeEach(async () => {
    test = await makeParts();
    folder = await makeFolderOutside();
    blue = await startInfinityBlueServer();
    await useProviders([{ id: 'infinityblue', baseUrl: blue.url }]);
    await storeKey(
      test.parts,
      modelOf(settings, { providerId: 'infinityblue', modelId: '' }).provider,
      blue.key,
    );
    asked = 0;
    picked = undefined;
    const answer = (): Promise<readonly vscode.Uri[] | undefined> => {
      asked += 1;
      return Promise.resolve(picked && [picked]);
    };
    Object.assign(vscode.window, { showOpenDialog: answer });
    Object.defineProperty(vscode.workspace, 'workspaceFolders', {
      ...workspaceFolders,
      get: () => undefined,
    });
  });

  afterEach(async () => {
    Object.defineProperty(vscode.workspace, 'workspaceFolders', workspaceFolders);
    Object.assign(vscode.window, { showOpenDialog });
    await useProviders(undefined);
    await test.dispose();
    await blue.stop();
    await folder.remove();
  });

  const generate = () =>
    generateFor(test.parts, {
      providerId: 'infinityblue',
      modelId: 'nanobanana_pro',
      folder: folder.uri,
      target: { kind: 'setting' },
    });

  it('asks for one before anything is paid, and sends nothing when there is no answer', async () => {
    const { saved, errors } = await generate();
    assert.deepEqual([asked, saved.length, errors.length], [1, 0, 1]);
    assert.ok(errors[0] instanceof Declined);
    assert.deepEqual(blue.requests, []);
  });

  it('saves in the one that was picked, and asks for it once', async () => {
    picked = folder.uri;
    for (const names of [['a-fox-in-the-snow.png'], ['a-fox-in-the-snow-2.png', 'a-fox-in-the-snow.png']]) {
      assert.deepEqual((await generate()).errors, []);
      assert.deepEqual((await readdir(folder.fsPath)).sort(), names);
    }
    assert.equal(asked, 1);
    assert.deepEqual(
      await listEntries(journalFolder(test.parts.storage.folder), openFolders(test.parts.files)),
      [],
    );
  });

  it('names images of the picked one in recipes by their paths in it', async () => {
    picked = folder.uri;
    await test.parts.files.askForFolder();
    const logo = vscode.Uri.joinPath(folder.uri, 'art', 'logo.png');
    await vscode.workspace.fs.writeFile(logo, await makePng());
    const { saved } = await generateFor(test.parts, {
      folder: folder.uri,
      references: [{ uri: logo.toString(), use: 'asset' }],
    });
    assert.ok(saved[0]);
    const bytes = new Uint8Array(await makePng({ width: 30, height: 20 }));
    const drawn = {
      type: 'fitted',
      id: '',
      format: 'png',
      width: 30,
      height: 20,
      bytes,
      discard: false,
    } as const;
    const fitted = await save(saved[0].uri, drawn, test.parts);
    const remembered = await findInHistory(
      test.parts,
      await vscode.workspace.fs.readFile(vscode.Uri.parse(fitted)),
    );
    assert.deepEqual(
      remembered?.recipe.references.map(({ path }) => path),
      ['art/logo.png'],
    );
    assert.equal(remembered.recipe.fitted?.path, 'a-fox-in-the-snow.png');
    assert.equal(await findReference(test.parts.files, 'art/logo.png'), logo.toString());
  });

  it('lists the prompts of its own images, and not those of any workspace', async () => {
    await appendHistory(test.parts, entry(1, { workspaceFolder: 'file:///elsewhere' }));
    await appendHistory(test.parts, entry(2, { workspaceFolder: '' }));
    assert.deepEqual(
      (await readPrompts(test.parts)).map(({ text }) => text),
      [entry(2).recipe.prompt],
    );
  });
});
