import assert from 'node:assert/strict';
import { copyFile, mkdir, readdir, readFile, rename, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { fsPathOf } from '../../../src/app/project/uri';
import { noteRenames } from '../../../src/extension/history/followRenames';
import {
  findOriginal,
  isUnchangedSince,
  readImage,
  replaceOriginal,
  restoreOriginal,
} from '../../../src/app/history/originals';
import type { PageContext } from '../../../src/extension/panel/base/pageContext';
import { findReference } from '../../../src/app/project/recipePaths';
import { compare, viewerHandlers } from '../../../src/extension/panel/viewer/compare';
import type { CompareView } from '../../../src/protocol/viewerViews';
import { isError } from '../../unit/core/apis/isError';
import { answerWarnings } from '../answerWarnings';
import { generateFor } from '../generating';
import { makeParts, type TestParts } from '../parts';
import {
  makeFolderInWorkspace,
  makeFolderOutside,
  workspaceRoot,
  type TemporaryFolder,
} from '../temporaryFolder';

const webview = { asWebviewUri: (uri: vscode.Uri) => uri };

describe('An edit and its original', () => {
  let test: TestParts;
  let folder: TemporaryFolder;
  let logo: vscode.Uri;

  beforeEach(async () => {
    [test, folder] = await Promise.all([makeParts(), makeFolderInWorkspace()]);
    const sample = vscode.Uri.joinPath(workspaceRoot(), 'assets', 'logo.png');
    logo = vscode.Uri.joinPath(folder.uri, 'logo.png');
    await copyFile(sample.fsPath, logo.fsPath);
  });

  afterEach(() => Promise.all([test.dispose(), folder.remove()]));

  async function editLogo(): Promise<vscode.Uri> {
    const { saved } = await generateFor(test.parts, {
      folder: folder.uri,
      references: [{ uri: logo.toString(), use: 'asset' }],
      target: { kind: 'beside', original: logo.toString() },
    });
    assert.ok(saved[0]);
    return vscode.Uri.parse(saved[0].uri);
  }
  const originalOf = async (edit: vscode.Uri) =>
    findOriginal(test.parts, await readImage(test.parts, edit.toString()));
  async function replace(edit: vscode.Uri, original: vscode.Uri) {
    const [from, to] = [
      await readImage(test.parts, edit.toString()),
      await readImage(test.parts, original.toString()),
    ];
    return replaceOriginal(test.parts, { edit: from, original: to });
  }

  it('the original is the first reference of the recipe', async () => {
    assert.equal((await originalOf(await editLogo()))?.uri, logo.toString());
  });

  it('an image that was made from nothing has no original', async () => {
    const { saved } = await generateFor(test.parts, { folder: folder.uri });
    assert.ok(saved[0]);
    assert.equal(await originalOf(vscode.Uri.parse(saved[0].uri)), undefined);
  });

  it('is offered its place only where the original still stands there', async () => {
    const edit = await editLogo();
    const decision = async (): Promise<string> => {
      const shown: unknown[] = [];
      const panel = { webview, post: ({ stage }: { readonly stage: unknown }) => shown.push(stage) };
      await compare(edit.toString(), { panel, parts: test.parts } as unknown as PageContext);
      return (shown[0] as CompareView).decision;
    };
    assert.equal(await decision(), 'open');
    await copyFile(vscode.Uri.joinPath(workspaceRoot(), 'assets', 'sun.png').fsPath, logo.fsPath);
    assert.equal((await originalOf(edit))?.uri, logo.toString());
    assert.equal(await decision(), 'none');
  });

  it('finds its original where that was moved to, also when another stands in its place', async () => {
    const { saved } = await generateFor(test.parts, { folder: folder.uri });
    const [made] = saved;
    assert.ok(made);
    await rename(fsPathOf(made.uri), logo.fsPath);
    await noteRenames(test.parts, [{ oldUri: vscode.Uri.parse(made.uri), newUri: logo }]);
    const edit = await editLogo();
    const moved = vscode.Uri.joinPath(folder.uri, 'moved.png');
    await rename(logo.fsPath, moved.fsPath);
    await noteRenames(test.parts, [{ oldUri: logo, newUri: moved }]);
    await copyFile(vscode.Uri.joinPath(workspaceRoot(), 'assets', 'sun.png').fsPath, logo.fsPath);
    const original = await originalOf(edit);
    assert.deepEqual([original?.uri, original?.isSame], [moved.toString(), true]);
  });

  it('has its original in the folder of that name where several are open', async () => {
    const [site, docs] = ['site', 'docs'].map((name, index) => {
      return { name, index, uri: vscode.Uri.joinPath(folder.uri, name) };
    });
    assert.ok(site && docs);
    await Promise.all([mkdir(folder.at('site', 'docs'), { recursive: true }), mkdir(folder.at('docs'))]);
    await copyFile(logo.fsPath, folder.at('site', 'docs', 'logo.png'));
    await copyFile(logo.fsPath, folder.at('docs', 'logo.png'));
    const workspaceFolders = Object.getOwnPropertyDescriptor(vscode.workspace, 'workspaceFolders')!;
    Object.defineProperty(vscode.workspace, 'workspaceFolders', {
      ...workspaceFolders,
      get: () => [site, docs],
    });
    try {
      assert.equal(
        await findReference(test.parts.files, 'docs/logo.png'),
        vscode.Uri.joinPath(docs.uri, 'logo.png').toString(),
      );
    } finally {
      Object.defineProperty(vscode.workspace, 'workspaceFolders', workspaceFolders);
    }
  });

  it('takes its place, and is undone to the very bytes', async () => {
    const before = await readFile(logo.fsPath);
    const edit = await editLogo();
    const kept = await replace(edit, logo);
    assert.deepEqual(await readFile(logo.fsPath), await readFile(edit.fsPath));
    assert.ok(await isUnchangedSince(test.parts, kept));
    await restoreOriginal(test.parts, kept);
    assert.deepEqual(await readFile(logo.fsPath), before);
    assert.deepEqual(await readdir(path.join(test.parts.storage.folder, 'originals')), []);
    assert.deepEqual((await readdir(folder.fsPath)).sort(), ['logo-edit.png', 'logo.png']);
  });

  it('once it has taken its place, what was there is its original still', async () => {
    const edit = await editLogo();
    const { id } = await replace(edit, logo);
    const original = await originalOf(edit);
    assert.equal(original?.kept?.id, id);
    assert.equal(fsPathOf(original.uri), logo.fsPath);
  });

  it('nothing is written where what was there cannot be kept', async () => {
    const before = await readFile(logo.fsPath);
    const edit = await editLogo();
    // A file stands where the folder should be.
    await mkdir(test.parts.context.globalStorageUri.fsPath, { recursive: true });
    await copyFile(logo.fsPath, path.join(test.parts.storage.folder, 'originals'));
    await assert.rejects(replace(edit, logo));
    assert.deepEqual(await readFile(logo.fsPath), before);
  });

  it('what was saved in its place since it was read is not replaced', async () => {
    const edit = await readImage(test.parts, (await editLogo()).toString());
    const original = await readImage(test.parts, logo.toString());
    await copyFile(vscode.Uri.joinPath(workspaceRoot(), 'assets', 'sun.png').fsPath, logo.fsPath);
    const newest = await readFile(logo.fsPath);
    await assert.rejects(
      replaceOriginal(test.parts, { edit, original }),
      isError('cannotReadReference', { reason: 'changed' }),
    );
    assert.deepEqual(await readFile(logo.fsPath), newest);
  });

  it('a link that leads out of the workspace is not written through', async () => {
    const outside = await makeFolderOutside();
    const edit = await editLogo();
    await rename(logo.fsPath, outside.at('logo.png'));
    await symlink(outside.at('logo.png'), logo.fsPath);
    const before = await readFile(outside.at('logo.png'));
    await assert.rejects(replace(edit, logo), isError('cannotSave', { reason: 'outsideWorkspace' }));
    assert.deepEqual(await readFile(outside.at('logo.png')), before);
    await outside.remove();
  });

  it('a file that is no image is never replaced', async () => {
    const edit = await editLogo();
    const readme = vscode.Uri.joinPath(workspaceRoot(), 'README.md');
    await assert.rejects(replace(edit, readme), isError('cannotReadReference', { reason: 'notAnImage' }));
  });

  it('the edit that took its place is deleted only while the original holds it', async () => {
    const edit = await editLogo();
    const { id } = await replace(edit, logo);
    const posted: { readonly stage: CompareView | null }[] = [];
    const panel = {
      webview,
      post: (message: { readonly stage: CompareView | null }) => posted.push(message),
      postResults: () => Promise.resolve(),
    };
    const context = { panel, parts: test.parts } as unknown as PageContext;
    const held = await readFile(logo.fsPath);
    const deleteEdit = async (answer: string | undefined) => {
      const warnings = answerWarnings(answer);
      await viewerHandlers.deleteEdit({ type: 'deleteEdit', id, edit: edit.toString() }, context);
      warnings.restore();
      return warnings.questions;
    };
    await copyFile(vscode.Uri.joinPath(workspaceRoot(), 'assets', 'sun.png').fsPath, logo.fsPath);
    const [refused, ...others] = await deleteEdit('Delete Permanently');
    assert.match(refused?.message ?? '', /logo-edit\.png is not deleted: its original does not hold/u);
    assert.deepEqual([refused?.modal, others.length], [false, 0]);
    assert.equal(posted.at(-1)?.stage?.kind, 'compare');
    await writeFile(logo.fsPath, held);
    assert.match((await deleteEdit(undefined))[0]?.message ?? '', /^Delete .*logo-edit\.png/u);
    await viewerHandlers.undoReplace({ type: 'undoReplace', id, edit: edit.toString() }, context);
    assert.match((await deleteEdit('Delete Permanently'))[0]?.message ?? '', /is not deleted/u);
    assert.deepEqual((await readdir(folder.fsPath)).sort(), ['logo-edit.png', 'logo.png']);
  });

  it('a change since then is noticed', async () => {
    const kept = await replace(await editLogo(), logo);
    await copyFile(vscode.Uri.joinPath(workspaceRoot(), 'assets', 'sun.png').fsPath, logo.fsPath);
    assert.equal(await isUnchangedSince(test.parts, kept), false);
  });
});
