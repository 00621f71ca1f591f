import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import {
  forgetOriginal,
  keepOriginal,
  keptFile,
  listKept,
  type KeepBounds,
} from '../../../../src/core/storage/originalStore';
import { sha256Of } from '../../../../src/core/util/sha256';

describe('Kept originals', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'easel-kept-'));
  });

  afterEach(() => rm(folder, { recursive: true, force: true }));

  const keep = (text: string, bounds?: KeepBounds) =>
    keepOriginal(
      folder,
      { uri: `file:///${text}.png`, bytes: Buffer.from(text), format: 'png', replacedBy: 'f00' },
      bounds,
    );
  const namesKept = async (): Promise<readonly string[]> => (await listKept(folder)).map(({ uri }) => uri);

  it('the very bytes are there, with what they were and what took their place', async () => {
    const kept = await keep('old');
    assert.equal(await readFile(keptFile(folder, kept), 'utf8'), 'old');
    assert.equal(kept.sha256, await sha256Of(Buffer.from('old')));
    assert.deepEqual(await listKept(folder), [kept]);
  });

  it('the oldest make room when there are too many, and nothing of them is left', async () => {
    for (const text of ['a', 'b', 'c']) {
      await keep(text, { files: 2, bytes: 1000 });
    }
    assert.equal((await namesKept()).length, 2);
    assert.ok((await namesKept()).includes('file:///c.png'));
    assert.equal((await readdir(folder)).length, 4);
  });

  it('the oldest make room when they are too large together, but the newest is kept whatever its size', async () => {
    await keep('aaaa', { files: 50, bytes: 10 });
    await keep('bbbb', { files: 50, bytes: 10 });
    await keep('c'.repeat(99), { files: 50, bytes: 10 });
    assert.deepEqual(await namesKept(), [`file:///${'c'.repeat(99)}.png`]);
  });

  it('bytes without a record, and records without sense, make room as well, the oldest first', async () => {
    for (let age = 1; age <= 60; age++) {
      for (const ending of ['png', 'json']) {
        const file = path.join(folder, `${randomUUID()}.${ending}`);
        await writeFile(file, `${age}`);
        await utimes(file, age, age);
      }
    }
    const kept = await keep('old', { files: 5, bytes: 1000 });
    const names = await readdir(folder);
    assert.equal(names.length, 2 + 5);
    const texts = await Promise.all(names.map((name) => readFile(path.join(folder, name), 'utf8')));
    assert.deepEqual(texts.filter((text) => /^\d+$/.test(text)).sort(), ['58', '59', '59', '60', '60']);
    assert.deepEqual(await listKept(folder), [kept]);
  });

  it('what is forgotten is gone, and twice does no harm', async () => {
    const kept = await keep('old');
    await forgetOriginal(folder, kept);
    await forgetOriginal(folder, kept);
    assert.deepEqual(await readdir(folder), []);
  });

  it('a broken record is passed over, and so is a folder that is not there', async () => {
    await writeFile(path.join(folder, 'x.json'), '{"id":"../../etc"}');
    const kept = await keep('old');
    assert.deepEqual(await listKept(folder), [kept]);
    assert.deepEqual(await listKept(path.join(folder, 'nowhere')), []);
  });
});
