import assert from 'node:assert/strict';
import { appendFile, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { createEntry, listEntries, acquireEntry } from '../../../../src/core/journal/journal';
import { rowsOfJobs, takeRows } from '../../../../src/core/journal/jobRows';
import type { OwnedEntry } from '../../../../src/core/journal/ownedEntry';
import { hasPendingEntries, entriesDirectory } from '../../../../src/core/journal/pendingEntries';
import type { PaidCall } from '../../../../src/core/journal/entryState';
import { isError } from '../apis/isError';
import { makeTemporaryFolder, removeTemporaryFolder } from '../../../temporaryFolder';

const workspaceFolder = 'file:///project';

const call: PaidCall = {
  jobId: 'job',
  workspaceFolder,
  startedAt: 0,
  prompt: 'a fox\nat night',
  providerId: 'imini',
  modelId: 'google/nano-banana-pro',
  origin: 'https://openapi.imini.ai',
  options: {
    aspectRatio: '1:1',
    size: '1K',
    quality: '',
    background: 'opaque',
    outputFormat: 'webp',
    seed: 7,
  },
  count: 1,
  references: [{ uri: 'file:///project/a.png', path: 'a.png', sha256: '0'.repeat(64), use: 'asset' }],
  folder: 'file:///project/images',
  stem: 'a-fox-at-night',
};

describe('Journal of paid work', () => {
  let directory: string;

  beforeEach(() => {
    directory = makeTemporaryFolder('journal');
  });

  afterEach(() => removeTemporaryFolder(directory));

  const rows = (): string => entriesDirectory(directory, workspaceFolder);
  const fileOf = ({ id }: { id: string }): string => path.join(rows(), `${id}.jsonl`);
  const { signal } = new AbortController();
  const take = async (): Promise<OwnedEntry | undefined> => {
    const [row] = await listEntries(directory, [workspaceFolder]);
    assert.ok(row, 'no row is open');
    return acquireEntry(directory, row, { signal, patience: 'none' });
  };

  it('gives the rows of a job together, and says which are waited for', async () => {
    for (const jobId of ['a', 'a', 'b']) {
      const row = await createEntry(directory, { ...call, jobId });
      await (jobId === 'b' ? row.record({ state: 'submitted', task: { taskId: 'task_1' } }) : undefined);
      await row.release();
    }
    const jobs = await rowsOfJobs(directory, [workspaceFolder]);
    assert.deepEqual(jobs.map(({ ids, isWaited }) => [ids.length, isWaited]).sort(), [
      [1, true],
      [2, false],
    ]);
  });

  it('tells of the request that went out in place of the one before', async () => {
    const row = await createEntry(directory, {
      ...call,
      continued: { uri: 'file:///a', path: 'a', sha256: 'a' },
    });
    await row.record({ state: 'replaced', call: { ...call, spentId: '2026-12.second' } });
    assert.equal(row.state.call.spentId, '2026-12.second');
    await row.release();
    const taken = await take();
    assert.ok(taken);
    assert.deepEqual(taken.state.call, { ...call, spentId: '2026-12.second' });
    // Not known to be made again from what could not be read.
    const broken = { ...call, count: 0 };
    await assert.rejects(taken.record({ state: 'replaced', call: broken }));
    await taken.release();
  });

  it('gives all rows of a job or, while another works on one of them, none', async () => {
    const [held, free] = [await createEntry(directory, call), await createEntry(directory, call)];
    await free.release();
    const options = { signal, patience: 'none' } as const;
    assert.equal(await takeRows(directory, [held, free], options), undefined);
    await held.release();
    const taken = await takeRows(directory, [held, free], options);
    assert.equal(taken?.length, 2);
    await Promise.all(taken.map((row) => row.close('dismissed')));
    assert.deepEqual(await takeRows(directory, [held, free], options), []);
  });

  it('gives a call back as it was put on record, with its task', async () => {
    const row = await createEntry(directory, call);
    const task = { taskId: 'task_1', requestId: 'r', seed: 3 };
    await row.record({ state: 'submitted', task });
    await row.record({ state: 'submitted', task: { ...task, isKnown: true } });
    await row.release();
    const again = await take();
    assert.deepEqual(again?.state.call, call);
    assert.deepEqual(again.state.task, { ...task, isKnown: true });
    await again.release();
  });

  it('is empty when everything is closed', async () => {
    const row = await createEntry(directory, call);
    await row.close('saved');
    assert.deepEqual(await readdir(rows()), []);
    assert.equal(await hasPendingEntries(directory, [workspaceFolder]), false);
  });

  it('tells the windows of a workspace folder only about its own rows', async () => {
    const row = await createEntry(directory, call);
    assert.equal(await hasPendingEntries(directory, ['file:///other', '']), false);
    assert.equal(await hasPendingEntries(directory, ['file:///other', workspaceFolder]), true);
    await row.close('saved');
  });

  it('leaves a row alone that someone works on', async () => {
    const row = await createEntry(directory, call);
    assert.equal(await take(), undefined);
    await row.close('saved');
  });

  it('waits for who works on a row, and brings nothing where it was closed meanwhile', async () => {
    const row = await createEntry(directory, call);
    const [id] = await listEntries(directory, [workspaceFolder]);
    let waits = 0;
    const clock = {
      now: () => 0,
      random: () => 0,
      sleep: async () => {
        waits += 1;
        await row.close('saved');
      },
    };
    assert.equal(await acquireEntry(directory, id!, { signal, clock }), undefined);
    assert.equal(waits, 1);
  });

  it('survives a last line that a crash tore, and goes on behind it', async () => {
    const row = await createEntry(directory, call);
    await row.record({ state: 'submitted', task: { taskId: 'task_1' } });
    await appendFile(fileOf(row), '\n{"state":"detac');
    await row.release();
    const again = await take();
    assert.equal(again?.state.isDetached, false);
    await again.record({ state: 'detached' });
    await again.release();
    const third = await take();
    assert.deepEqual([third?.state.task?.taskId, third?.state.isDetached], ['task_1', true]);
    await third?.close('dismissed');
  });

  it('removes a row whose first line was torn, since nothing was sent', async () => {
    await mkdir(rows(), { recursive: true });
    await writeFile(path.join(rows(), 'torn.jsonl'), '\n{"state":"submitting","ver');
    assert.equal(await take(), undefined);
    assert.deepEqual(await readdir(rows()), []);
  });

  it('keeps a row that a later release wrote', async () => {
    await mkdir(rows(), { recursive: true });
    await writeFile(path.join(rows(), 'later.jsonl'), '\n{"state":"submitting","version":2}\n');
    assert.equal(await take(), undefined);
    assert.deepEqual(await readdir(rows()), ['later.jsonl']);
  });

  it('removes a row that was closed when a crash brought it back', async () => {
    const row = await createEntry(directory, call);
    const lines = await readFile(fileOf(row));
    await row.close('saved');
    await writeFile(fileOf(row), `${lines.toString()}\n{"state":"closed","as":"saved"}\n`);
    assert.equal(await take(), undefined);
    assert.deepEqual(await readdir(rows()), []);
  });

  it('sweeps a lock whose row was never written', async () => {
    await mkdir(rows(), { recursive: true });
    const holder = { pid: process.pid, host: os.hostname(), instance: 'an earlier one' };
    await writeFile(path.join(rows(), 'x.1.lock'), JSON.stringify(holder));
    assert.deepEqual(await listEntries(directory, [workspaceFolder]), []);
    assert.deepEqual(await readdir(rows()), []);
  });

  it('lets nobody write who lost the row', async () => {
    const row = await createEntry(directory, call);
    await writeFile(path.join(rows(), `${row.id}.2.lock`), '{}');
    const before = await readFile(fileOf(row), 'utf8');
    await assert.rejects(row.record({ state: 'detached' }), isError('cannotSave', { reason: 'takenOver' }));
    assert.equal(await readFile(fileOf(row), 'utf8'), before);
    await row.release();
  });

  it('that cannot be written is an error before anything is sent', async () => {
    await writeFile(path.join(directory, 'file'), '');
    const journal = path.join(directory, 'file', 'journal');
    await assert.rejects(
      createEntry(journal, call),
      isError('cannotSave', { reason: 'journal', networkCode: 'ENOTDIR' }),
    );
  });
});
