import assert from 'node:assert/strict';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { makePng } from '../unit/core/image/samples';
import { fault } from './fault';

/** Prompts, and what files of them may be called. */
const prompts = {
  '../../outside': /^outside\.png$/,
  '/etc/passwd': /^etc-passwd\.png$/,
  'C:\\Windows\\System32': /^c-windows-system32\.png$/,
  'file:///tmp/x.png': /^file-tmp-x-png\.png$/,
  CON: /^con-image\.png$/,
  'lpt1.': /^lpt1-image\.png$/,
  'a fox. ': /^a-fox\.png$/,
  '🦊🦊🦊': /^image\.png$/,
  '\u202Egnp.elif\u202C': /^gnp-elif\.png$/,
  'ثعلب في الثلج': /^ثعلب-في-الثلج\.png$/,
  ['狐'.repeat(400)]: /^狐+\.png$/,
  ['long '.repeat(400)]: /^[a-z-]+\.png$/,
  'line\nbreak\0 and "quotes" <|>?*': /^line-break-and-quotes\.png$/,
} as const satisfies Readonly<Record<string, RegExp>>;

describe('Faults: names', () => {
  for (const [prompt, expected] of Object.entries(prompts)) {
    fault(
      43,
      `${JSON.stringify(prompt.slice(0, 24))} becomes a name that every system takes`,
      async (scene) => {
        const { saved, errors } = await scene.run({ provider: 'infinityblue', prompt });
        assert.deepEqual(errors, []);
        const [{ name }] = saved as [(typeof saved)[0]];
        assert.match(name, expected);
        assert.ok(Buffer.byteLength(name) <= 255 && Array.from(name).length <= 64, name);
        assert.deepEqual(await readdir(scene.images), [name]);
        assert.deepEqual((await readdir(scene.folder)).sort(), ['images', 'journal']);
      },
    );
  }

  fault(43, 'a name that is taken, in whatever case or composition, is never written over', async (scene) => {
    const mine = await makePng();
    const taken = ['A-Fox.PNG', 'a-fox-2.png'];
    await Promise.all(taken.map((name) => writeFile(path.join(scene.images, name), mine)));
    const jobs = Array.from({ length: 4 }, () => scene.run({ provider: 'infinityblue', prompt: 'A fox' }));
    const names = (await Promise.all(jobs)).flatMap(({ saved }) => saved.map(({ name }) => name));
    assert.deepEqual(names.sort(), ['a-fox-3.png', 'a-fox-4.png', 'a-fox-5.png', 'a-fox-6.png']);
    for (const name of taken) {
      assert.ok(mine.equals(await readFile(path.join(scene.images, name))), name);
    }
  });
});
