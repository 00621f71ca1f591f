import assert from 'node:assert/strict';
import { mkdir, readdir, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { entriesDirectory } from '../../../../src/core/journal/pendingEntries';
import { trimKept } from '../../../../src/core/journal/trimKept';
import { makeTemporaryFolder, removeTemporaryFolder } from '../../../temporaryFolder';

describe('The folder of images that could not be saved', () => {
  let storage = '';
  beforeEach(() => {
    storage = makeTemporaryFolder('trim-kept');
  });
  afterEach(() => removeTemporaryFolder(storage));

  const inStorage = (...names: readonly string[]): string => path.join(storage, ...names);
  const id = (number: number): string => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;

  /** The name tells the age: the lower the older. */
  async function fill(names: readonly string[]): Promise<void> {
    await mkdir(inStorage('unsaved'), { recursive: true });
    for (const [age, name] of names.entries()) {
      await writeFile(inStorage('unsaved', name), 'x');
      await utimes(inStorage('unsaved', name), age + 1, age + 1);
    }
  }

  async function openRow(number: number): Promise<void> {
    const rows = entriesDirectory(inStorage('journal'), `file:///${number}`);
    await mkdir(rows, { recursive: true });
    await writeFile(path.join(rows, `${id(number)}.jsonl`), '');
  }

  const trim = (): Promise<void> =>
    trimKept(inStorage('unsaved'), inStorage('journal'), { maxBytes: 100, maxFiles: 3 });
  const left = async (): Promise<readonly string[]> => (await readdir(inStorage('unsaved'))).sort();

  it('loses the oldest broken ones, and those that belong to no call any more', async () => {
    const names = [
      'broken-1.bin',
      `${id(1)}-1.png`,
      `.easel-${id(1)}-abc.tmp`,
      'broken-2.bin',
      `${id(2)}-1.png`,
    ];
    await fill(names);
    await openRow(9);
    await trim();
    assert.deepEqual(await left(), names.slice(-3).sort());
  });

  it('keeps what a call on record still owes, however old it is and however much', async () => {
    const owed = [1, 2, 3].flatMap((each) => [
      `${id(each)}-1.png`,
      `${id(each)}-2.webp`,
      `.easel-${id(each)}-a.tmp`,
    ]);
    await fill([...owed, ...['a', 'b', 'c', 'd', 'e'].map((each) => `broken-${each}.bin`)]);
    for (const each of [1, 2, 3]) {
      await openRow(each);
    }
    await trim();
    assert.deepEqual(await left(), [...owed, 'broken-c.bin', 'broken-d.bin', 'broken-e.bin'].sort());
  });

  it('is left alone where the journal cannot be looked at', async () => {
    await fill([1, 2, 3, 4, 5].map((each) => `${id(each)}-1.png`));
    await writeFile(inStorage('journal'), '');
    await trim();
    assert.equal((await left()).length, 5);
  });
});
