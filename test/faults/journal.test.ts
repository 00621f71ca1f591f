import assert from 'node:assert/strict';
import { killRounds, openArena, type Arena } from '../kill/rounds';
import { assertNothingLost } from '../kill/verdict';
import { fault } from './fault';
import type { Scene } from './scene';

/** A place where processes with the real core are killed. */
async function arenaOf(scene: Scene): Promise<Arena> {
  const arena = await openArena();
  scene.afterwards(() => arena.close());
  return arena;
}

/** The window closes while the job runs, as far as that can be seen from within. */
async function closeWindow(
  scene: Scene,
  {
    provider,
    isReached,
  }: { readonly provider: 'imini' | 'infinityblue'; readonly isReached: () => Promise<unknown> },
): Promise<void> {
  const window = new AbortController();
  const running = scene.run({ provider, signal: window.signal, isClosing: () => true });
  await isReached();
  window.abort();
  await running;
}

describe('Faults: windows and processes that end', function () {
  // A child takes a second to start where the machine is busy.
  this.timeout(60_000);

  fault(35, 'a task whose window is reloaded is waited for again, and saved once', async (scene) => {
    scene.imini.script({ kind: 'taskHeld' });
    await closeWindow(scene, {
      provider: 'imini',
      isReached: () => scene.imini.waitForRequests({ path: '/tasks/task_', count: 1 }),
    });
    scene.imini.release();
    const { saved, errors } = await scene.resume({ provider: 'imini' });
    assert.deepEqual([saved.length, errors, scene.imini.tasks.length], [1, [], 1]);
    assert.deepEqual((await scene.resume({ provider: 'imini' })).saved, []);
  });

  fault(35, 'a process that is killed after the task is known loses nothing', async (scene) => {
    const arena = await arenaOf(scene);
    assert.equal(await arena.run({ prompt: 'a fox', deathPoint: 'checkpoint' }), 'SIGKILL');
    await arena.run({});
    const aftermath = await arena.aftermath();
    assertNothingLost(aftermath);
    assert.deepEqual(aftermath.saved, ['a fox']);
  });

  fault(
    35,
    'a process that is killed before the task is known says that it was interrupted',
    async (scene) => {
      const arena = await arenaOf(scene);
      assert.equal(await arena.run({ prompt: 'a fox', deathPoint: 'beforeCheckpoint' }), 'SIGKILL');
      await arena.run({});
      const aftermath = await arena.aftermath();
      assertNothingLost(aftermath);
      assert.deepEqual([aftermath.paid, aftermath.open.length], [['a fox'], 1]);
    },
  );

  fault(
    35,
    'processes that are killed at random moments lose nothing and save nothing twice',
    async (scene) => {
      const aftermath = await killRounds(await arenaOf(scene), { count: 6, seed: 35 });
      assert.ok(aftermath.killed > 0);
      assertNothingLost(aftermath);
    },
  );

  fault(36, 'an answer that can come only once is on record as interrupted', async (scene) => {
    scene.infinityblue.script({ kind: 'hold' });
    await closeWindow(scene, {
      provider: 'infinityblue',
      isReached: () => scene.infinityblue.waitForHeld(),
    });
    const { saved } = await scene.resume({ provider: 'infinityblue' });
    assert.deepEqual([saved.length, scene.infinityblue.requests.length], [0, 1]);
    scene.expectOpen('interrupted');
  });

  for (const deathPoint of ['beforeClaim', 'claimed', 'linked'] as const) {
    fault(36, `the file of a process killed at “${deathPoint}” is finished or swept`, async (scene) => {
      const arena = await arenaOf(scene);
      assert.equal(await arena.run({ prompt: 'a fox', deathPoint }), 'SIGKILL');
      await arena.run({});
      const aftermath = await arena.aftermath();
      assertNothingLost(aftermath);
      assert.deepEqual([aftermath.saved, aftermath.litter], [['a fox'], []]);
    });
  }

  fault(37, 'two windows that find the same task save it once', async (scene) => {
    const arena = await arenaOf(scene);
    await arena.run({ prompt: 'a fox', deathPoint: 'checkpoint' });
    await Promise.all([arena.run({}), arena.run({ among: true }), arena.run({})]);
    const aftermath = await arena.aftermath();
    assertNothingLost(aftermath);
    assert.deepEqual(aftermath.saved, ['a fox']);
  });

  fault(37, 'two windows that save under one name at once get two files', async (scene) => {
    const arena = await arenaOf(scene);
    const prompts = ['a fox', 'a hare'];
    await Promise.all(prompts.map((prompt) => arena.run({ prompt, among: true })));
    const aftermath = await arena.aftermath();
    assertNothingLost(aftermath);
    assert.deepEqual([...aftermath.saved].sort(), prompts);
  });
});
