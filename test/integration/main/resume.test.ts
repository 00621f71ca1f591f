import assert from 'node:assert/strict';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { settings } from '../../../src/extension/ports/settings';
import { listEntries, readJournalEntry, acquireEntry } from '../../../src/core/journal/journal';
import { entriesDirectory, journalFolder } from '../../../src/core/journal/pendingEntries';
import type { OwnedEntry } from '../../../src/core/journal/ownedEntry';
import { checkAgain } from '../../../src/app/recovery/checkAgain';
import { generateImage } from '../../../src/app/generate/generateImage';
import { recentHistory } from '../../../src/app/history/history';
import type { Job } from '../../../src/app/jobs/job';
import { describeEnd } from '../../../src/extension/jobs/jobText';
import { removeKey, storeKey } from '../../../src/app/keys/keyStore';
import { modelOf } from '../../../src/app/providers/modelChoice';
import { generateAgain, saveAs } from '../../../src/app/recovery/pendingWork';
import { resumePaidWork } from '../../../src/app/recovery/resume';
import { openFolders } from '../../../src/app/project/openFolders';
import { readTestChunk } from '../../servers/image';
import { startFalServer } from '../../servers/fal';
import { startIminiServer, type IminiServer } from '../../servers/imini';
import { startInfinityBlueServer, type InfinityBlueServer } from '../../servers/infinityBlue';
import { isError } from '../../unit/core/apis/isError';
import { answerWarnings } from '../answerWarnings';
import { formFor, generateFor, useProviders } from '../generating';
import { makeParts, type TestParts } from '../parts';
import { makeFolderInWorkspace, makeFolderOutside, type TemporaryFolder } from '../temporaryFolder';

