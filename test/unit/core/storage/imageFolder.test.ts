import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { localFolder, type NewFile } from '../../../../src/core/storage/imageFolder';
import { makeTemporaryFolder, removeTemporaryFolder } from '../../../temporaryFolder';
import { failure } from './failure';

describe('An image on a disk without hard links', () => {
  let directory: string;

  beforeEach(() => {
    directory = makeTemporaryFolder('links');
  });

  afterEach(() => removeTemporaryFolder(directory));

  const file: NewFile = {
    bytes: Buffer.from('image'),
    stem: 'fox',
    ending: 'png',
    temporary: '.easel-test.tmp',
    claim: () => Promise.resolve(),
  };
  const save = (code: string): Promise<string> =>
    localFolder(directory, () => Promise.reject(failure(code))).save(file);

  for (const code of [
    'EPERM',
    'ENOTSUP',
    'EOPNOTSUPP',
    'ENOSYS',
    'EMLINK',
    'EXDEV',
    'EISDIR',
    'EINVAL',
    'EACCES',
    'EBUSY',
    'UNKNOWN',
  ]) {
    it(`is written under its name when linking fails with ${code}`, async () => {
      assert.equal(await save(code), 'fox.png');
      assert.equal(await readFile(path.join(directory, 'fox.png'), 'utf8'), 'image');
      assert.deepEqual(await readdir(directory), ['fox.png']);
    });
  }

  it('never goes over another file there', async () => {
    await save('EPERM');
    assert.equal(await save('EPERM'), 'fox-2.png');
  });

  for (const code of ['ENOSPC', 'EDQUOT', 'EROFS', 'EIO']) {
    it(`is not written when linking fails with ${code}, and nothing is left behind`, async () => {
      await assert.rejects(save(code), { code });
      assert.deepEqual(await readdir(directory), []);
    });
  }
});
