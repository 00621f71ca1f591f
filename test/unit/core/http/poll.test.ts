import assert from 'node:assert/strict';
import { EaselError } from '../../../../src/core/model/errors';
import { pollTask, type TaskState } from '../../../../src/core/http/poll';
import { fakeClock, neverAborted } from './loopback';

type Step = 'waiting' | 'done' | Error;

/** Answers the steps in order, and the last one for ever. */
function asking(...steps: readonly Step[]): {
  ask: () => Promise<TaskState<string>>;
  readonly count: number;
} {
  let count = 0;
  return {
    ask() {
      const step = steps[Math.min(count, steps.length - 1)]!;
      count += 1;
      if (step instanceof Error) {
        return Promise.reject(step);
      }
      return Promise.resolve(step === 'done' ? { state: 'done', value: 'image' } : { state: 'waiting' });
    },
    get count() {
      return count;
    },
  };
}

describe('polling', () => {
  it('waits 2 s, then half as long again each time, at most 30 s', async () => {
    const clock = fakeClock();
    const { ask } = asking(...Array.from({ length: 9 }, () => 'waiting' as const), 'done');
    assert.equal(await pollTask({ ask, clock, signal: neverAborted() }), 'image');
    assert.deepEqual(
      clock.sleeps.map((milliseconds) => Math.round(milliseconds)),
      [2000, 3000, 4500, 6750, 10_125, 15_188, 22_781, 30_000, 30_000, 30_000],
    );
  });

  it('asks at once for a task that was submitted earlier, and then waits as ever', async () => {
    const clock = fakeClock();
    const { ask } = asking('waiting', 'waiting', 'done');
    await pollTask({ ask, clock, signal: neverAborted(), isResumed: true });
    assert.deepEqual(clock.sleeps, [0, 2000, 3000]);
  });

  it('shortens or lengthens each wait by up to a fifth', async () => {
    for (const [random, first] of [
      [0, 1600],
      [0.999999, 2400],
    ] as const) {
      const clock = fakeClock({ random });
      await pollTask({ ...asking('done'), clock, signal: neverAborted() });
      assert.equal(Math.round(clock.sleeps[0]!), first);
    }
  });

  it('waits at least 5 s after a 429, or as long as it asks', async () => {
    const clock = fakeClock();
    const limited = new EaselError('rateLimited', { status: 429 });
    const longer = new EaselError('rateLimited', { status: 429, retryAfterSeconds: 20 });
    await pollTask({ ...asking(limited, longer, 'done'), clock, signal: neverAborted() });
    assert.deepEqual(clock.sleeps, [2000, 5000, 20_000]);
  });

  it('goes on through network failures, 5xx and pages of a proxy', async () => {
    const { ask } = asking(
      new EaselError('unreachable', { networkCode: 'ECONNRESET' }),
      new EaselError('timedOut', { status: 504 }),
      new EaselError('unexpectedAnswer', { status: 502 }),
      new EaselError('unexpectedAnswer', { status: 200, reason: 'html' }),
      'done',
    );
    assert.equal(await pollTask({ ask, clock: fakeClock(), signal: neverAborted() }), 'image');
  });

  it('does not count the hours for which the machine was asleep', async () => {
    const clock = fakeClock();
    const eightHours = 8 * 60 * 60_000;
    const asleep: typeof clock = {
      ...clock,
      sleep: async (milliseconds, signal) => {
        await clock.sleep(milliseconds, signal);
        clock.pass(clock.sleeps.length === 2 ? eightHours : 0);
      },
    };
    // The network is not up yet when the machine wakes.
    const { ask } = asking('waiting', new EaselError('unreachable', { networkCode: 'ENETDOWN' }), 'done');
    assert.equal(await pollTask({ ask, clock: asleep, signal: neverAborted() }), 'image');
    const endless = pollTask({ ...asking('waiting'), clock: asleep, signal: neverAborted() });
    await assert.rejects(endless, { kind: 'timedOut' });
  });

  it('stops at every other refusal', async () => {
    for (const error of [
      new EaselError('unauthorized', { status: 401 }),
      new EaselError('invalidRequest', { status: 404 }),
      new EaselError('outOfCredit', { status: 402 }),
      new EaselError('refusedByPolicy', { status: 200 }),
      new EaselError('unexpectedAnswer', { status: 418 }),
      new TypeError('a mistake'),
    ]) {
      const asked = asking(error);
      await assert.rejects(
        pollTask({ ...asked, clock: fakeClock(), signal: neverAborted() }),
        (e) => e === error,
      );
      assert.equal(asked.count, 1);
    }
  });

  it('ends after 15 minutes with timedOut, and asks once more at the very end', async () => {
    const clock = fakeClock();
    const asked = asking('waiting');
    const start = clock.now();
    await assert.rejects(pollTask({ ...asked, clock, signal: neverAborted() }), {
      kind: 'timedOut',
      details: { maybeBilled: true },
    });
    assert.equal(clock.now() - start, 15 * 60_000);
    assert.equal(asked.count, clock.sleeps.length);
  });

  it('stops at once when it is cancelled within a wait', async () => {
    const controller = new AbortController();
    const asked = asking('waiting');
    const polling = pollTask({ ...asked, clock: fakeClock({ longest: 0 }), signal: controller.signal });
    setImmediate(() => controller.abort());
    await assert.rejects(polling, { name: 'AbortError' });
    assert.equal(asked.count, 0);
  });

  it('stops when it is cancelled within a question, whatever the question throws', async () => {
    const controller = new AbortController();
    const error = new EaselError('unreachable');
    const ask = (): Promise<TaskState<string>> => {
      controller.abort();
      return Promise.reject(error);
    };
    await assert.rejects(
      pollTask({ ask, clock: fakeClock(), signal: controller.signal }),
      (e) => e === error,
    );
  });

  it('ends where the server itself has been out of reach for as long as is bearable, and not before', async () => {
    const gone = new EaselError('unreachable', { networkCode: 'ECONNREFUSED' });
    const busy = new EaselError('unexpectedAnswer', { status: 503 });
    const policy = { firstWait: 500, factor: 1.3, longestWait: 3000, longestSilence: 40_000 };
    const clock = fakeClock();
    const begun = clock.now();
    await assert.rejects(
      pollTask({ ...asking('waiting', gone), clock, signal: neverAborted(), policy }),
      gone,
    );
    assert.ok(clock.now() - begun <= 60_000);
    const steps = Array.from({ length: 60 }, (_, index) => [gone, gone, busy][index % 3]!);
    const back = asking(...steps, 'done');
    assert.equal(await pollTask({ ...back, clock: fakeClock(), signal: neverAborted(), policy }), 'image');
  });
});
