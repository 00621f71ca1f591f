import assert from 'node:assert/strict';
import { isHeld, removeUnlessHeld, untilReleased } from '../../../../src/core/storage/heldFile';
import { fakeClock } from '../http/loopback';
import { failure } from './failure';

const heldCodes = ['EPERM', 'EACCES', 'EBUSY'];

describe('A file that another program has open', () => {
  for (const code of heldCodes) {
    it(`is waited for on Windows after ${code}, a little longer each time`, async () => {
      const clock = fakeClock();
      const work = failing(code, 3);
      assert.equal(await untilReleased(work, { platform: 'win32', clock }), 'done');
      assert.deepEqual(clock.sleeps, [10, 20, 40]);
    });

    it(`is waited for no longer than some seconds after ${code}, and then the error is told`, async () => {
      const clock = fakeClock();
      await assert.rejects(untilReleased(failing(code, Infinity), { platform: 'win32', clock }), { code });
      const waited = clock.sleeps.reduce((sum, each) => sum + each, 0);
      assert.ok(waited > 2000 && waited < 3000, String(waited));
    });

    for (const platform of ['linux', 'darwin'] as const) {
      it(`is not waited for on ${platform}, where ${code} stays as it is`, async () => {
        const clock = fakeClock();
        await assert.rejects(untilReleased(failing(code, 1), { platform, clock }), { code });
        assert.deepEqual(clock.sleeps, []);
      });
    }
  }

  for (const code of ['ENOENT', 'EEXIST', 'ENOSPC', 'EROFS']) {
    it(`is not what ${code} means, so nobody waits`, async () => {
      const clock = fakeClock();
      await assert.rejects(untilReleased(failing(code, 1), { platform: 'win32', clock }), { code });
      assert.deepEqual(clock.sleeps, []);
      assert.equal(isHeld(failure(code), 'win32'), false);
    });
  }

  it('that is gone already needs no deletion', async () => {
    await removeUnlessHeld('/easel-there-is-no-such-file', { platform: 'win32' });
  });
});

/** Fails so many times, then succeeds. */
function failing(code: string, times: number): () => Promise<string> {
  let count = 0;
  return () => {
    count += 1;
    return count > times ? Promise.resolve('done') : Promise.reject(failure(code));
  };
}
