import assert from 'node:assert/strict';
import { mkdir, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import type { ErrorDetails } from '../../../src/core/model/errors';
import { folderView } from '../../../src/extension/panel/form/folderView';
import { checkTargetFolder, defaultFolder } from '../../../src/app/form/targetFolder';
import { isError } from '../../unit/core/apis/isError';
import { fsPathOf } from '../../../src/app/project/uri';
import { files } from '../files';
import { makeParts, type TestParts } from '../parts';
import {
  makeFolderInWorkspace,
  makeFolderOutside,
  workspaceRoot,
  type TemporaryFolder,
} from '../temporaryFolder';

describe('Target folder', () => {
  let folder: TemporaryFolder;
  let outside: TemporaryFolder;

  beforeEach(async () => {
    folder = await makeFolderInWorkspace();
    outside = await makeFolderOutside();
  });

  afterEach(async () => {
    await folder.remove();
    await outside.remove();
  });

  const check = (fsPath: string): Promise<unknown> =>
    checkTargetFolder(files, vscode.Uri.file(fsPath).toString());
  const refuses = (fsPath: string, details: Partial<ErrorDetails>): Promise<void> =>
    assert.rejects(check(fsPath), isError('cannotSave', details));

  it('may be the workspace folder itself, one in it, or one that is still to be made', async () => {
    await check(workspaceRoot().fsPath);
    await check(folder.fsPath);
    await check(folder.at('not', 'there', 'yet'));
  });

  it('the check leaves nothing behind and makes no folder', async () => {
    const before = await readdir(workspaceRoot().fsPath);
    await check(folder.at('not', 'there', 'yet'));
    assert.deepEqual(await readdir(folder.fsPath), []);
    assert.deepEqual(await readdir(workspaceRoot().fsPath), before);
  });

  it('is refused outside the workspace, and nothing is written there', async () => {
    await refuses(outside.fsPath, { reason: 'outsideWorkspace' });
    await refuses(path.dirname(workspaceRoot().fsPath), { reason: 'outsideWorkspace' });
    assert.deepEqual(await readdir(outside.fsPath), []);
  });

  it('is refused in a folder whose name only begins like that of the workspace', async () => {
    const sibling = `${workspaceRoot().fsPath}-other`;
    await mkdir(sibling);
    try {
      await refuses(sibling, { reason: 'outsideWorkspace' });
      await refuses(path.join(sibling, 'images'), { reason: 'outsideWorkspace' });
    } finally {
      await rm(sibling, { recursive: true });
    }
  });

  it('is refused behind a link that leads outside, also for a folder that is still to be made', async () => {
    await symlink(outside.fsPath, folder.at('link'));
    await refuses(folder.at('link'), { reason: 'outsideWorkspace' });
    await refuses(folder.at('link', 'deep', 'er'), { reason: 'outsideWorkspace' });
    assert.deepEqual(await readdir(outside.fsPath), []);
  });

  it('is taken behind a link that stays inside', async () => {
    await mkdir(folder.at('real'));
    await symlink(folder.at('real'), folder.at('link'));
    await check(folder.at('link', 'images'));
  });

  it("is refused behind a link that leads into a tool's folder", async () => {
    await mkdir(folder.at('.git', 'hooks'), { recursive: true });
    await symlink(folder.at('.git', 'hooks'), folder.at('images'));
    await refuses(folder.at('images'), { reason: 'toolFolder' });
  });

  for (const name of ['.git', '.GIT', '.Git', '.vscode', '.VSCode']) {
    it(`is refused in ${name}, whether it exists or not`, async () => {
      await refuses(folder.at(name), { reason: 'toolFolder' });
      await refuses(folder.at(name, 'images'), { reason: 'toolFolder' });
      await mkdir(folder.at(name));
      await refuses(folder.at(name, 'images'), { reason: 'toolFolder' });
    });
  }

  it("a name that only begins like that of a tool's folder is taken", async () => {
    await check(folder.at('.github'));
    await check(folder.at('.vscode-images'));
  });

  it('is refused where a link leads nowhere', async () => {
    await symlink(outside.at('gone'), folder.at('link'));
    await refuses(folder.at('link'), { reason: 'missing', networkCode: 'ENOENT' });
    await refuses(folder.at('link', 'images'), { reason: 'missing', networkCode: 'ENOENT' });
  });

  it('is refused where a file stands in its place', async () => {
    await writeFile(folder.at('images'), 'a file');
    await refuses(folder.at('images'), { reason: 'notWritable', networkCode: 'ENOTDIR' });
    await refuses(folder.at('images', 'deep'), { reason: 'notWritable' });
  });

  describe('of the setting', () => {
    let parts: TestParts;

    beforeEach(async () => {
      parts = await makeParts();
    });

    afterEach(async () => {
      await set(undefined);
      await parts.dispose();
    });

    const set = async (value: string | undefined): Promise<void> => {
      const configuration = vscode.workspace.getConfiguration('easel', workspaceRoot());
      await configuration.update('outputFolder', value, vscode.ConfigurationTarget.Global);
    };
    const folderOf = async (): Promise<string> => {
      const folder = await defaultFolder(parts.parts);
      return path.relative(workspaceRoot().fsPath, fsPathOf(folder));
    };

    it('is images unless it says otherwise', async () => {
      assert.equal(await folderOf(), 'images');
      await set(' docs\\figures ');
      assert.equal(await folderOf(), path.join('docs', 'figures'));
    });

    for (const absolute of ['/etc', 'C:\\Windows', '\\\\server\\share', 'C:/Windows']) {
      it(`${absolute} is refused: a setting is relative to the workspace`, async () => {
        await set(absolute);
        await assert.rejects(folderOf(), isError('cannotSave', { reason: 'absoluteSetting' }));
      });
    }

    for (const wrong of ['/etc', '../../x', '.git/images']) {
      it(`${wrong} is shown in the panel as it is written, with what is wrong`, async () => {
        await set(wrong);
        const { label, problem } = await folderView(undefined, parts.parts);
        assert.equal(label, wrong);
        assert.match(problem ?? '', /easel\.outputFolder/u);
      });
    }

    it('is shown without a problem where it can be used, and nothing is written for that', async () => {
      const before = await readdir(workspaceRoot().fsPath);
      await set('docs/figures');
      assert.deepEqual(await folderView(undefined, parts.parts), { uri: '', label: 'docs/figures' });
      assert.deepEqual(await readdir(workspaceRoot().fsPath), before);
    });

    for (const climbing of ['..', '../other', 'images/../../other', '..\\other']) {
      it(`${climbing} is refused before anything is paid`, async () => {
        await set(climbing);
        const uri = await defaultFolder(parts.parts);
        await assert.rejects(
          checkTargetFolder(files, uri),
          isError('cannotSave', { reason: 'outsideWorkspace' }),
        );
      });
    }
  });
});
