import assert from 'node:assert/strict';
import { checkInvariants } from './invariants';
import { openScene } from './scene';

describe('The scene of the faults', () => {
  it('brings an image over every API where nothing is wrong, also through the servers that spoil', async () => {
    const scene = await openScene();
    try {
      for (const front of [false, true]) {
        if (front) {
          await scene.inFrontOf('imini', {});
          await scene.inFrontOf('infinityblue', {});
        }
        const outcomes = [
          await scene.run({ provider: 'imini' }),
          await scene.run({ provider: 'infinityblue' }),
          await scene.run({ provider: 'infinityblue', model: 'nanobanana_2' }),
        ];
        assert.deepEqual(
          outcomes.map(({ saved, errors }) => [saved[0]?.chunk?.prompt, errors]),
          outcomes.map(() => ['A lighthouse at dawn', []]),
        );
      }
      await checkInvariants(scene);
    } finally {
      await scene.dispose();
    }
  });
});
