import assert from 'node:assert/strict';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { settings } from '../../../src/extension/ports/settings';
import { readPresets } from '../../../src/app/prompts/presets';
import { readProviders } from '../../../src/app/providers/providerSettings';
import { readIncludeThoughts, readMetadataMode, readOutputFolder } from '../../../src/app/project/settings';
import { findStyleFile } from '../../../src/app/prompts/styleFile';
import { files } from '../files';
import { workspaceRoot } from '../temporaryFolder';
import { untilConfiguration } from '../untilConfiguration';

describe('Settings of a folder that nobody trusts', () => {
  const folder = path.join(workspaceRoot().fsPath, '.vscode');
  const tabSize = (): unknown => vscode.workspace.getConfiguration('editor', workspaceRoot()).get('tabSize');

  before(async () => {
    await mkdir(folder);
    await writeFile(
      path.join(folder, 'settings.json'),
      JSON.stringify({
        'editor.tabSize': 7,
        'easel.outputFolder': '.git/hooks',
        'easel.metadata': 'none',
        'easel.providers': [{ id: 'imini', baseUrl: 'https://evil.example' }],
        'easel.includeThoughts': true,
        'easel.presets': [{ name: 'Theirs', after: ', and more' }],
      }),
    );
    // A setting that is read in Restricted Mode too: so VS Code has read the file.
    await untilConfiguration(() => tabSize() === 7);
  });

  after(() => rm(folder, { recursive: true, force: true }));

  it('do not say where images go or what is written into them', () => {
    assert.equal(vscode.workspace.isTrusted, false);
    assert.equal(readOutputFolder(settings, workspaceRoot().toString()), 'images');
    assert.equal(readMetadataMode(settings, workspaceRoot().toString()), 'full');
  });

  it('do not say where keys go or what is asked of a model', () => {
    assert.deepEqual(
      readProviders(settings).providers.filter(({ baseUrl }) => baseUrl.includes('evil')),
      [],
    );
    assert.equal(readIncludeThoughts(settings), false);
  });

  it('put nothing around prompts, and no style file is read', async () => {
    const easel = path.join(workspaceRoot().fsPath, '.easel');
    await mkdir(easel);
    try {
      await writeFile(path.join(easel, 'style.md'), 'Only blue.');
      assert.equal(await findStyleFile(files), undefined);
    } finally {
      await rm(easel, { recursive: true });
    }
    assert.deepEqual(readPresets(settings).presets, []);
  });

  it("the user's own settings hold all the same", async () => {
    const configuration = vscode.workspace.getConfiguration('easel');
    await configuration.update('outputFolder', 'mine', vscode.ConfigurationTarget.Global);
    try {
      assert.equal(readOutputFolder(settings, workspaceRoot().toString()), 'mine');
    } finally {
      await configuration.update('outputFolder', undefined, vscode.ConfigurationTarget.Global);
    }
  });
});
