import assert from 'node:assert/strict';
import { readFile, readdir, writeFile } from 'node:fs/promises';
import { appendLines, rewriteHistory } from '../../../../src/core/history/historyFile';
import { entryId } from '../../../../src/core/history/historyLine';
import { entry, line, makeHistory, numbersOf, readAll } from './entries';

const removedBefore = Date.now();
const idOf = (number: number): string => entryId(entry(number));

describe('The history file', () => {
  let history: Awaited<ReturnType<typeof makeHistory>>;

  afterEach(() => history.remove());

  const numbers = async (): Promise<readonly number[]> => {
    const index = history.index();
    await readAll(index);
    return numbersOf(index);
  };

  it('keeps a new entry apart from a line that a crash has torn', async () => {
    history = await makeHistory(1);
    await history.append('{"workspaceFolder":"file:///pro');
    await appendLines(history.directory, [entry(1)]);
    assert.deepEqual(await numbers(), [1, 0]);
  });

  it('is read and written anew with the line ends of Windows', async () => {
    history = await makeHistory(3);
    await writeFile(history.file, (await readFile(history.file, 'utf8')).replaceAll('\n', '\r\n'));
    await appendLines(history.directory, [{ event: 'removed', id: idOf(1), removed: true }]);
    assert.deepEqual(await numbers(), [2, 0]);
    await rewriteHistory(history.directory, { removedBefore: Date.now() + 1000 });
    assert.deepEqual(await numbers(), [2, 0]);
  });

  it('is freed of removed entries when it is written anew, and of nothing else', async () => {
    history = await makeHistory(4);
    await history.append(line({ event: 'printed', id: 'of a later release' }));
    await appendLines(history.directory, [
      { event: 'removed', id: idOf(1), removed: true },
      { event: 'starred', id: idOf(2), starred: true },
      { event: 'moved', id: idOf(3), uri: 'file:///project/33.png' },
    ]);
    const gone = await rewriteHistory(history.directory, { removedBefore });
    assert.deepEqual(
      gone?.map(({ uri }) => uri),
      ['file:///project/images/1.png'],
    );
    const text = await readFile(history.file, 'utf8');
    assert.ok(!text.includes('number 1,'));
    assert.ok(text.includes('of a later release'));
    const index = history.index();
    await readAll(index);
    assert.deepEqual(numbersOf(index), [33, 2, 0]);
    assert.ok(index.marks.isStarred(idOf(2)));
    assert.deepEqual(await readdir(history.directory), ['history.jsonl']);
  });

  it('holds an entry that was removed a moment ago, so that this can be taken back', async () => {
    history = await makeHistory(3);
    await appendLines(history.directory, [
      { event: 'removed', id: idOf(1), removed: true, at: 1000 },
      { event: 'removed', id: idOf(2), removed: true, at: 2000 },
    ]);
    const gone = await rewriteHistory(history.directory, { removedBefore: 2000 });
    assert.deepEqual(
      gone?.map(({ id }) => id),
      [idOf(1)],
    );
    assert.deepEqual(await numbers(), [0]);
    await appendLines(history.directory, [{ event: 'removed', id: idOf(2), removed: false, at: 3000 }]);
    assert.deepEqual(await numbers(), [2, 0]);
  });

  it('keeps the ids of entries that say none, whatever is written anew', async () => {
    history = await makeHistory(2);
    await appendLines(history.directory, [{ event: 'moved', id: idOf(1), uri: 'file:///project/11.png' }]);
    await rewriteHistory(history.directory, { removedBefore });
    await rewriteHistory(history.directory, { removedBefore });
    const index = history.index();
    await readAll(index);
    assert.deepEqual(
      index.rows.map(({ id }) => id),
      [idOf(1), idOf(0)],
    );
  });

  it('keeps what a later release has written, word for word, when it is written anew', async () => {
    history = await makeHistory(0);
    const later = { id: 'later', ...entry(1), recipe: { version: 2, steps: ['a lighthouse'] } };
    const unknown = { layer: 'of an image', of: 'later' };
    const added = { ...entry(2), id: 'known', mood: 'calm', recipe: { ...entry(2).recipe, seed: 7 } };
    await history.append(line(later) + line(unknown) + line(added) + '{"torn\n');
    await appendLines(history.directory, [
      { event: 'starred', id: 'later', starred: true },
      { event: 'moved', id: 'known', uri: 'file:///project/22.png' },
    ]);
    assert.deepEqual(await rewriteHistory(history.directory, { removedBefore }), []);
    const [, ...kept] = (await readFile(history.file, 'utf8')).split('\n').slice(0, -1);
    assert.deepEqual(
      kept.map((text) => JSON.parse(text) as unknown),
      [
        later,
        { event: 'starred', id: 'later', starred: true },
        unknown,
        { ...added, uri: 'file:///project/22.png' },
      ],
    );
  });

  it('loses the entries of a later release that are to go', async () => {
    history = await makeHistory(0);
    const later = { ...entry(1), recipe: { version: 2, steps: ['a lighthouse'] } };
    await history.append(line({ ...later, id: 'cleared' }) + line({ ...later, id: 'removed' }));
    await appendLines(history.directory, [{ event: 'removed', id: 'removed', removed: true }]);
    const gone = await rewriteHistory(history.directory, {
      removedBefore,
      isToGo: ({ id }) => id === 'cleared',
    });
    assert.deepEqual(
      gone?.map(({ id }) => id),
      ['cleared', 'removed'],
    );
    assert.doesNotMatch(await readFile(history.file, 'utf8'), /lighthouse/);
  });

  it('loses no entry that is appended while it is written anew', async () => {
    history = await makeHistory(2000);
    const appended = Array.from({ length: 20 }, (_, at) => 2000 + at);
    await Promise.all([
      ...appended.slice(0, 10).map((number) => appendLines(history.directory, [entry(number)])),
      rewriteHistory(history.directory, { removedBefore, isToGo: ({ uri }) => uri.endsWith('/7.png') }),
      ...appended.slice(10).map((number) => appendLines(history.directory, [entry(number)])),
    ]);
    const all = await numbers();
    assert.equal(all.length, 2019);
    // Nothing orders what is appended at the same time.
    assert.deepEqual(new Set(all.slice(0, 20)), new Set(appended));
  });
});
