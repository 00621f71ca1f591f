import assert from 'node:assert/strict';
import { isRunning } from '../../../../src/core/storage/processAlive';
import { failure } from './failure';

describe('A process', () => {
  const isRunningAfter = (code: string): boolean =>
    isRunning(4242, () => {
      throw failure(code);
    });

  it('is running when it can be signaled', () => {
    assert.equal(isRunning(process.pid), true);
    assert.equal(
      isRunning(4242, () => true),
      true,
    );
  });

  for (const code of ['EPERM', 'EACCES']) {
    it(`of another user, or of the system, is running when ${code} keeps us from signaling it`, () => {
      assert.equal(isRunningAfter(code), true);
    });
  }

  for (const code of ['ESRCH', 'EINVAL', 'ENOSYS']) {
    it(`is not running when signaling it fails with ${code}`, () => {
      assert.equal(isRunningAfter(code), false);
    });
  }

  for (const pid of [0, -1, 1.5, NaN, Infinity]) {
    it(`with the number ${pid} does not exist, and nothing is signaled`, () => {
      assert.equal(
        isRunning(pid, () => true),
        false,
      );
    });
  }
});
