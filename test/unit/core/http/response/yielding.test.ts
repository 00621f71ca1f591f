import assert from 'node:assert/strict';
import { inTurns, Turn } from '../../../../../src/core/http/response/yielding';

const chunks = 100;

describe('A large answer that is there all at once', () => {
  it('lets the event loop come round whenever its turn has taken 4 ms', async () => {
    for (const milliseconds of [0.1, 1, 7]) {
      const work = { done: 0, inTurn: 0, longest: 0, received: 0 };
      const startTurn = (): void => {
        work.inTurn = 0;
        counting = setImmediate(startTurn);
      };
      let counting = setImmediate(startTurn);
      for await (const { length } of inTurns(allAtOnce(), new Turn(() => work.done))) {
        work.received += length;
        work.done += milliseconds;
        work.inTurn += milliseconds;
        work.longest = Math.max(work.longest, work.inTurn);
      }
      clearImmediate(counting);
      assert.equal(work.received, chunks);
      assert.ok(
        work.longest <= 4 + 2 * milliseconds,
        `${work.longest} ms, ${milliseconds} ms for each chunk`,
      );
    }
  });

  it('is taken as it comes while that is quick, since what waits piles up', async () => {
    let rounds = 0;
    const countRound = (): void => {
      rounds += 1;
      counting = setImmediate(countRound);
    };
    let counting = setImmediate(countRound);
    let last = 0;
    for await (const { length } of inTurns(allAtOnce(), new Turn(() => 0))) {
      last = length > 0 ? rounds : last;
    }
    clearImmediate(counting);
    assert.equal(last, 0);
  });
});

// eslint-disable-next-line @typescript-eslint/require-await -- Nothing to wait for is what this is about.
async function* allAtOnce(): AsyncGenerator<Buffer> {
  for (let index = 0; index < chunks; index++) {
    yield Buffer.alloc(1);
  }
}
