import assert from 'node:assert/strict';
import type { Missing } from '../../../../src/extension/history/findMovedImages';
import { MovedImageSearch } from '../../../../src/extension/history/movedImageSearch';
import { entry } from '../../core/history/entries';

describe('The search for moved images', () => {
  const missing = (...numbers: readonly number[]): readonly Missing[] =>
    numbers.map((number) => ({ id: String(number), entry: entry(number) }));

  /** Looks that end when the test says so. */
  function makeSearch() {
    const looks: { readonly ids: readonly string[]; readonly end: (error?: Error) => void }[] = [];
    const search = new MovedImageSearch(
      (open) =>
        new Promise((resolve, reject) => {
          const end = (error?: Error): void => (error ? reject(error) : resolve());
          looks.push({ ids: open.map(({ id }) => id), end });
        }),
    );
    return { search, looks, ids: () => looks.map((look) => look.ids) };
  }

  it('looks once at a time, for all that wait by then, and for each once', async () => {
    const { search, looks, ids } = makeSearch();
    const done = search.lookFor(missing(1, 2));
    await search.lookFor(missing(2, 3));
    await search.lookFor(missing(4, 1));
    assert.deepEqual(ids(), [['1', '2']]);
    looks[0]?.end();
    await new Promise(setImmediate);
    assert.deepEqual(ids(), [
      ['1', '2'],
      ['3', '4'],
    ]);
    looks[1]?.end();
    await done;
    await search.lookFor(missing(1, 2, 3, 4));
    assert.equal(looks.length, 2);
  });

  it('goes on with the next images after a look that failed', async () => {
    const { search, looks, ids } = makeSearch();
    const failing = search.lookFor(missing(1));
    await search.lookFor(missing(2));
    looks[0]?.end(new Error('No search here.'));
    await assert.rejects(failing, /No search here/);
    void search.lookFor(missing(3));
    assert.deepEqual(ids(), [['1'], ['2', '3']]);
  });
});
