import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import * as vscode from 'vscode';
import { fsPathOf } from '../../../src/app/project/uri';
import { settings } from '../../../src/extension/ports/settings';
import { readRecipe } from '../../../src/core/image/metadata/readRecipe';
import { sniffFormat } from '../../../src/core/image/sniff';
import type { GenerateForm } from '../../../src/app/form/generateForm';
import { generateImage } from '../../../src/app/generate/generateImage';
import type { Job } from '../../../src/app/jobs/job';
import { describeEnd } from '../../../src/extension/jobs/jobText';
import { storeKey } from '../../../src/app/keys/keyStore';
import { modelOf } from '../../../src/app/providers/modelChoice';
import { startIminiServer, type IminiServer } from '../../servers/imini';
import { readTestChunk } from '../../servers/image';
import { startInfinityBlueServer, type InfinityBlueServer } from '../../servers/infinityBlue';
import { isError } from '../../unit/core/apis/isError';
import { fixtures } from '../../unit/core/image/fixtures';
import { makePng } from '../../unit/core/image/samples';
import { formFor, generateFor, useProviders } from '../generating';
import { makeParts, type TestParts } from '../parts';
import { makeFolderInWorkspace, type TemporaryFolder } from '../temporaryFolder';

describe('Generating over HTTP', () => {
  let test: TestParts;
  let folder: TemporaryFolder;
  let imini: IminiServer;
  let blue: InfinityBlueServer;

  beforeEach(async () => {
    test = await makeParts();
    folder = await makeFolderInWorkspace();
    imini = await startIminiServer({ taskMilliseconds: 1 });
    blue = await startInfinityBlueServer();
    await useProviders([
      { id: 'imini', baseUrl: imini.url },
      { id: 'infinityblue', baseUrl: blue.url },
    ]);
    for (const [id, { key }] of [
      ['imini', imini],
      ['infinityblue', blue],
    ] as const) {
      await storeKey(test.parts, modelOf(settings, { providerId: id, modelId: '' }).provider, key);
    }
  });

  afterEach(async () => {
    await useProviders(undefined);
    await test.dispose();
    await imini.stop();
    await blue.stop();
    await folder.remove();
  });

  const images = (): vscode.Uri => vscode.Uri.joinPath(folder.uri, 'images');
  const native = { providerId: 'infinityblue', modelId: 'nanobanana_pro' } as const;
  const untilJob = (condition: (job: Job) => boolean): Promise<void> =>
    new Promise((resolve) => {
      const { jobs } = test.parts;
      const look = (): void => (jobs.list().some(condition) ? resolve() : undefined);
      jobs.onDidChange(look);
      look();
    });
  const addReference = async (name: string, bytes: Uint8Array): Promise<GenerateForm['references']> => {
    await writeFile(folder.at(name), bytes);
    return [{ uri: vscode.Uri.joinPath(folder.uri, name).toString(), use: 'asset' }];
  };
  const globals = (): readonly unknown[] =>
    [1, 2].map(
      (version) => Reflect.get(globalThis, Symbol.for(`undici.globalDispatcher.${version}`)) as unknown,
    );

  it('takes nothing from the rest of the extension host: its global dispatcher stays', async () => {
    const ours = require.resolve('undici');
    assert.ok(!(ours in require.cache), 'another test has loaded undici already');
    const before = globals();
    await generateFor(test.parts, { ...native, folder: images() });
    assert.ok(ours in require.cache);
    assert.deepEqual(
      globals().map((each, index) => each === before[index]),
      [true, true],
    );
  });

  for (const [providerId, modelId] of [
    ['imini', 'google/nano-banana-pro'],
    ['imini', 'openai/gpt-image-2'],
    ['infinityblue', 'nanobanana_pro'],
    ['infinityblue', 'nanobanana_2'],
  ] as const) {
    it(`${providerId} ${modelId}: the very references arrive, and what comes back is saved`, async () => {
      const references = [
        ...(await addReference('a.png', await makePng())),
        ...(await addReference('b.webp', fixtures.webpLossy)),
        // Named wrongly; it is sent as what it is.
        ...(await addReference('c.png', fixtures.jpeg)),
      ];
      const wish = { providerId, modelId, folder: images(), references };
      const { saved, errors } = await generateFor(test.parts, wish);
      assert.deepEqual(errors, []);
      const bytes = await readFile(fsPathOf(saved[0]!.uri));
      const hashes = await Promise.all(
        ['a.png', 'b.webp', 'c.png'].map(async (name) =>
          createHash('sha256')
            .update(await readFile(folder.at(name)))
            .digest('hex'),
        ),
      );
      const chunk = readTestChunk(bytes);
      assert.equal(chunk?.prompt, 'A fox in the snow');
      assert.equal(chunk.model, modelId);
      assert.deepEqual(
        chunk.references.map(({ sha256 }) => sha256),
        hashes,
      );
      const recipe = readRecipe(bytes, sniffFormat(bytes)!);
      assert.ok(recipe);
      assert.deepEqual(recipe, saved[0]!.recipe);
      assert.deepEqual(
        recipe.references.map(({ sha256 }) => sha256),
        hashes,
      );
    });
  }

  // Files are the business of the last stage of `npm test`, which searches those of all suites.
  it('the key stands in no log', async () => {
    blue.script({ kind: 'unauthorized' });
    await generateFor(test.parts, { ...native, folder: images() });
    await generateFor(test.parts, { ...native, folder: images() });
    assert.ok(blue.requests.every(({ headers }) => headers.authorization === `Bearer ${blue.key}`));
    assert.ok(test.logged.length > 0);
    assert.equal(test.logged.join('\n').includes(blue.key), false);
  });

  it('of two calls one may fail: one image is saved, one error is told', async () => {
    blue.script({ kind: 'outOfCredit' });
    const { saved, errors } = await generateFor(test.parts, { ...native, folder: images(), count: 2 });
    assert.equal(saved.length, 1);
    assert.equal(errors.length, 1);
    isError('outOfCredit')(errors[0]);
    assert.deepEqual(await readdir(images().fsPath), ['a-fox-in-the-snow.png']);
    assert.equal(blue.requests.length, 2);
  });

  it('an image that is ready is saved while another call is still under way', async () => {
    blue.script({ kind: 'hold' });
    const firstSaved = new Promise<void>((resolve) => test.parts.jobs.onDidSave(() => resolve()));
    const running = generateFor(test.parts, { ...native, folder: images(), count: 2 });
    await firstSaved;
    assert.equal((await readdir(images().fsPath)).length, 1);
    blue.release();
    assert.equal((await running).saved.length, 2);
  });

  it('cancel after the request has left says that it was sent, and saves nothing', async () => {
    blue.script({ kind: 'hold' });
    const running = generateImage(formFor({ ...native, folder: images() }), test.parts, { id: 'click-1' });
    await blue.waitForHeld();
    test.parts.jobs.cancel('click-1');
    const end = await running;
    assert.equal((end?.errors[0] as Error).name, 'AbortError');
    assert.equal(await blue.requests[0]!.ended, 'aborted');
    const [job] = test.parts.jobs.list();
    assert.deepEqual([job?.state, job?.sent], ['cancelled', true]);
    assert.deepEqual(await readdir(folder.fsPath), []);
  });

  it('cancel while the provider puts the request off says that nothing is billed', async () => {
    blue.script({ kind: 'rateLimited', retryAfterSeconds: 60 });
    const counting = untilJob(({ progress }) => progress.step === 'retrying');
    const running = generateImage(formFor({ ...native, folder: images() }), test.parts, { id: 'click-1' });
    await counting;
    test.parts.jobs.cancel('click-1');
    await running;
    const [job] = test.parts.jobs.list();
    assert.deepEqual([job?.state, job?.sent], ['cancelled', false]);
    const { message, mayBeBilled } = describeEnd(job!);
    assert.match(message, /nothing is billed/);
    assert.equal(mayBeBilled, false);
    assert.equal(blue.requests.length, 1);
  });

  it('cancel while one call is put off and the other under way says that it may be billed', async () => {
    blue.script({ kind: 'rateLimited', retryAfterSeconds: 60 }, { kind: 'hold' });
    const counting = untilJob(({ progress }) => progress.step === 'retrying');
    const wish = { ...native, folder: images(), count: 2 };
    const running = generateImage(formFor(wish), test.parts, { id: 'click-1' });
    await Promise.all([counting, blue.waitForHeld()]);
    await untilJob(({ sent }) => sent);
    test.parts.jobs.cancel('click-1');
    await running;
    assert.equal(describeEnd(test.parts.jobs.find('click-1')!).mayBeBilled, true);
  });

  it('cancel before anything was sent sends nothing', async () => {
    const running = generateImage(formFor({ ...native, folder: images() }), test.parts, { id: 'click-1' });
    test.parts.jobs.cancel('click-1');
    await running;
    assert.equal(blue.requests.length, 0);
    const [job] = test.parts.jobs.list();
    assert.deepEqual([job?.state, job?.sent], ['cancelled', false]);
  });

  it('nothing is sent when a reference or the folder is refused', async () => {
    const references = await addReference('text.png', Buffer.from('no image'));
    const refused = [
      { ...native, folder: images(), references },
      { ...native, folder: vscode.Uri.joinPath(folder.uri, '.git') },
      { ...native, folder: images(), references: await addReference('x.gif', fixtures.gif) },
    ];
    for (const wish of refused) {
      const { saved, errors } = await generateFor(test.parts, wish);
      assert.deepEqual([saved.length, errors.length], [0, 1]);
    }
    assert.equal(blue.requests.length, 0);
  });

  it('an image that was paid for is kept when its folder has gone meanwhile', async () => {
    blue.script({ kind: 'hold' });
    const running = generateFor(test.parts, { ...native, folder: images() });
    await blue.waitForHeld();
    await rm(images().fsPath, { recursive: true, force: true });
    await writeFile(images().fsPath, 'a file in its place');
    blue.release();
    const { saved, errors, open } = await running;
    assert.deepEqual(saved, []);
    isError('cannotSave', { networkCode: 'EEXIST' })(errors[0]);
    assert.deepEqual(
      open.map(({ kind }) => kind),
      ['unsaved'],
    );
    const kept = vscode.Uri.joinPath(test.parts.context.globalStorageUri, 'unsaved');
    const [name, ...others] = await readdir(kept.fsPath);
    assert.deepEqual(others, []);
    const bytes = await readFile(vscode.Uri.joinPath(kept, name!).fsPath);
    assert.equal(readTestChunk(bytes)?.prompt, 'A fox in the snow');
  });

  it('a reference that changes before it is sent stops the request', async () => {
    const references = await addReference('a.png', await makePng());
    await mkdir(images().fsPath);
    // The preparing is over when the options are remembered.
    const { globalState } = test.parts.context;
    const update = globalState.update.bind(globalState);
    Object.assign(globalState, {
      update: async (name: string, value: unknown) => {
        await writeFile(folder.at('a.png'), 'changed');
        await update(name, value);
      },
    });
    const { saved, errors } = await generateFor(test.parts, { ...native, folder: images(), references });
    assert.deepEqual(saved, []);
    isError('cannotReadReference', { reason: 'changed' })(errors[0]);
    assert.deepEqual(await readdir(images().fsPath), []);
  });
});
