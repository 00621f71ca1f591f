import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { deathPoints, type DeathPoint } from '../../../kill/orders';
import { killRounds, openArena, type Arena } from '../../../kill/rounds';
import { assertNothingLost } from '../../../kill/verdict';

describe('A process that is killed in the middle of a paid task', function () {
  // A child takes a second to start where the machine is busy.
  this.timeout(60_000);

  let arena: Arena;

  beforeEach(async () => {
    arena = await openArena();
  });

  afterEach(() => arena.close());

  /** What the next process leaves: the image, or a row that says it was interrupted. */
  const outcomes: Readonly<Record<DeathPoint, 'saved' | 'interrupted'>> = {
    begun: 'interrupted',
    beforeCheckpoint: 'interrupted',
    checkpoint: 'saved',
    beforeClaim: 'saved',
    claimed: 'saved',
    linked: 'saved',
  };

  for (const deathPoint of deathPoints) {
    const outcome = outcomes[deathPoint];
    it(`at the point “${deathPoint}” leaves it ${outcome}`, async () => {
      assert.equal(await arena.run({ prompt: 'a fox', deathPoint }), 'SIGKILL');
      assert.equal(await arena.run({}), undefined);
      const aftermath = await arena.aftermath();
      assertNothingLost(aftermath);
      const { saved, open } = aftermath;
      assert.deepEqual([saved.length, open.length], outcome === 'saved' ? [1, 0] : [0, 1]);
    });
  }

  it('at a random moment, 30 times, loses nothing and saves nothing twice', async () => {
    const seed = randomInt(2 ** 31);
    const aftermath = await killRounds(arena, { count: 30, seed });
    assert.ok(aftermath.killed > 0, `seed ${seed}: nobody was killed`);
    try {
      assertNothingLost(aftermath);
    } catch (error) {
      const what = error instanceof Error ? error.message : String(error);
      throw new Error(`With seed ${seed}: ${what.replaceAll('\n', ' ')}`, { cause: error });
    }
  });
});
