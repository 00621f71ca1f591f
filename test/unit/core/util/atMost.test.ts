import assert from 'node:assert/strict';
import { setImmediate } from 'node:timers/promises';
import { eachAtMost } from '../../../../src/core/util/atMost';

describe('So many at once', () => {
  it('and each once, in their order', async () => {
    const begun: number[] = [];
    let [atWork, most] = [0, 0];
    await eachAtMost(8, Array(2000).keys(), async (index) => {
      begun.push(index);
      atWork += 1;
      most = Math.max(most, atWork);
      await setImmediate();
      atWork -= 1;
    });
    assert.deepEqual(begun, [...Array(2000).keys()]);
    assert.equal(most, 8);
  });

  it('tells what failed when nothing is under way any more', async () => {
    const done: number[] = [];
    const run = eachAtMost(2, [1, 2, 3, 4], async (each) => {
      await setImmediate();
      if (each === 1) {
        throw new Error('one');
      }
      done.push(each);
    });
    await assert.rejects(run, { message: 'one' });
    assert.deepEqual(done, [2, 3, 4]);
  });
});
