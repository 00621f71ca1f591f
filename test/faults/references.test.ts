import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { appendFile, mkdir, rename, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { openLocalFile } from '../../src/core/storage/localFile';
import { isError } from '../unit/core/apis/isError';
import { makePng } from '../unit/core/image/samples';
import { fault } from './fault';
import { referenceFrom } from './localReference';
import type { Scene } from './scene';

/** References lie beside what the invariants look at. */
async function placeFor(scene: Scene): Promise<(name: string) => string> {
  const folder = path.join(scene.folder, 'workspace');
  await mkdir(folder);
  return (name) => path.join(folder, name);
}

/** No server has a whole request, so nothing can have been paid. */
function assertNothingPaid({ imini, infinityblue }: Scene): void {
  assert.deepEqual(imini.tasks, []);
  const taken = [...imini.requests, ...infinityblue.requests].filter(({ options }) => options !== undefined);
  assert.deepEqual(taken, []);
}

/** What becomes of a file between the moment it was picked and the moment it is sent. */
const changes: Readonly<
  Record<string, { readonly reason: string; readonly change: (file: string) => Promise<unknown> }>
> = {
  'has grown': { reason: 'changed', change: (file) => appendFile(file, 'more') },
  'has shrunk': { reason: 'changed', change: (file) => truncate(file, 100) },
  'was deleted': { reason: 'missing', change: (file) => rm(file) },
  'was renamed': { reason: 'missing', change: (file) => rename(file, `${file}.old`) },
  'became a folder': {
    reason: 'changed',
    change: async (file) => {
      await rm(file);
      await mkdir(file);
    },
  },
  'became a pipe': {
    reason: 'changed',
    change: async (file) => {
      await rm(file);
      await promisify(execFile)('mkfifo', [file]);
    },
  },
};

describe('Faults: references', () => {
  for (const [what, { reason, change }] of Object.entries(changes)) {
    for (const provider of ['imini', 'infinityblue'] as const) {
      fault(45, `${provider}: a file that ${what} since it was picked is not sent`, async (scene) => {
        const at = await placeFor(scene);
        await writeFile(at('fox.png'), Buffer.concat([await makePng(), Buffer.alloc(2_000_000)]));
        const references = [await referenceFrom(at('fox.png'), 'fox.png')];
        await change(at('fox.png'));
        const { saved, error } = await scene.run({ provider, references });
        isError('cannotReadReference', { file: 'fox.png', reason })(error);
        assert.deepEqual(saved, []);
        assertNothingPaid(scene);
      });
    }
  }

  fault(45, 'a file that shrinks while it is sent breaks the request off', async (scene) => {
    const at = await placeFor(scene);
    await writeFile(at('fox.png'), Buffer.concat([await makePng(), Buffer.alloc(9_000_000)]));
    const reference = await referenceFrom(at('fox.png'), 'fox.png');
    const read = async function* (): AsyncGenerator<Uint8Array> {
      let count = 0;
      for await (const piece of reference.read()) {
        yield piece;
        count += 1;
        if (count === 3) {
          await truncate(at('fox.png'), 1000);
        }
      }
    };
    const { error } = await scene.run({ provider: 'imini', references: [{ ...reference, read }] });
    isError('cannotReadReference', { reason: 'changed' })(error);
    assertNothingPaid(scene);
  });

  fault(46, 'pipes, devices, folders and empty files are refused, and keep no one waiting', async (scene) => {
    const at = await placeFor(scene);
    await promisify(execFile)('mkfifo', [at('pipe.png')]);
    await mkdir(at('folder.png'));
    await writeFile(at('empty.png'), '');
    await symlink('/dev/zero', at('device.png'));
    await symlink(at('pipe.png'), at('link-to-pipe.png'));
    await symlink(at('gone.png'), at('link-to-nowhere.png'));
    await symlink(at('loop.png'), at('loop.png'));
    for (const [name, reason] of Object.entries({
      'pipe.png': 'notAFile',
      'folder.png': 'notAFile',
      'empty.png': 'empty',
      'device.png': 'notAFile',
      'link-to-pipe.png': 'notAFile',
      'link-to-nowhere.png': 'missing',
      'loop.png': 'missing',
    })) {
      const opening = openLocalFile({ path: at(name), name });
      await assert.rejects(opening, isError('cannotReadReference', { file: name, reason }), name);
    }
  });

  fault(
    46,
    'a link to an image elsewhere is sent under the name that was picked, and no path with it',
    async (scene) => {
      const at = await placeFor(scene);
      const outside = path.join(scene.folder, 'outside-of-it.png');
      await writeFile(outside, await makePng());
      await symlink(outside, at('link.png'));
      const references = [await referenceFrom(at('link.png'), 'link.png')];
      const { saved, errors } = await scene.run({ provider: 'imini', references });
      assert.deepEqual([saved.length, errors], [1, []]);
      assert.ok(!JSON.stringify(scene.imini.requests.map(({ body }) => body)).includes('outside-of-it'));
      assert.ok(!saved[0]!.bytes.includes('outside-of-it'));
    },
  );

  for (const [provider, model] of [
    ['imini', 'google/nano-banana-pro'],
    ['imini', 'google/nano-banana'],
    ['infinityblue', 'nanobanana_pro'],
    ['infinityblue', 'nanobanana_2'],
  ] as const) {
    fault(
      47,
      `${model}: one reference too many is refused before paying, with both numbers`,
      async (scene) => {
        const at = await placeFor(scene);
        await writeFile(at('fox.png'), await makePng());
        const fox = await referenceFrom(at('fox.png'));
        const { context } = scene.contextOf({ provider, model });
        const limit = context.model.capabilities.maxReferences;
        const references = Array.from({ length: limit + 1 }, () => fox);
        const { error } = await scene.run({ provider, model, references });
        const problem = { problem: 'tooManyReferences', count: limit + 1, limit } as const;
        isError('invalidRequest', { problem })(error);
        assert.deepEqual(scene[provider].requests, []);
      },
    );

    fault(
      47,
      `${model}: as many as it takes arrive in their order, also the same one twice`,
      async (scene) => {
        const at = await placeFor(scene);
        const { context } = scene.contextOf({ provider, model });
        const limit = context.model.capabilities.maxReferences;
        const lengths = Array.from({ length: limit }, (_, index) => 1000 + (index % 3));
        const references = await Promise.all(
          lengths.map(async (length, index) => {
            await writeFile(at(`${index}.png`), Buffer.concat([await makePng(), Buffer.alloc(length)]));
            return referenceFrom(at(`${index}.png`));
          }),
        );
        const { errors } = await scene.run({ provider, model, references });
        assert.deepEqual(errors, []);
        const [request] = scene[provider].requests;
        assert.deepEqual(
          request?.references.map(({ byteLength }) => byteLength),
          references.map(({ byteLength }) => byteLength),
        );
      },
    );
  }
});
