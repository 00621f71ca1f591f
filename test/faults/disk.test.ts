import assert from 'node:assert/strict';
import { readdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { inspect } from 'node:util';
import { codeOf } from '../../src/core/storage/imageFolder';
import { isError } from '../unit/core/apis/isError';
import { mountDisk, whyNoDisks } from './disk';
import { fault } from './fault';
import type { PaidProviderId, Scene } from './scene';

/** Something happens to the disks after the request was paid, and before its image is there. */
async function whilePaid(scene: Scene, provider: PaidProviderId, happens: () => Promise<void>) {
  const server = scene[provider];
  server.script({ kind: 'hold' });
  const running = scene.run({ provider });
  await server.waitForHeld();
  await happens();
  server.release();
  return running;
}

async function keptImages({ kept }: Scene): Promise<number> {
  return (await readdir(kept)).length;
}

describe('Faults: disks', () => {
  before(async function () {
    const reason = await whyNoDisks();
    if (reason !== undefined) {
      console.log(`      skipped: ${reason}`);
      this.skip();
    }
  });

  fault(41, 'a read-only disk is noticed before anything is paid', async (scene) => {
    const disk = await mountDisk(scene, scene.images);
    await disk.makeReadOnly();
    const { errors } = await scene.run({ provider: 'imini' });
    assert.equal(codeOf(errors[0]), 'EROFS');
    assert.deepEqual(scene.imini.requests, []);
    await disk.makeWritable();
    assert.deepEqual((await scene.run({ provider: 'imini' })).errors, []);
  });

  for (const provider of ['imini', 'infinityblue'] as const) {
    fault(41, `${provider}: what was paid for a disk that is read-only by now is kept`, async (scene) => {
      const disk = await mountDisk(scene, scene.images);
      const { saved, errors, inMemory } = await whilePaid(scene, provider, () => disk.makeReadOnly());
      assert.deepEqual([saved, inMemory, errors.map(codeOf)], [[], [], ['EROFS']]);
      assert.equal(await keptImages(scene), 1);
      scene.expectOpen('unsaved');
    });
  }

  fault(42, 'a full disk is noticed before anything is paid', async (scene) => {
    await mountDisk(scene, scene.images, { kilobytes: 4 });
    const { errors } = await scene.run({ provider: 'imini' });
    assert.equal(codeOf(errors[0]), 'ENOSPC');
    assert.deepEqual(scene.imini.requests, []);
  });

  for (const provider of ['imini', 'infinityblue'] as const) {
    fault(42, `${provider}: an image that fills the disk as it is written is kept whole`, async (scene) => {
      const disk = await mountDisk(scene, scene.images);
      const { saved, errors, inMemory } = await whilePaid(scene, provider, () => disk.shrink(4));
      assert.deepEqual([saved, inMemory, errors.map(codeOf)], [[], [], ['ENOSPC']]);
      assert.deepEqual(await readdir(scene.images), []);
      assert.equal(await keptImages(scene), 1);
      scene.expectOpen('unsaved');
    });
  }

  fault(42, 'an image that no disk has room for stays in memory, for the user to save', async (scene) => {
    const disks = [await mountDisk(scene, scene.images), await mountDisk(scene, scene.kept)];
    const { saved, inMemory } = await whilePaid(scene, 'infinityblue', async () => {
      await Promise.all(disks.map((disk) => disk.shrink(4)));
    });
    assert.deepEqual([saved.length, inMemory.length], [0, 1]);
    assert.ok(scene.logged.some((line) => line.includes('could not be kept')));
  });

  for (const [what, filling] of [
    ['the row', ''],
    ['the lock', 'full'],
  ] as const) {
    fault(42, `nothing is sent where the journal's disk has no room for ${what}`, async (scene) => {
      await mountDisk(scene, scene.journal, { kilobytes: 4 });
      const filler = path.join(scene.journal, 'filler');
      await writeFile(filler, filling);
      const { error } = await scene.run({ provider: 'imini' });
      isError('cannotSave', { reason: 'journal', networkCode: 'ENOSPC' })(error);
      assert.deepEqual(scene.imini.requests, []);
      await rm(filler);
    });
  }

  fault(42, 'a journal whose disk fills up keeps no paid image from being saved', async (scene) => {
    // Room for the lock and the first line, and for no other.
    await mountDisk(scene, scene.journal, { kilobytes: 8 });
    const prompt = 'A lighthouse that is described at length. '.repeat(70);
    const { saved, errors } = await scene.run({ provider: 'infinityblue', prompt });
    assert.deepEqual([saved.length, errors], [1, []], inspect(errors));
    assert.ok(scene.logged.some((line) => /journal could not be written.*ENOSPC/.test(line)));
  });
});
