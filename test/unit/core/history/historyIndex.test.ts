import assert from 'node:assert/strict';
import { rm, stat } from 'node:fs/promises';
import { entryId } from '../../../../src/core/history/historyLine';
import { rewriteHistory } from '../../../../src/core/history/historyFile';
import { readPrompts, searchPrompts } from '../../../../src/core/history/historySearch';
import { entry, line, makeHistory, numbersOf, readAll } from './entries';

const removedBefore = Date.now();
const idOf = (number: number): string => entryId(entry(number));
const downFrom = (newest: number): readonly number[] =>
  Array.from({ length: newest + 1 }, (_, index) => newest - index);

describe('The index of the history', () => {
  let history: Awaited<ReturnType<typeof makeHistory>>;

  afterEach(() => history.remove());

  it('reads the end of 10,000 entries first, in one step', async () => {
    history = await makeHistory(10_000);
    const index = history.index();
    await index.readOlder();
    assert.ok((await stat(history.file)).size > 4_000_000);
    assert.ok(index.bytesRead < 600_000, `${index.bytesRead} bytes`);
    assert.deepEqual(numbersOf(index).slice(0, 3), [9999, 9998, 9997]);
    assert.equal(index.isComplete, false);
  });

  it('reads every entry of 10,000 once, and little twice', async () => {
    history = await makeHistory(10_000);
    const index = history.index();
    await readAll(index);
    assert.deepEqual(numbersOf(index), downFrom(9999));
    const { size } = await stat(history.file);
    assert.ok(index.bytesRead < size * 1.2, `${index.bytesRead} of ${size} bytes`);
  });

  it('reads of a range as many bytes as its entries have, up to a bound', async () => {
    history = await makeHistory(10_000);
    const index = history.index();
    await readAll(index);
    const before = index.bytesRead;
    const rows = index.rows.slice(5000, 5060);
    const entries = await index.readEntries(rows, 20_000);
    assert.ok(index.bytesRead - before <= 20_000);
    assert.ok(entries.length > 10 && entries.length < 60);
    assert.deepEqual(entries[0]?.recipe.prompt, 'Image number 4999, a lighthouse');
  });

  for (const step of [64, 1000, 5000]) {
    it(`finds the same in steps of ${step} bytes, which end within lines`, async () => {
      history = await makeHistory(40);
      const index = history.index(step);
      await readAll(index);
      assert.deepEqual(numbersOf(index), downFrom(39));
      await history.append(line(entry(40)) + line(entry(41)));
      assert.equal(await index.readNewer(), true);
      assert.deepEqual(numbersOf(index), downFrom(41));
    });
  }

  it('reads what another window appends, and nothing twice', async () => {
    history = await makeHistory(3);
    const index = history.index();
    await readAll(index);
    assert.equal(await index.readNewer(), false);
    await history.append(line(entry(3)));
    assert.equal(await index.readNewer(), true);
    assert.equal(await index.readNewer(), false);
    assert.deepEqual(numbersOf(index), [3, 2, 1, 0]);
  });

  it('begins where there is no file yet', async () => {
    history = await makeHistory(0);
    const index = history.index();
    await readAll(index);
    await history.append(line(entry(0)));
    await index.readNewer();
    assert.deepEqual(numbersOf(index), [0]);
  });

  it('begins at the end also where it is first asked for what is newer, and lists nothing twice', async () => {
    history = await makeHistory(40);
    const index = history.index(1000);
    assert.equal(await index.readNewer(), true);
    assert.equal(index.isComplete, false);
    await readAll(index);
    assert.deepEqual(numbersOf(index), downFrom(39));
  });

  it('begins anew where the file came after it and was written anew since', async () => {
    history = await makeHistory(0);
    const index = history.index();
    await rm(history.file);
    await readAll(index);
    await history.append(line(entry(0)) + line(entry(1)));
    await index.readNewer();
    await rewriteHistory(history.directory, { removedBefore, isToGo: ({ uri }) => uri.endsWith('/0.png') });
    await history.append(line(entry(2)) + line(entry(3)));
    assert.equal(await index.readNewer(), true);
    assert.deepEqual(numbersOf(index), [3, 2, 1]);
    assert.equal((await index.readEntries(index.rows, Infinity)).every(Boolean), true);
  });

  it('waits for the end of a line that is being written', async () => {
    history = await makeHistory(2);
    const whole = line(entry(2));
    await history.append(whole.slice(0, 50));
    const index = history.index();
    await readAll(index);
    assert.equal(await index.readNewer(), false);
    assert.deepEqual(numbersOf(index), [1, 0]);
    await history.append(whole.slice(50));
    await index.readNewer();
    assert.deepEqual(numbersOf(index), [2, 1, 0]);
  });

  it('passes over torn lines, lines of a later release and entries of other workspaces', async () => {
    history = await makeHistory(1);
    await history.append(
      '{"workspaceFolder":"fi\n' +
        line({ event: 'printed', id: 'x' }) +
        line({ ...entry(1), workspaceFolder: 'file:///other' }) +
        line(entry(2)),
    );
    const index = history.index();
    await readAll(index);
    assert.deepEqual(numbersOf(index), [2, 0]);
  });

  it('lets the last word about an entry count, in whichever direction it is read', async () => {
    history = await makeHistory(4);
    const uri = 'file:///project/art/17.png';
    const marks =
      line({ event: 'moved', id: idOf(1), uri: 'file:///project/elsewhere/16.png' }) +
      line({ event: 'moved', id: idOf(1), uri }) +
      line({ event: 'removed', id: idOf(2), removed: true }) +
      line({ event: 'removed', id: idOf(3), removed: true }) +
      line({ event: 'removed', id: idOf(3), removed: false }) +
      line({ event: 'starred', id: idOf(0), starred: true });
    const forward = history.index();
    await readAll(forward);
    await history.append(marks);
    await forward.readNewer();
    const backward = history.index(200);
    await readAll(backward);
    for (const index of [forward, backward]) {
      assert.deepEqual(numbersOf(index), [3, 17, 0]);
      assert.deepEqual([index.marks.isStarred(idOf(0)), index.marks.isStarred(idOf(1))], [true, false]);
    }
  });

  it('begins anew where the file was written anew', async () => {
    history = await makeHistory(5);
    const index = history.index();
    await readAll(index);
    await history.append(line({ event: 'removed', id: idOf(4), removed: true }));
    await rewriteHistory(history.directory, { removedBefore });
    await history.append(line(entry(5)).repeat(1) + line(entry(6)) + line(entry(7)));
    assert.equal(await index.readNewer(), true);
    assert.deepEqual(numbersOf(index), [7, 6, 5, 3, 2, 1, 0]);
    assert.equal((await index.readEntries(index.rows, Infinity)).every(Boolean), true);
  });

  it('holds a prompt that is longer than a step', async () => {
    history = await makeHistory(1);
    await history.append(line(entry(1, { recipe: { prompt: 'long '.repeat(30_000) } })) + line(entry(2)));
    const index = history.index(4096);
    await readAll(index);
    assert.deepEqual(numbersOf(index), [2, 1, 0]);
    await history.append(line(entry(3, { recipe: { prompt: 'long '.repeat(30_000) } })));
    await index.readNewer();
    assert.deepEqual(numbersOf(index), [3, 2, 1, 0]);
  });
});

