import assert from 'node:assert/strict';
import { mkdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { fsPathOf } from '../../../src/app/project/uri';
import { settings } from '../../../src/extension/ports/settings';
import { fillFromRecipe } from '../../../src/extension/panel/form/recipeForm';
import { additionsView } from '../../../src/extension/panel/form/additions';
import { readPresets } from '../../../src/app/prompts/presets';
import { additionsOf } from '../../../src/app/prompts/promptAdditions';
import { forgetPrompt, markPrompt, readPrompts } from '../../../src/app/prompts/promptHistory';
import { chooseStyleFile, findStyleFile } from '../../../src/app/prompts/styleFile';
import { makeRecipe } from '../../unit/core/image/samples';
import { generateFor } from '../generating';
import { makeParts, type TestParts } from '../parts';
import { makeFolderInWorkspace, makeFolderOutside, workspaceRoot } from '../temporaryFolder';
import type { TemporaryFolder } from '../temporaryFolder';

const easel = path.join(workspaceRoot().fsPath, '.easel');
const file = path.join(easel, 'style.md');

async function writeStyle(text: string | Uint8Array): Promise<void> {
  await mkdir(easel, { recursive: true });
  await writeFile(file, text);
}

function setPresets(rows: unknown, target = vscode.ConfigurationTarget.Global): Thenable<void> {
  return vscode.workspace.getConfiguration('easel').update('presets', rows, target);
}

describe('The style file of a workspace', () => {
  let test: TestParts;
  let outside: TemporaryFolder;

  beforeEach(async () => {
    test = await makeParts();
    outside = await makeFolderOutside();
  });

  afterEach(async () => {
    await rm(easel, { recursive: true, force: true });
    await outside.remove();
    await test.dispose();
  });

  const used = async (): Promise<readonly string[]> =>
    (await additionsOf(test.parts, { presets: [], styleFile: true })).map(({ after }) => after);

  it('is added after a yes, and no longer after a no', async () => {
    await writeStyle('Only blue.\n');
    assert.deepEqual(await used(), []);
    const found = await findStyleFile(test.parts.files);
    assert.ok(found);
    assert.equal(found.text, 'Only blue.');
    await chooseStyleFile(test.parts, found, 'used');
    assert.deepEqual(await used(), ['\n\nOnly blue.']);
    assert.deepEqual(await additionsOf(test.parts, { presets: [], styleFile: false }), []);
    await chooseStyleFile(test.parts, found, 'left');
    assert.deepEqual(await used(), []);
  });

  it('is asked about again when its text changes, and not added before', async () => {
    await writeStyle('Only blue.');
    await chooseStyleFile(test.parts, (await findStyleFile(test.parts.files))!, 'used');
    await writeStyle('Only blue, and a logo.');
    assert.equal((await additionsView(test.parts)).styleFile?.choice, 'asked');
    assert.deepEqual(await used(), []);
    await chooseStyleFile(test.parts, (await findStyleFile(test.parts.files))!, 'used');
    assert.deepEqual(await used(), ['\n\nOnly blue, and a logo.']);
  });

  it('asks anew in another workspace', async () => {
    await writeStyle('Only blue.');
    assert.equal((await additionsView(test.parts)).styleFile?.choice, 'asked');
    await chooseStyleFile(test.parts, (await findStyleFile(test.parts.files))!, 'used');
    assert.equal((await additionsView(test.parts)).styleFile?.choice, 'used');
    const other = await makeParts();
    assert.equal((await additionsView(other.parts)).styleFile?.choice, 'asked');
    await other.dispose();
  });

  it('of more than 4 KB is not added, and that is said', async () => {
    await writeStyle('x'.repeat(4097));
    await chooseStyleFile(test.parts, (await findStyleFile(test.parts.files))!, 'used');
    assert.deepEqual(await used(), []);
    assert.match((await additionsView(test.parts)).styleFile?.problem ?? '', /4 KB/);
    await writeStyle('x'.repeat(4096));
    await chooseStyleFile(test.parts, (await findStyleFile(test.parts.files))!, 'used');
    assert.equal((await used())[0]?.length, 4098);
  });

  it('that is a link, or lies behind one that leads out, is not read', async () => {
    const secret = outside.at('style.md');
    await writeFile(secret, 'secret');
    await mkdir(easel);
    await symlink(secret, file);
    assert.deepEqual(await findStyleFile(test.parts.files).then((found) => [found?.text, found?.problem]), [
      '',
      'notRegular',
    ]);
    await rm(file);
    await writeFile(path.join(easel, 'other.md'), 'inside');
    await symlink(path.join(easel, 'other.md'), file);
    assert.equal((await findStyleFile(test.parts.files))?.problem, 'notRegular');
    await rm(easel, { recursive: true });
    await symlink(outside.fsPath, easel);
    assert.equal((await findStyleFile(test.parts.files))?.problem, 'notRegular');
  });

  it('that is a folder, no UTF-8 or empty adds nothing', async () => {
    await mkdir(file, { recursive: true });
    assert.equal((await findStyleFile(test.parts.files))?.problem, 'notRegular');
    await rm(easel, { recursive: true });
    await writeStyle(Buffer.from([0xff, 0xfe, 0x41]));
    assert.equal((await findStyleFile(test.parts.files))?.problem, 'notText');
    await writeStyle(' \n');
    assert.equal(await findStyleFile(test.parts.files), undefined);
    await rename(file, `${file}.old`);
    assert.equal(await findStyleFile(test.parts.files), undefined);
  });

  it('sends nothing that the preview cannot show', async () => {
    await writeStyle('\ufeffOnly\u202e \u{e0041}blue\u0007.\nLine two 👩\u200d🚀');
    assert.equal((await findStyleFile(test.parts.files))?.text, 'Only blue.\nLine two 👩\u200d🚀');
  });
});

describe('Presets', () => {
  let test: TestParts;
  let folder: TemporaryFolder;

  beforeEach(async () => {
    test = await makeParts();
    folder = await makeFolderInWorkspace();
  });

  afterEach(async () => {
    await setPresets(undefined);
    await setPresets(undefined, vscode.ConfigurationTarget.Workspace);
    await rm(path.join(workspaceRoot().fsPath, '.vscode'), { recursive: true, force: true });
    await folder.remove();
    await test.dispose();
  });

  it('of the workspace come beside those of the user, also where names are equal', async () => {
    await setPresets([
      { name: 'Flat', after: ', flat' },
      { name: 'Icon', before: 'An icon of' },
    ]);
    await setPresets(
      [{ name: 'Flat', after: ', very flat', model: 'imini/google/nano-banana-pro' }],
      vscode.ConfigurationTarget.Workspace,
    );
    const { presets, broken } = readPresets(settings);
    assert.deepEqual(
      presets.map(({ name, after }) => [name, after]),
      [
        ['Flat', ', flat'],
        ['Icon', ''],
        ['Flat (workspace)', ', very flat'],
      ],
    );
    assert.deepEqual(presets[2]?.model, { providerId: 'imini', modelId: 'google/nano-banana-pro' });
    assert.equal(broken, 0);
  });

  it('that cannot be read are counted, and the others hold', async () => {
    await setPresets([{ name: 'Flat', after: 5 }, { nome: 'x' }, { name: 'Icon', after: ', icon' }]);
    const { presets, broken } = readPresets(settings);
    assert.deepEqual([presets.map(({ name }) => name), broken], [['Icon'], 2]);
    await setPresets('nonsense');
    assert.deepEqual(readPresets(settings), { presets: [], broken: 0 });
  });

  it('stand in the recipe as sent and as parts, and Use Recipe gives the prompt back', async () => {
    await setPresets([{ name: 'Flat', after: ', flat' }]);
    const additions = await additionsOf(test.parts, { presets: ['Flat', 'Gone'], styleFile: true });
    const { saved, errors } = await generateFor(test.parts, {
      folder: folder.uri,
      prompt: 'A fox',
      additions,
    });
    assert.deepEqual(errors, []);
    const recipe = saved[0]!.recipe;
    assert.equal(recipe.prompt, 'A fox, flat');
    assert.deepEqual(recipe.promptParts, { own: 'A fox', presets: ['Flat'], styleFile: false });
    assert.match(fsPathOf(saved[0]!.uri), /a-fox\.png$/);
    const { form, missingPresets } = await fillFromRecipe(recipe, test.parts);
    assert.deepEqual([form.prompt, form.presets, form.styleFile], ['A fox', ['Flat'], false]);
    assert.deepEqual(missingPresets, []);
    await setPresets([]);
    const later = await fillFromRecipe(recipe, test.parts);
    assert.deepEqual([later.form.prompt, later.form.presets], ['A fox', []]);
    assert.deepEqual(later.missingPresets, ['Flat']);
  });

  it('are not needed by recipes of older releases', async () => {
    const { form } = await fillFromRecipe(makeRecipe({ prompt: 'A fox in the snow' }), test.parts);
    assert.deepEqual([form.prompt, form.presets], ['A fox in the snow', []]);
  });
});

describe('The prompts of a workspace', () => {
  let test: TestParts;
  let folder: TemporaryFolder;

  beforeEach(async () => {
    test = await makeParts();
    folder = await makeFolderInWorkspace();
  });

  afterEach(async () => {
    await folder.remove();
    await test.dispose();
  });

  const prompts = async (): Promise<readonly string[]> =>
    (await readPrompts(test.parts)).map(({ text, isFavourite }) => `${text}${isFavourite ? ' *' : ''}`);

  it('are what the user wrote, newest first, also where nothing could be made of it', async () => {
    const additions = [{ kind: 'preset', name: 'Flat', before: '', after: ', flat' }] as const;
    await generateFor(test.parts, { folder: folder.uri, prompt: 'A fox', additions });
    const missing = vscode.Uri.joinPath(folder.uri, 'missing.png');
    const { errors } = await generateFor(test.parts, {
      folder: folder.uri,
      prompt: 'A wolf',
      references: [{ uri: missing.toString(), use: 'asset' }],
    });
    assert.equal(errors.length, 1);
    assert.deepEqual(await prompts(), ['A wolf', 'A fox']);
  });

  it('can be marked and forgotten', async () => {
    await generateFor(test.parts, { folder: folder.uri, prompt: 'A fox' });
    await markPrompt(test.parts, 'A bear', true);
    assert.deepEqual(await prompts(), ['A bear *', 'A fox']);
    await forgetPrompt(test.parts, 'A fox');
    await markPrompt(test.parts, 'A bear', false);
    assert.deepEqual(await prompts(), ['A bear']);
  });
});
