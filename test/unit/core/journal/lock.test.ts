import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { open, readdir, utimes, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { systemClock, type Clock } from '../../../../src/core/model/clock';
import { staleMilliseconds, tryLock, type Lock, type Sighting } from '../../../../src/core/journal/lock';
import { fakeClock } from '../http/loopback';
import { failure } from '../storage/failure';
import { makeTemporaryFolder, removeTemporaryFolder } from '../../../temporaryFolder';

describe('Lock of a journal row', () => {
  let directory: string;
  let now: number;
  const held: Lock[] = [];

  beforeEach(() => {
    directory = makeTemporaryFolder('lock');
    now = 0;
  });

  afterEach(async () => {
    await Promise.all(held.splice(0).map((lock) => lock.release()));
    await removeTemporaryFolder(directory);
  });

  const clock: Clock = { ...systemClock, now: () => now };
  const attempt = async (before?: Sighting) => {
    const result = await tryLock({ directory, name: 'row', clock }, before);
    if ('lock' in result) {
      held.push(result.lock);
    }
    return result;
  };
  const take = async (): Promise<Lock> => {
    const result = await attempt();
    assert.ok('lock' in result, 'the lock was not free');
    return result.lock;
  };
  const writeHolder = (holder: object, generation = 1): Promise<void> =>
    writeFile(path.join(directory, `row.${generation}.lock`), JSON.stringify(holder));

  async function deadPid(): Promise<number> {
    const child = spawn(process.execPath, ['--version'], { stdio: 'ignore' });
    await once(child, 'exit');
    return child.pid!;
  }

  it('has one holder, until it is released', async () => {
    const lock = await take();
    assert.ok('heldBy' in (await attempt()));
    await lock.release();
    assert.deepEqual(await readdir(directory), []);
    assert.ok('lock' in (await attempt()));
  });

  it('of many who try at once goes to one', async () => {
    const tries = await Promise.all(Array.from({ length: 20 }, () => attempt()));
    assert.equal(tries.filter((each) => 'lock' in each).length, 1);
  });

  it('of a process that has gone is taken over at once, by one of many', async () => {
    await writeHolder({ pid: await deadPid(), host: os.hostname(), instance: 'gone' });
    const tries = await Promise.all(Array.from({ length: 20 }, () => attempt()));
    assert.equal(tries.filter((each) => 'lock' in each).length, 1);
  });

  it('of an earlier process with our number is taken over at once', async () => {
    await writeHolder({ pid: process.pid, host: os.hostname(), instance: 'an earlier one' });
    assert.ok('lock' in (await attempt()));
  });

  it('of another machine is respected as long as its sign of life changes', async () => {
    await writeHolder({ pid: await deadPid(), host: 'another machine', instance: 'x' });
    const first = await attempt();
    assert.ok('heldBy' in first);
    now = staleMilliseconds;
    await utimes(path.join(directory, 'row.1.lock'), 1, 1);
    const second = await attempt(first.heldBy);
    assert.ok('heldBy' in second);
    now = 2 * staleMilliseconds - 1;
    const third = await attempt(second.heldBy);
    assert.ok('heldBy' in third);
    now = 2 * staleMilliseconds;
    assert.ok('lock' in (await attempt(third.heldBy)));
  });

  it('that a crash left empty is taken over when it stays so', async () => {
    await writeFile(path.join(directory, 'row.1.lock'), '');
    const first = await attempt();
    assert.ok('heldBy' in first);
    now = staleMilliseconds;
    assert.ok('lock' in (await attempt(first.heldBy)));
  });

  it('that a crash left empty a minute ago is taken over at once', async () => {
    const file = path.join(directory, 'row.1.lock');
    await writeFile(file, '');
    assert.ok('heldBy' in (await attempt()));
    await utimes(file, new Date(), new Date(Date.now() - 61_000));
    await take();
  });

  it('is known as lost by a holder that was stopped for so long that another took over', async () => {
    const lock = await take();
    assert.equal(await lock.isHeld(), true);
    await writeHolder({ pid: 1, host: 'another machine', instance: 'x' }, 2);
    assert.equal(await lock.isHeld(), false);
    await lock.release();
    assert.ok((await readdir(directory)).includes('row.2.lock'), 'the lock of the other holder is gone');
  });

  describe('whose file cannot be created', () => {
    /** Fails so many times; `meanwhile` is what another process does before each. */
    const attemptAfter = async (
      failures: { readonly code: string; readonly times: number; readonly meanwhile?: () => Promise<void> },
      platform: NodeJS.Platform,
    ) => {
      const slept = fakeClock();
      let left = failures.times;
      const result = tryLock({
        directory,
        name: 'row',
        clock: slept,
        platform,
        createNew: async (file) => {
          if (left <= 0) {
            return open(file, 'wx');
          }
          left -= 1;
          await failures.meanwhile?.();
          throw failure(failures.code);
        },
      });
      return { result: await result, sleeps: slept.sleeps.length };
    };
    const otherTakes = (): Promise<void> => writeHolder({ pid: 1, host: 'another machine', instance: 'x' });

    for (const code of ['EPERM', 'EACCES', 'EBUSY']) {
      it(`is taken on Windows as soon as ${code} is over, as when the last one is being deleted`, async () => {
        const { result, sleeps } = await attemptAfter({ code, times: 2 }, 'win32');
        assert.ok('lock' in result);
        held.push(result.lock);
        assert.equal(sleeps, 2);
      });

      it(`is another's on Windows where ${code} stays and the file stands`, async () => {
        const { result } = await attemptAfter({ code, times: Infinity, meanwhile: otherTakes }, 'win32');
        assert.ok('heldBy' in result);
      });

      it(`is nobody's on Windows where ${code} stays and there is no file: that is told`, async () => {
        await assert.rejects(attemptAfter({ code, times: Infinity }, 'win32'), { code });
      });

      it(`is nobody's elsewhere after ${code}, which is told at once`, async () => {
        const failing = { code, times: 1, meanwhile: otherTakes };
        await assert.rejects(attemptAfter(failing, 'linux'), { code });
      });
    }
  });

  it('gives signs of life', async () => {
    const { lock } = (await tryLock({ directory, name: 'row', clock, heartbeatMilliseconds: 1 })) as {
      lock: Lock;
    };
    held.push(lock);
    const file = path.join(directory, 'row.1.lock');
    await utimes(file, 1, 1);
    const { stat } = await import('node:fs/promises');
    while ((await stat(file)).mtimeMs === 1000) {
      await new Promise((resolve) => setImmediate(resolve));
    }
  });
});
