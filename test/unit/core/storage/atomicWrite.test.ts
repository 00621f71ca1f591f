import assert from 'node:assert/strict';
import { chmod, lstat, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { replaceFile } from '../../../../src/core/storage/atomicWrite';

describe('Replacing the content of a file', () => {
  let folder: string;
  const at = (name: string): string => path.join(folder, name);

  beforeEach(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'easel-replace-'));
    await writeFile(at('logo.png'), 'old');
  });

  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('puts the new content in its place and leaves nothing else behind', async () => {
    await replaceFile(at('logo.png'), Buffer.from('new'));
    assert.equal(await readFile(at('logo.png'), 'utf8'), 'new');
    assert.deepEqual(await readdir(folder), ['logo.png']);
  });

  it('never writes into the old file: who has it open still reads the old content', async () => {
    const before = await stat(at('logo.png'));
    await replaceFile(at('logo.png'), Buffer.from('new'));
    assert.notEqual((await stat(at('logo.png'))).ino, before.ino);
  });

  it('keeps the permissions', async () => {
    await chmod(at('logo.png'), 0o666);
    await replaceFile(at('logo.png'), Buffer.from('new'));
    assert.equal((await stat(at('logo.png'))).mode & 0o777, 0o666);
  });

  it('a link stays a link, and its target gets the content', async () => {
    await symlink(at('logo.png'), at('link.png'));
    await replaceFile(at('link.png'), Buffer.from('new'));
    assert.ok((await lstat(at('link.png'))).isSymbolicLink());
    assert.equal(await readFile(at('logo.png'), 'utf8'), 'new');
  });

  it('makes no file where there was none', async () => {
    await assert.rejects(replaceFile(at('gone.png'), Buffer.from('new')), { code: 'ENOENT' });
    assert.deepEqual(await readdir(folder), ['logo.png']);
  });
});
