import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { trimFolder } from '../../../../src/core/storage/trimFolder';

describe('A folder with bounds', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'easel-trim-'));
    // The name tells the age: 1 is the oldest.
    for (const age of [3, 1, 4, 2]) {
      const file = path.join(folder, String(age));
      await writeFile(file, Buffer.alloc(100));
      await utimes(file, age, age);
    }
  });

  afterEach(() => rm(folder, { recursive: true }));

  const left = async (bounds: { maxBytes?: number; maxFiles?: number }): Promise<string> => {
    await trimFolder(folder, { maxBytes: 1e9, maxFiles: 1e9, ...bounds });
    return (await readdir(folder)).sort().join(' ');
  };

  it('loses nothing while it keeps to them', async () => {
    assert.equal(await left({ maxBytes: 400, maxFiles: 4 }), '1 2 3 4');
  });

  it('loses the oldest files first, by bytes and by number', async () => {
    assert.equal(await left({ maxBytes: 399 }), '2 3 4');
    assert.equal(await left({ maxFiles: 2 }), '3 4');
  });

  it('keeps the newest file, however large', async () => {
    assert.equal(await left({ maxBytes: 1 }), '4');
  });
});
