import assert from 'node:assert/strict';
import type { Clock } from '../../src/core/model/clock';
import { isError } from '../unit/core/apis/isError';
import { fault } from './fault';
import { refuseWith, resetBeforeBody } from './faults';
import type { Scene } from './scene';

const day = 24 * 60 * 60_000;

/** The wall clock jumps a day to and fro at every look, and goes on as it was after the test. */
function makeWallClockJump(scene: Scene): void {
  const real = Date.now;
  let looks = 0;
  Date.now = () => real() + (looks++ % 2 === 0 ? day : -day);
  scene.afterwards(() => {
    Date.now = real;
    return Promise.resolve();
  });
}

/** A machine that sleeps for eight hours during the given wait, on a clock that counts them. */
function clockThatSleeps(scene: Scene, { duringWait }: { readonly duringWait: number }): Clock {
  let waits = 0;
  return {
    ...scene.clock,
    sleep: async (milliseconds, signal) => {
      await scene.clock.sleep(milliseconds, signal);
      scene.clock.pass(++waits === duringWait ? day / 3 : 0);
    },
  };
}

describe('Faults: clocks', () => {
  for (const provider of ['imini', 'infinityblue'] as const) {
    fault(51, `${provider}: a wall clock that jumps by days ends no job and prolongs none`, async (scene) => {
      makeWallClockJump(scene);
      scene.imini.script({ kind: 'taskStatuses', statuses: ['queued', 'processing', 'processing'] });
      const { saved, errors } = await scene.run({ provider });
      assert.deepEqual([saved.length, errors], [1, []]);
      const waited = scene.clock.sleeps.reduce((sum, each) => sum + each, 0);
      assert.ok(waited < 60_000, `${waited} ms`);
    });
  }

  fault(51, 'a date to wait for counts from the date of the server, wherever our clock is', async (scene) => {
    makeWallClockJump(scene);
    const headers = {
      date: 'Wed, 21 Oct 2026 07:28:00 GMT',
      'retry-after': 'Wed, 21 Oct 2026 07:28:20 GMT',
    };
    await scene.inFrontOf('infinityblue', { generate: [refuseWith({ status: 429, headers })] });
    const { saved, errors, steps } = await scene.run({ provider: 'infinityblue' });
    assert.deepEqual([saved.length, errors], [1, []]);
    const seconds = steps.flatMap((step) => (step.step === 'retrying' ? [step.seconds] : []));
    assert.equal(Math.max(...seconds), 20);
  });

  fault(
    51,
    'after eight hours of sleep a task is asked for at once, until the network is up',
    async (scene) => {
      await scene.inFrontOf('imini', { poll: [resetBeforeBody, resetBeforeBody] });
      const clock = clockThatSleeps(scene, { duringWait: 1 });
      const http = { limits: { questionMilliseconds: Infinity } };
      const { saved, errors } = await scene.run({ provider: 'imini', clock, http });
      assert.deepEqual([saved.length, errors], [1, []]);
    },
  );

  fault(51, 'a task that runs on for ever is given up all the same, and stays on record', async (scene) => {
    scene.imini.script({ kind: 'taskHeld' });
    const clock = clockThatSleeps(scene, { duringWait: 3 });
    const http = { limits: { questionMilliseconds: Infinity } };
    const { error } = await scene.run({ provider: 'imini', clock, http });
    isError('timedOut', { maybeBilled: true })(error);
    scene.expectOpen('detached');
  });
});