describe('The search in prompts', () => {
  let history: Awaited<ReturnType<typeof makeHistory>>;

  afterEach(() => history.remove());

  it('finds the entries that hold every word, in whichever case, newest first', async () => {
    history = await makeHistory(10_000);
    await history.append(line(entry(10_000, { recipe: { prompt: 'Ein Leuchtturm an der KÜSTE' } })));
    const index = history.index();
    await readAll(index);
    const found = async (text: string): Promise<readonly string[]> => {
      const uris: string[] = [];
      for await (const rows of searchPrompts(index, index.rows, text)) {
        uris.push(...rows.map(({ uri }) => uri.slice(uri.lastIndexOf('/') + 1)));
      }
      return uris;
    };
    assert.deepEqual(await found('küste LEUCHT'), ['10000.png']);
    assert.deepEqual(await found('lighthouse 777'), [
      '9777.png',
      '8777.png',
      '7779.png',
      '7778.png',
      '7777.png',
      '7776.png',
      '7775.png',
      '7774.png',
      '7773.png',
      '7772.png',
      '7771.png',
      '7770.png',
      '6777.png',
      '5777.png',
      '4777.png',
      '3777.png',
      '2777.png',
      '1777.png',
      '777.png',
    ]);
    assert.deepEqual(await found('nowhere'), []);
  });

  it('reads in blocks, not the whole file at once', async () => {
    history = await makeHistory(10_000);
    const index = history.index();
    await readAll(index);
    const before = index.bytesRead;
    await searchPrompts(index, index.rows, 'lighthouse').next();
    assert.ok(index.bytesRead - before <= 256 * 1024);
  });

  it('looks at what was written, not at what was put around it', async () => {
    history = await makeHistory(0);
    const promptParts = { own: 'A kettle', presets: [], styleFile: true };
    const recipe = { prompt: 'A kettle\n\nFlat shapes, no outlines', promptParts };
    await history.append(line(entry(1, { recipe })));
    const index = history.index();
    await readAll(index);
    const count = async (text: string): Promise<number> => {
      let found = 0;
      for await (const rows of searchPrompts(index, index.rows, text)) {
        found += rows.length;
      }
      return found;
    };
    assert.deepEqual([await count('kettle'), await count('outlines')], [1, 0]);
  });

  it('gives the prompts of the newest entries by one read, and none of a line that is gone', async () => {
    history = await makeHistory(1000);
    const index = history.index();
    await index.readOlder();
    const rows = index.rows.slice(0, 100);
    const before = index.bytesRead;
    const prompts = await readPrompts(index, rows);
    assert.deepEqual(
      prompts.slice(0, 2),
      [entry(999), entry(998)].map(({ recipe }) => recipe.prompt),
    );
    assert.equal(prompts.length, 100);
    assert.equal(
      index.bytesRead - before,
      rows.reduce((sum, { length }) => sum + length + 1, -1),
    );
    await rm(history.file);
    assert.deepEqual(await readPrompts(index, rows.slice(0, 2)), ['', '']);
  });
});
