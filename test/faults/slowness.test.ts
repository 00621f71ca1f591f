import assert from 'node:assert/strict';
import { defaultHttpLimits } from '../../src/core/http/policy/limits';
import { assertFailed, assertSaved, assertSent, everyAnswer, observed } from './expectations';
import { fault } from './fault';
import { drip, resetHalfway, stallHalfway } from './faults';
import { manualClock } from './manualClock';

const minutes = 60_000;

describe('Faults of time', () => {
  for (const api of everyAnswer) {
    fault(6, `${api.model ?? 'native'}: an image that takes six minutes is saved`, async (scene) => {
      const clock = manualClock();
      scene.infinityblue.script({ kind: 'hold' });
      const job = scene.run({ ...api, clock });
      await scene.infinityblue.waitForHeld();
      clock.advance(6 * minutes);
      scene.infinityblue.release();
      assertSaved(await job);
      assertSent(scene, 1);
    });
  }

  fault(
    6,
    'an answer that outlasts the total may have been paid, and is not asked for again',
    async (scene) => {
      const clock = manualClock();
      scene.infinityblue.script({ kind: 'hold' });
      const job = scene.run({ provider: 'infinityblue', clock });
      await scene.infinityblue.waitForHeld();
      clock.advance(defaultHttpLimits.totalMilliseconds);
      assertFailed(await job, 'timedOut', { maybeBilled: true });
      assert.equal(await scene.infinityblue.requests[0]!.ended, 'aborted');
      assertSent(scene, 1);
    },
  );

  fault(6, 'a total that the user made longer holds', async (scene) => {
    const clock = manualClock();
    scene.infinityblue.script({ kind: 'hold' });
    const http = { limits: { totalMilliseconds: 60 * minutes } };
    const job = scene.run({ provider: 'infinityblue', clock, http });
    await scene.infinityblue.waitForHeld();
    clock.advance(59 * minutes);
    scene.infinityblue.release();
    assertSaved(await job);
  });

  for (const api of everyAnswer) {
    fault(7, `${api.model ?? 'native'}: an answer that stops coming leaves nothing behind`, async (scene) => {
      await scene.inFrontOf('infinityblue', { generate: [stallHalfway] });
      const outcome = await scene.run({ ...api, http: { limits: { idleMilliseconds: 60 } } });
      assertFailed(outcome, 'timedOut', { maybeBilled: true, status: 200 });
      await scene.faulty[0]!.arrivals[0]!.closed;
      assertSent(scene, 1);
    });
  }

  fault(7, 'a submit whose answer stops coming is not sent again', async (scene) => {
    await scene.inFrontOf('imini', { generate: [stallHalfway] });
    const outcome = await scene.run({ provider: 'imini', http: { limits: { idleMilliseconds: 60 } } });
    assertFailed(outcome, 'timedOut', { maybeBilled: true });
    assertSent(scene, 1);
  });

  fault(7, 'a download that stops coming is asked for again', async (scene) => {
    await scene.inFrontOf('imini', { download: [stallHalfway] });
    assertSaved(await scene.run({ provider: 'imini', http: { limits: { idleMilliseconds: 60 } } }));
    assertSent(scene, 1);
  });

  fault(
    7,
    'a download that never comes whole leaves the task on record, and Check Again saves it',
    async (scene) => {
      await scene.inFrontOf('imini', { download: [resetHalfway, resetHalfway, stallHalfway] });
      const job = { provider: 'imini', http: { limits: { idleMilliseconds: 60 } } } as const;
      assertFailed(await scene.run(job), 'timedOut', { taskId: scene.imini.tasks[0]!.id });
      assertSaved(await scene.resume(job));
      assertSent(scene, 1);
    },
  );

  fault(8, 'a drip of bytes ends with the total', async (scene) => {
    const clock = manualClock();
    const dripping = observed(drip);
    await scene.inFrontOf('infinityblue', { generate: [dripping.fault] });
    const job = scene.run({ provider: 'infinityblue', clock });
    const { closed } = await dripping.reached;
    clock.advance(defaultHttpLimits.totalMilliseconds);
    assertFailed(await job, 'timedOut', { maybeBilled: true });
    await closed;
    assertSent(scene, 1);
  });

  fault(8, 'a download that drips ends with the total, and the task stays on record', async (scene) => {
    const clock = manualClock();
    const dripping = observed(drip);
    await scene.inFrontOf('imini', { download: [dripping.fault] });
    scene.expectOpen('detached');
    const job = scene.run({ provider: 'imini', http: { clock } });
    const { closed } = await dripping.reached;
    clock.advance(defaultHttpLimits.totalMilliseconds);
    assertFailed(await job, 'timedOut', { taskId: scene.imini.tasks[0]!.id });
    await closed;
  });
});
