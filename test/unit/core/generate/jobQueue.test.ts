import assert from 'node:assert/strict';
import { setImmediate } from 'node:timers/promises';
import { JobQueue } from '../../../../src/core/generate/jobQueue';

describe('Queue of jobs', () => {
  const setUp = (limit: number) => {
    const started: string[] = [];
    const refused: string[] = [];
    let waiting: readonly string[] = [];
    const queue = new JobQueue({
      limit: () => limit,
      onMove: (ids) => {
        waiting = ids;
      },
    });
    const enter = (
      id: string,
      changes: { group?: string; groupLimit?: number; signal?: AbortSignal } = {},
    ): void => {
      const ticket = {
        id,
        group: 'a',
        groupLimit: Infinity,
        signal: new AbortController().signal,
        ...changes,
      };
      queue.enter(ticket).then(
        () => started.push(id),
        (error: unknown) => refused.push(`${id}: ${(error as Error).message}`),
      );
    };
    return { queue, enter, started, refused, waiting: () => waiting };
  };

  it('lets as many work as it may; the others follow in the order in which they came', async () => {
    const { queue, enter, started, waiting } = setUp(2);
    ['1', '2', '3', '4'].forEach((id) => enter(id));
    await setImmediate();
    assert.deepEqual(
      [started, waiting()],
      [
        ['1', '2'],
        ['3', '4'],
      ],
    );
    queue.leave('2');
    await setImmediate();
    assert.deepEqual([started, waiting()], [['1', '2', '3'], ['4']]);
    queue.leave('1');
    await setImmediate();
    assert.deepEqual([started, waiting()], [['1', '2', '3', '4'], []]);
  });

  it('lets another group pass one that is full', async () => {
    const { queue, enter, started } = setUp(3);
    enter('1', { groupLimit: 1 });
    enter('2', { groupLimit: 1 });
    enter('3', { group: 'b' });
    await setImmediate();
    assert.deepEqual(started, ['1', '3']);
    queue.leave('1');
    await setImmediate();
    assert.deepEqual(started, ['1', '3', '2']);
  });

  it('lets who waits give up, at once', async () => {
    const { queue, enter, started, refused, waiting } = setUp(1);
    const cancelled = new AbortController();
    enter('1');
    enter('2', { signal: cancelled.signal });
    enter('3');
    cancelled.abort(new Error('cancelled'));
    await setImmediate();
    assert.deepEqual([started, refused, waiting()], [['1'], ['2: cancelled'], ['3']]);
    queue.leave('1');
    await setImmediate();
    assert.deepEqual(started, ['1', '3']);
  });

  it('ends the waiting of one group with the same reason, and of no other', async () => {
    const { queue, enter, refused, waiting } = setUp(1);
    enter('1');
    enter('2');
    enter('3', { group: 'b' });
    enter('4');
    queue.refuse('a', new Error('no credit'));
    await setImmediate();
    assert.deepEqual(refused, ['2: no credit', '4: no credit']);
    assert.deepEqual(waiting(), ['3']);
  });

  it('does not count twice who leaves twice, or never had a turn', async () => {
    const { queue, enter, started } = setUp(1);
    ['1', '2', '3'].forEach((id) => enter(id));
    queue.leave('1');
    queue.leave('1');
    queue.leave('unknown');
    await setImmediate();
    assert.deepEqual(started, ['1', '2']);
  });

  it('one that is moved to the front gets the next turn, and the others keep their order', async () => {
    const { queue, enter, started, waiting } = setUp(1);
    ['1', '2', '3', '4'].forEach((id) => enter(id));
    queue.moveToFront('4');
    queue.moveToFront('1');
    assert.deepEqual(waiting(), ['4', '2', '3']);
    queue.leave('1');
    await setImmediate();
    assert.deepEqual(started, ['1', '4']);
  });
});