describe('Paid work that a window left behind', () => {
  let test: TestParts;
  let folder: TemporaryFolder;
  let imini: IminiServer;
  let blue: InfinityBlueServer;
  let warnings: ReturnType<typeof answerWarnings>;
  const { signal } = new AbortController();

  beforeEach(async () => {
    test = await makeParts();
    folder = await makeFolderInWorkspace();
    imini = await startIminiServer();
    blue = await startInfinityBlueServer();
    warnings = answerWarnings(undefined);
    await useProviders([
      { id: 'imini', baseUrl: imini.url },
      { id: 'infinityblue', baseUrl: blue.url },
    ]);
    await storeKey(test.parts, providerOf('imini'), imini.key);
    await storeKey(test.parts, providerOf('infinityblue'), blue.key);
  });

  afterEach(async () => {
    warnings.restore();
    await useProviders(undefined);
    await test.dispose();
    await imini.stop();
    await blue.stop();
    await folder.remove();
  });

  const providerOf = (providerId: string) => modelOf(settings, { providerId, modelId: '' }).provider;
  const task = { providerId: 'imini', modelId: 'google/nano-banana' } as const;
  const native = { providerId: 'infinityblue', modelId: 'nanobanana_pro' } as const;
  const rows = () => listEntries(journalFolder(test.parts.storage.folder), openFolders(test.parts.files));

  /** The window closes while a job runs, and another one opens. */
  async function reload(running: Promise<unknown>): Promise<void> {
    test.parts.jobs.dispose();
    await running;
    test = await test.reopen();
  }

  const settled = (): Promise<Job | undefined> =>
    new Promise((resolve) => {
      const { jobs } = test.parts;
      const look = (): void => {
        const busy = jobs.list().some(({ state }) => ['queued', 'running', 'done'].includes(state));
        if (!busy) {
          resolve(jobs.list()[0]);
        }
      };
      jobs.onDidChange(look);
      jobs.onDidRemove(look);
      look();
    });

  /** As if all that is open were calls of one job. */
  async function inOneJob(): Promise<void> {
    for (const { id, workspaceFolder } of await rows()) {
      const file = path.join(
        entriesDirectory(journalFolder(test.parts.storage.folder), workspaceFolder),
        `${id}.jsonl`,
      );
      const text = await readFile(file, 'utf8');
      await writeFile(file, text.replace(/"jobId":"[^"]*"/u, '"jobId":"one job"'));
    }
  }

  async function leaveTask(): Promise<void> {
    imini.script({ kind: 'taskHeld' });
    const running = generateFor(test.parts, { ...task, folder: folder.uri });
    await imini.waitForRequests({ path: '/tasks/task_', count: 1 });
    await reload(running);
  }

  it('a task is waited for and saved once, and the row is closed', async () => {
    await leaveTask();
    assert.equal((await rows()).length, 1);
    imini.release();
    await resumePaidWork(test.parts, signal);
    assert.equal(await settled(), undefined);
    assert.deepEqual(await readdir(folder.fsPath), ['a-fox-in-the-snow.png']);
    assert.equal((await recentHistory(test.parts, 9)).length, 1);
    assert.deepEqual(await rows(), []);
    assert.equal(imini.tasks.length, 1);
  });

  it('two windows that look at once save it once', async () => {
    await leaveTask();
    imini.release();
    await Promise.all([resumePaidWork(test.parts, signal), resumePaidWork(test.parts, signal)]);
    await settled();
    assert.deepEqual(await readdir(folder.fsPath), ['a-fox-in-the-snow.png']);
  });

  /** As another window does that works on a call. */
  async function holdCall(providerId: string): Promise<OwnedEntry> {
    const directory = journalFolder(test.parts.storage.folder);
    for (const id of await rows()) {
      if ((await readJournalEntry(directory, id))?.call.providerId === providerId) {
        return (await acquireEntry(directory, id, { signal, patience: 'none' }))!;
      }
    }
    throw new Error(`There is no call of ${providerId}.`);
  }

  const takenUp: Readonly<Record<string, () => Promise<void>>> = {
    imini: () => new Promise((resolve) => test.parts.jobs.onDidSave(() => resolve())),
    infinityblue: () =>
      new Promise((resolve) =>
        test.parts.jobs.onDidChange(({ state }) => (state === 'interrupted' ? resolve() : undefined)),
      ),
  };
  for (const [held, { images, listed, told }] of Object.entries({
    imini: { images: 0, listed: ['interrupted'], told: 1 },
    infinityblue: { images: 1, listed: [], told: 0 },
  })) {
    it(`a call of ${held} that another window holds keeps nothing else waiting, and is taken up after it`, async () => {
      imini.script({ kind: 'taskHeld' });
      blue.script({ kind: 'hold' });
      const wishes = [task, native].map((wish) => ({ ...wish, folder: folder.uri }));
      const running = Promise.all(wishes.map((wish) => generateFor(test.parts, wish)));
      await Promise.all([imini.waitForRequests({ path: '/tasks/task_', count: 1 }), blue.waitForHeld()]);
      await reload(running);
      imini.release();
      const other = await holdCall(held);
      await resumePaidWork(test.parts, signal);
      await settled();
      const states = () => test.parts.jobs.list().map(({ state }) => state);
      assert.deepEqual(
        [(await readdir(folder.fsPath)).length, states(), warnings.questions.length],
        [images, listed, told],
      );
      const taken = takenUp[held]!();
      await other.release();
      await taken;
      await settled();
      assert.deepEqual([(await readdir(folder.fsPath)).length, states()], [1, ['interrupted']]);
      assert.deepEqual([imini.tasks.length, blue.requests.length], [1, 1]);
    });
  }

  it('a task without a key stays, says so, and is fetched when the key is there', async () => {
    await leaveTask();
    imini.release();
    await removeKey(test.parts, providerOf('imini'));
    await resumePaidWork(test.parts, signal);
    const job = await settled();
    assert.equal(job?.state, 'detached');
    const { message, actions } = describeEnd(job);
    assert.match(message, /no API key/);
    assert.deepEqual(actions, ['setKey', 'checkAgain']);
    await storeKey(test.parts, providerOf('imini'), imini.key);
    assert.equal((await checkAgain(test.parts, job))?.saved.length, 1);
    assert.deepEqual(await rows(), []);
  });

  it('a task is never asked for at another address than the one that was paid', async () => {
    await leaveTask();
    const other = await startIminiServer();
    try {
      await useProviders([{ id: 'imini', baseUrl: other.url }]);
      await resumePaidWork(test.parts, signal);
      const job = await settled();
      isError('taskExpired', { reason: 'otherAddress' })(job?.errors[0]);
      assert.equal(other.requests.length, 0);
      assert.equal((await rows()).length, 1);
    } finally {
      await other.stop();
    }
  });

  it('a task that is waited for is saved, though the address of its provider changes meanwhile', async () => {
    await leaveTask();
    await resumePaidWork(test.parts, signal);
    await imini.waitForRequests({ path: '/tasks/task_', count: 2 });
    await useProviders([{ id: 'imini', baseUrl: blue.url }]);
    imini.release();
    assert.equal(await settled(), undefined);
    assert.deepEqual(await readdir(folder.fsPath), ['a-fox-in-the-snow.png']);
    assert.deepEqual(await rows(), []);
  });

  const assertExpired = async (running: Promise<unknown>): Promise<void> => {
    await reload(running);
    await resumePaidWork(test.parts, signal);
    const job = await settled();
    isError('taskExpired')(job?.errors[0]);
    assert.equal(job?.state, 'failed');
    assert.deepEqual(await rows(), []);
  };

  it('a task that has expired says so and is closed', async () => {
    imini.script({ kind: 'taskExpired', afterPolls: 1 });
    const running = generateFor(test.parts, { ...task, folder: folder.uri });
    await imini.waitForRequests({ path: '/tasks/task_', count: 1 });
    await assertExpired(running);
  });

  it('a task of fal that was known, and has expired meanwhile, says so and is closed', async () => {
    const fal = await startFalServer();
    try {
      await useProviders([{ id: 'fal', baseUrl: fal.url, task: { interval: 0.5 } }]);
      await storeKey(test.parts, providerOf('fal'), fal.key);
      fal.script({ kind: 'taskExpired', afterPolls: 2 });
      const running = generateFor(test.parts, {
        ...{ providerId: 'fal', modelId: providerOf('fal').models[0].id, folder: folder.uri },
      });
      // The second question comes when the first answer is on record.
      await fal.waitForRequests({ path: '/status', count: 2 });
      await assertExpired(running);
    } finally {
      await fal.stop();
    }
  });

  it('a cancelled task stays, also over a reload, and is fetched when the user asks', async () => {
    imini.script({ kind: 'taskHeld' });
    const running = generateImage(formFor({ ...task, folder: folder.uri }), test.parts, { id: 'click' });
    await imini.waitForRequests({ path: '/tasks/task_', count: 1 });
    test.parts.jobs.cancel('click');
    await running;
    assert.equal(test.parts.jobs.find('click')?.state, 'detached');
    await reload(Promise.resolve());
    const polls = imini.tasks[0]?.polls;
    await resumePaidWork(test.parts, signal);
    const [job] = test.parts.jobs.list();
    assert.equal(job?.state, 'detached');
    assert.equal(imini.tasks[0]?.polls, polls);
    assert.deepEqual(warnings.questions, []);
    imini.release();
    assert.equal((await checkAgain(test.parts, job))?.saved.length, 1);
    assert.deepEqual(test.parts.jobs.list(), []);
    assert.deepEqual(await rows(), []);
  });

  it('a task that another window has taken over is not offered here any more', async () => {
    imini.script({ kind: 'taskHeld' });
    const running = generateImage(formFor({ ...task, folder: folder.uri }), test.parts, { id: 'click' });
    await imini.waitForRequests({ path: '/tasks/task_', count: 1 });
    const [row] = await rows();
    const lock = path.join(
      entriesDirectory(journalFolder(test.parts.storage.folder), row!.workspaceFolder),
      `${row!.id}.2.lock`,
    );
    await writeFile(lock, '{}');
    test.parts.jobs.cancel('click');
    await running;
    const job = test.parts.jobs.find('click')!;
    assert.deepEqual([job.state, job.open], ['failed', []]);
    const { message, actions } = describeEnd(job);
    assert.match(message, /Another window/);
    assert.deepEqual(actions, []);
  });

  it('a synchronous job is listed as interrupted, and Generate Again makes the image', async () => {
    blue.script({ kind: 'hold' });
    const running = generateFor(test.parts, { ...native, folder: folder.uri });
    await blue.waitForHeld();
    await reload(running);
    await resumePaidWork(test.parts, signal);
    const [job] = test.parts.jobs.list();
    assert.equal(job?.state, 'interrupted');
    assert.match(warnings.questions[0]?.message ?? '', /may have been billed/);
    assert.deepEqual(describeEnd(job).actions, ['generateAgain']);
    assert.equal(blue.requests.length, 1);
    const saved = new Promise<void>((resolve) => test.parts.jobs.onDidSave(() => resolve()));
    await generateAgain(test.parts, job);
    await saved;
    await settled();
    assert.deepEqual(await readdir(folder.fsPath), ['a-fox-in-the-snow.png']);
    assert.deepEqual(await rows(), []);
  });

  it('the calls of one job are one entry, which generates as many images again', async () => {
    blue.script({ kind: 'hold', times: 3 });
    const wish = formFor({ ...native, folder: folder.uri, count: 3 });
    const running = generateImage(wish, test.parts, { id: 'click' });
    await blue.waitForHeld(3);
    await reload(running);
    await resumePaidWork(test.parts, signal);
    const jobs = test.parts.jobs.list();
    assert.deepEqual(
      jobs.map(({ state, count, open }) => [state, count, open.length]),
      [['interrupted', 3, 3]],
    );
    assert.equal(warnings.questions.length, 1);
    const all = new Promise<void>((resolve) => test.parts.jobs.onDidRemove(() => resolve()));
    await generateAgain(test.parts, jobs[0]!);
    await all;
    await settled();
    assert.equal((await readdir(folder.fsPath)).length, 3);
    assert.deepEqual(await rows(), []);
  });

  it('the tasks of one job are waited for as one, beside a call that was interrupted', async () => {
    imini.script({ kind: 'taskHeld' }, { kind: 'hold' });
    const wish = { ...task, folder: folder.uri };
    const calls = ['one', 'two'].map((prompt) => formFor({ ...wish, prompt }));
    const running = Promise.all(calls.map((form) => generateImage(form, test.parts, { id: form.prompt })));
    await Promise.all([imini.waitForRequests({ path: '/tasks/task_', count: 1 }), imini.waitForHeld()]);
    await reload(running);
    await inOneJob();
    imini.release();
    await resumePaidWork(test.parts, signal);
    const job = await settled();
    assert.deepEqual([job?.state, job?.open.length, job?.count], ['interrupted', 1, 2]);
    assert.equal((await readdir(folder.fsPath)).length, 1);
    assert.equal((await rows()).length, 1);
  });

  it('an interrupted job is told once, and listed as long as it is open', async () => {
    blue.script({ kind: 'hold' });
    const running = generateFor(test.parts, { ...native, folder: folder.uri });
    await blue.waitForHeld();
    await reload(running);
    for (let windows = 0; windows < 3; windows += 1) {
      await resumePaidWork(test.parts, signal);
      assert.equal(test.parts.jobs.list()[0]?.state, 'interrupted');
      assert.equal(warnings.questions.length, 1);
      await reload(Promise.resolve());
    }
  });

  it('an image that could not be saved survives a reload, and Save As moves it, also out of the workspace', async () => {
    blue.script({ kind: 'hold' });
    const images = vscode.Uri.joinPath(folder.uri, 'images');
    const running = generateFor(test.parts, { ...native, folder: images });
    await blue.waitForHeld();
    await rm(images.fsPath, { recursive: true, force: true });
    await writeFile(images.fsPath, 'a file in its place');
    blue.release();
    await running;
    await reload(Promise.resolve());
    await resumePaidWork(test.parts, signal);
    const [job] = test.parts.jobs.list();
    assert.deepEqual(job && describeEnd(job).actions, ['saveAs']);
    const outside = await makeFolderOutside();
    const target = vscode.Uri.joinPath(outside.uri, 'elsewhere.png');
    const original = vscode.window.showSaveDialog;
    let proposed: vscode.Uri | undefined;
    const showSaveDialog = ({ defaultUri }: vscode.SaveDialogOptions): Promise<vscode.Uri> => {
      proposed = defaultUri;
      return Promise.resolve(target);
    };
    Object.assign(vscode.window, { showSaveDialog });
    try {
      await saveAs(test.parts, job!);
    } finally {
      Object.assign(vscode.window, { showSaveDialog: original });
    }
    assert.equal(proposed?.fsPath, folder.at('a-fox-in-the-snow.png'));
    assert.equal(readTestChunk(await readFile(target.fsPath))?.prompt, 'A fox in the snow');
    await outside.remove();
    const history = await recentHistory(test.parts, 10);
    assert.deepEqual(
      history.map(({ uri }) => uri),
      [target.toString()],
    );
    const kept = vscode.Uri.joinPath(test.parts.context.globalStorageUri, 'unsaved');
    assert.deepEqual(await readdir(kept.fsPath), []);
    assert.deepEqual(test.parts.jobs.list(), []);
    assert.deepEqual(await rows(), []);
  });

  it('nothing is sent that cannot be put on record', async () => {
    const { fsPath } = test.parts.context.globalStorageUri;
    await rm(fsPath, { recursive: true, force: true });
    await writeFile(fsPath, 'a file in its place');
    const { errors } = await generateFor(test.parts, { ...native, folder: folder.uri });
    isError('cannotSave', { reason: 'journal' })(errors[0]);
    assert.equal(blue.requests.length, 0);
  });

  it('a refused key ends the jobs that wait for the same provider, without asking it again', async () => {
    blue.script({ kind: 'hold', then: { kind: 'unauthorized' }, times: 3 });
    const wish = { ...native, folder: folder.uri };
    const queued = new Promise<void>((resolve) =>
      test.parts.jobs.onDidChange(({ state, place }) =>
        state === 'queued' && place === 1 ? resolve() : undefined,
      ),
    );
    const running = Array.from({ length: 4 }, () => generateFor(test.parts, wish));
    await blue.waitForHeld(3);
    await queued;
    blue.release();
    for (const { errors } of await Promise.all(running)) {
      isError('unauthorized')(errors[0]);
    }
    assert.equal(blue.requests.length, 3);
    assert.deepEqual(await rows(), []);
  });
});
