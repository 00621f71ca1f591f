import assert from 'node:assert/strict';
import {
  isAbsoluteFolder,
  namesVariable,
  withoutWorkspaceFolder,
} from '../../../../src/core/storage/folderSetting';

describe('The setting for the folder of images', () => {
  const refused = [
    '~',
    '~/Pictures',
    '~user/x',
    '${userHome}/x',
    '${env:HOME}/x',
    'a/${date}',
    '${workspaceFolder:b}/c',
  ];
  for (const folder of [...refused, '$HOME/x', 'a/$HOME', '%USERPROFILE%\\x', '${workspaceFolder}/${x}']) {
    it(`takes ${folder} for no name`, () => {
      assert.ok(namesVariable(withoutWorkspaceFolder(folder)));
    });
  }

  for (const folder of ['images', 'docs/images', 'a~b', 'draft~/x', '100%', '50% off', 'price-$5', '图片']) {
    it(`takes ${folder} as it is`, () => {
      assert.equal(withoutWorkspaceFolder(folder), folder);
      assert.ok(!namesVariable(folder));
    });
  }

  for (const folder of [
    '/etc',
    '\\\\server\\share',
    '\\etc',
    'C:\\x',
    'C:/x',
    'C:x',
    'c:',
    '//server/share',
  ]) {
    it(`takes ${folder} for absolute on every platform`, () => {
      assert.ok(isAbsoluteFolder(folder));
    });
  }

  for (const folder of ['', '.', 'images', 'docs\\images', '~', 'ab:c']) {
    it(`takes ${JSON.stringify(folder)} for relative on every platform`, () => {
      assert.ok(!isAbsoluteFolder(folder));
    });
  }

  it('is relative to the workspace folder, also where that is named', () => {
    assert.equal(withoutWorkspaceFolder('${workspaceFolder}/images'), 'images');
    assert.equal(withoutWorkspaceFolder('${workspaceRoot}\\images'), 'images');
    assert.equal(withoutWorkspaceFolder('${workspaceFolder}'), '');
  });
});
