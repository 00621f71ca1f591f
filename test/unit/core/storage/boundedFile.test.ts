import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { readBoundedLocalFile } from '../../../../src/core/storage/boundedFile';
import { makeTemporaryFolder, removeTemporaryFolder } from '../../../temporaryFolder';

describe('A small file of the workspace', () => {
  let directory: string;
  const at = (...names: string[]): string => path.join(directory, ...names);
  const read = (...names: string[]) => readBoundedLocalFile(at('project'), at(...names), 10);

  beforeEach(() => {
    directory = makeTemporaryFolder('bounded');
    mkdirSync(at('project'));
    mkdirSync(at('elsewhere'));
    writeFileSync(at('elsewhere', 'secret'), 'secret');
  });

  afterEach(() => removeTemporaryFolder(directory));

  it('is read as it is, up to the limit', async () => {
    writeFileSync(at('project', 'a'), '0123456789');
    assert.equal(String(await read('project', 'a')), '0123456789');
  });

  it('is refused past the limit', async () => {
    writeFileSync(at('project', 'a'), '0123456789a');
    assert.equal(await read('project', 'a'), 'tooLarge');
  });

  it('may be missing, with its folder too', async () => {
    assert.equal(await read('project', 'a'), undefined);
    assert.equal(await read('project', 'b', 'a'), undefined);
  });

  it('is no link, no folder and no pipe', async () => {
    writeFileSync(at('project', 'a'), 'a');
    symlinkSync(at('project', 'a'), at('project', 'link'));
    execFileSync('mkfifo', [at('project', 'pipe')]);
    mkdirSync(at('project', 'folder'));
    for (const name of ['link', 'pipe', 'folder']) {
      assert.equal(await read('project', name), 'notRegular', name);
    }
  });

  it('is no link on Windows either, whose files are opened without that question', async () => {
    writeFileSync(at('project', 'a'), 'a');
    symlinkSync(at('project', 'a'), at('project', 'link'));
    assert.equal(await readBoundedLocalFile(at('project'), at('project', 'link'), 10, 0), 'notRegular');
    assert.equal(String(await readBoundedLocalFile(at('project'), at('project', 'a'), 10, 0)), 'a');
  });

  it('lies within the folder, also by its real path', async () => {
    symlinkSync(at('elsewhere'), at('project', 'linked'));
    assert.equal(await read('project', 'linked', 'secret'), 'notRegular');
    assert.equal(await read('elsewhere', 'secret'), 'notRegular');
  });
});
