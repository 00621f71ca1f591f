import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { fsPathOf } from '../../../src/app/project/uri';
import { readDimensions } from '../../../src/core/image/header/dimensions';
import { readRecipe } from '../../../src/core/image/metadata/readRecipe';
import { generateImage } from '../../../src/app/generate/generateImage';
import { findInHistory, recentHistory } from '../../../src/app/history/history';
import { isError } from '../../unit/core/apis/isError';
import { makePng } from '../../unit/core/image/samples';
import { formFor, generateFor } from '../generating';
import { makeParts, type TestParts } from '../parts';
import { makeFolderInWorkspace, workspaceRoot, type TemporaryFolder } from '../temporaryFolder';

describe('Generating with Placeholder', () => {
  let test: TestParts;
  let folder: TemporaryFolder;

  beforeEach(async () => {
    test = await makeParts();
    folder = await makeFolderInWorkspace();
  });

  afterEach(async () => {
    await test.dispose();
    await folder.remove();
  });

  it('saves an image of exactly the wished size, named after the prompt', async () => {
    const { saved, errors } = await generateFor(test.parts, { folder: folder.uri });
    assert.deepEqual(errors, []);
    assert.deepEqual(await readdir(folder.fsPath), ['a-fox-in-the-snow.png']);
    const bytes = await readFile(fsPathOf(saved[0]!.uri));
    assert.deepEqual(readDimensions(bytes, 'png'), { width: 512, height: 512 });
  });

  it('the recipe stands in the file and in the history, under the hash of the file', async () => {
    const { saved } = await generateFor(test.parts, { folder: folder.uri });
    const bytes = await readFile(fsPathOf(saved[0]!.uri));
    const [entry] = await recentHistory(test.parts, 10);
    assert.equal(entry?.sha256, createHash('sha256').update(bytes).digest('hex'));
    assert.equal(entry.byteLength, bytes.length);
    assert.equal(entry.workspaceFolder, workspaceRoot().toString());
    assert.equal(entry.recipe.prompt, 'A fox in the snow');
    assert.deepEqual(readRecipe(bytes, 'png'), entry.recipe);
    assert.deepEqual(await findInHistory(test.parts, bytes), entry);
  });

  it('the recipe names each reference by its path in the workspace and its hash', async () => {
    const png = await makePng();
    await writeFile(folder.at('fox.png'), png);
    const references = [
      { uri: vscode.Uri.joinPath(folder.uri, 'fox.png').toString(), use: 'asset' as const },
    ];
    const { saved } = await generateFor(test.parts, { folder: folder.uri, references });
    assert.deepEqual(saved[0]?.recipe.references, [
      {
        path: `${path.basename(folder.fsPath)}/fox.png`,
        sha256: createHash('sha256').update(png).digest('hex'),
        use: 'asset',
      },
    ]);
    const text = (await readFile(fsPathOf(saved[0].uri))).toString('latin1');
    assert.ok(!text.includes(workspaceRoot().fsPath), 'an absolute path is in the file');
  });

  it('three images are three files and three lines of history', async () => {
    const { saved } = await generateFor(test.parts, { folder: folder.uri, count: 3 });
    assert.equal(saved.length, 3);
    assert.deepEqual((await readdir(folder.fsPath)).sort(), [
      'a-fox-in-the-snow-2.png',
      'a-fox-in-the-snow-3.png',
      'a-fox-in-the-snow.png',
    ]);
    assert.equal((await recentHistory(test.parts, 10)).length, 3);
  });

  it('an edit is saved beside its original and never over it', async () => {
    const original = vscode.Uri.joinPath(folder.uri, 'fox.png');
    await writeFile(original.fsPath, await makePng());
    const wish = { folder: folder.uri, target: { kind: 'beside', original: original.toString() } as const };
    await generateFor(test.parts, wish);
    await generateFor(test.parts, wish);
    assert.deepEqual((await readdir(folder.fsPath)).sort(), ['fox-edit-2.png', 'fox-edit.png', 'fox.png']);
    assert.ok((await makePng()).equals(await readFile(original.fsPath)));
  });

  it('an id is accepted once, also while the first job runs', async () => {
    const form = formFor({ folder: folder.uri });
    const [first, second] = await Promise.all([
      generateImage(form, test.parts, { id: 'click-1' }),
      generateImage(form, test.parts, { id: 'click-1' }),
    ]);
    assert.equal(first?.saved.length, 1);
    assert.equal(second, undefined);
    assert.equal(await generateImage(form, test.parts, { id: 'click-1' }), undefined);
    assert.equal((await readdir(folder.fsPath)).length, 1);
  });

  it('a cancelled job leaves nothing behind', async () => {
    const form = formFor({ folder: vscode.Uri.joinPath(folder.uri, 'images'), options: { size: '4K' } });
    const running = generateImage(form, test.parts, { id: 'click-1' });
    test.parts.jobs.cancel('click-1');
    const end = await running;
    assert.deepEqual(end?.saved, []);
    assert.equal((end.errors[0] as Error).name, 'AbortError');
    assert.deepEqual(await readdir(folder.fsPath), []);
    assert.deepEqual(await recentHistory(test.parts, 10), []);
    assert.equal(test.parts.jobs.list()[0]?.state, 'cancelled');
  });

  it('a request that the model cannot honour is refused and leaves nothing behind', async () => {
    const images = vscode.Uri.joinPath(folder.uri, 'images');
    for (const [wish, problem] of [
      [{ prompt: ' \n ' }, 'emptyPrompt'],
      [{ count: 9 }, 'tooManyImages'],
    ] as const) {
      const { saved, errors } = await generateFor(test.parts, { folder: images, ...wish });
      assert.deepEqual(saved, []);
      isError('invalidRequest')(errors[0]);
      assert.ok(JSON.stringify(errors[0]).includes(problem));
    }
    assert.deepEqual(await readdir(folder.fsPath), []);
  });

  it('a history that cannot be written does not make the image look lost', async () => {
    const { fsPath } = test.parts.context.globalStorageUri;
    await mkdir(path.dirname(fsPath), { recursive: true });
    await writeFile(fsPath, 'a file in its place');
    const { saved, errors } = await generateFor(test.parts, { folder: folder.uri });
    assert.equal(saved.length, 1);
    assert.deepEqual(errors, []);
    assert.equal((await readdir(folder.fsPath)).length, 1);
    assert.match(test.logged.join('\n'), /EEXIST|ENOTDIR/u);
  });

  it('options are remembered for the next run', async () => {
    await generateFor(test.parts, { folder: folder.uri, options: { aspectRatio: '16:9' } });
    assert.deepEqual(test.parts.context.globalState.get('easel.options'), {
      aspectRatio: '16:9',
      size: '512',
      quality: '',
    });
  });

  describe('easel.metadata', () => {
    const set = (mode: string | undefined): Thenable<void> =>
      vscode.workspace
        .getConfiguration('easel', workspaceRoot())
        .update('metadata', mode, vscode.ConfigurationTarget.Global);

    afterEach(() => set(undefined));

    for (const [mode, label] of [
      ['none', false],
      ['label', true],
    ] as const) {
      it(`${mode} writes ${label ? 'the label alone' : 'nothing'} into the file, and the history has the recipe`, async () => {
        await set(mode);
        const { saved } = await generateFor(test.parts, { folder: folder.uri });
        const bytes = await readFile(fsPathOf(saved[0]!.uri));
        assert.equal(readRecipe(bytes, 'png'), undefined);
        assert.equal(bytes.includes('lgorithmicMedia'), label);
        assert.equal(bytes.includes('A fox'), false);
        const entry = await findInHistory(test.parts, bytes);
        assert.equal(entry?.recipe.prompt, 'A fox in the snow');
      });
    }
  });
});
