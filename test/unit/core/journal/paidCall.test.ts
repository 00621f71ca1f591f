import assert from 'node:assert/strict';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { EaselError, TaskStopped } from '../../../../src/core/model/errors';
import type { Generated } from '../../../../src/core/generate/generate';
import { localFolder } from '../../../../src/core/storage/imageFolder';
import { createEntry, listEntries, acquireEntry } from '../../../../src/core/journal/journal';
import type { OwnedEntry } from '../../../../src/core/journal/ownedEntry';
import { type CallEnd } from '../../../../src/core/journal/paidCall';
import { runPaidCall, type PaidWork } from '../../../runPaidCall';
import type { PaidCall } from '../../../../src/core/journal/entryState';
import type { Recipe } from '../../../../src/core/model/recipe';
import { isError } from '../apis/isError';
import { makeTemporaryFolder, removeTemporaryFolder } from '../../../temporaryFolder';

const workspaceFolder = 'file:///project';
const options = { aspectRatio: '', size: '1K', quality: '' };
const task = { taskId: 'task_1' };
const recipe: Recipe = {
  version: 1,
  generator: 'Easel',
  date: '2026-01-01T00:00:00Z',
  prompt: 'a fox',
  providerId: 'imini',
  providerLabel: 'imini',
  modelId: 'm',
  options,
  references: [],
  delivered: { width: 1, height: 1, format: 'png' },
  differences: [],
};

describe('A paid call', () => {
  let directory: string;
  let row: OwnedEntry;
  const at = (...names: string[]): string => path.join(directory, ...names);

  beforeEach(async () => {
    directory = makeTemporaryFolder('paid');
    const call: PaidCall = {
      jobId: 'job',
      workspaceFolder,
      startedAt: 0,
      prompt: 'a fox',
      providerId: 'imini',
      modelId: 'm',
      origin: 'https://example.com',
      options,
      count: 1,
      references: [],
      folder: 'file:///project/images',
      stem: 'fox',
    };
    row = await createEntry(at('journal'), call);
  });

  afterEach(async () => {
    await row.release();
    await removeTemporaryFolder(directory);
  });

  const run = (work: PaidWork['work'], changes: Partial<PaidWork> = {}): Promise<CallEnd> =>
    runPaidCall({
      row,
      target: {
        folder: localFolder(at('images')),
        keepIn: at('unsaved'),
        stem: 'fox',
        onDelivered: () => Promise.resolve(),
      },
      work,
      finishImage: ({ bytes, format }) => ({ bytes, format, recipe }),
      isClosing: () => false,
      isSent: () => true,
      log: () => undefined,
      ...changes,
    });

  /** Images of these contents, at these positions; some others may be missing. */
  const bring = (
    contents: Readonly<Record<number, string>>,
    leftOut: readonly unknown[] = [],
  ): Generated => ({
    images: Object.entries(contents).map(([position, text]) => ({
      bytes: Buffer.from(text),
      format: 'png' as const,
      width: 1,
      height: 1,
      differences: [],
      position: Number(position),
    })),
    leftOut,
  });
  const openRow = async (): Promise<OwnedEntry | undefined> => {
    const [id] = await listEntries(at('journal'), [workspaceFolder]);
    row = (id && (await acquireEntry(at('journal'), id, { signal: new AbortController().signal }))) ?? row;
    return id && row;
  };
  const withTask =
    (then: () => Promise<Generated>): PaidWork['work'] =>
    async (checkpoint) => {
      await checkpoint(task);
      return then();
    };

  it('whose task outlasts the waiting stays on record with its task', async () => {
    const late = new EaselError('timedOut', { maybeBilled: true });
    assert.deepEqual((await run(withTask(() => Promise.reject(late)))).errors, [late]);
    const left = await openRow();
    assert.deepEqual([left?.state.task, left?.state.isDetached], [task, true]);
  });

  it('whose task has failed is closed', async () => {
    await run(withTask(() => Promise.reject(new EaselError('unexpectedAnswer', { taskOver: true }))));
    assert.equal(await openRow(), undefined);
  });

  it('whose task the provider has stopped is closed, since nothing goes on there', async () => {
    await run(withTask(() => Promise.reject(new TaskStopped())));
    assert.equal(await openRow(), undefined);
  });

  it('that fails before there is a task is closed: the user has been told', async () => {
    await run(() => Promise.reject(new EaselError('unreachable', { maybeBilled: true })));
    assert.equal(await openRow(), undefined);
  });

  it('stays as it is when the window closes, for whoever comes next', async () => {
    const stopped = (): Promise<never> => Promise.reject(new DOMException('', 'AbortError'));
    await run(withTask(stopped), { isClosing: () => true });
    assert.equal((await openRow())?.state.isDetached, false);
  });

  it('that was put off when the window closed owes nothing', async () => {
    const stopped = (): Promise<never> => Promise.reject(new DOMException('', 'AbortError'));
    await run(stopped, { isClosing: () => true, isSent: () => false });
    assert.equal(await openRow(), undefined);
  });

  it('that has left when the window closed stays on record', async () => {
    const stopped = (): Promise<never> => Promise.reject(new DOMException('', 'AbortError'));
    await run(stopped, { isClosing: () => true });
    assert.notEqual(await openRow(), undefined);
  });

  it('of which one image could not be fetched stays open, and the next try saves that one alone', async () => {
    const gone = new Error('gone');
    const first = await run(withTask(() => Promise.resolve(bring({ 1: 'second' }, [gone]))));
    assert.deepEqual([first.saved.length, first.errors], [1, [gone]]);
    assert.equal((await openRow())?.state.saved.has(1), true);
    const both = bring({ 0: 'first', 1: 'second' });
    assert.equal((await run(() => Promise.resolve(both))).saved.length, 1);
    assert.equal(await openRow(), undefined);
    assert.deepEqual((await readdir(at('images'))).sort(), ['fox-2.png', 'fox.png']);
    assert.equal(await readFile(at('images', 'fox-2.png'), 'utf8'), 'first');
  });

  it('whose image cannot be saved keeps the bytes, and says where', async () => {
    await writeFile(at('images'), 'a file in the place of the folder');
    const end = await run(() => Promise.resolve(bring({ 0: 'bytes' })));
    assert.deepEqual([end.saved.length, end.errors.length, end.inMemory.length], [0, 1, 0]);
    const [kept] = (await openRow())?.state.kept ?? [];
    assert.equal(await readFile(at('unsaved', kept!.name), 'utf8'), 'bytes');
  });

  const draft = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJ', 'base64');
  const withDraft = (error: Error, changes: Partial<PaidWork> = {}): Promise<CallEnd> =>
    run(() => Promise.reject(error), { lastDraft: () => draft, ...changes });

  it('that breaks behind a draft keeps the draft, which is all that came for the money, and nothing in the project', async () => {
    const broken = new EaselError('unreachable', { maybeBilled: true });
    assert.deepEqual((await withDraft(broken)).errors, [broken]);
    const [kept] = (await openRow())?.state.kept ?? [];
    assert.deepEqual([kept?.isDraft, kept?.format, kept?.of], [true, 'png', 1]);
    assert.deepEqual(await readFile(at('unsaved', kept!.name)), draft);
    await assert.rejects(readdir(at('images')), { code: 'ENOENT' });
  });

  const cancelled = new DOMException('cancelled', 'AbortError');
  for (const error of [new EaselError('refusedByPolicy'), cancelled]) {
    it(`whose draft was given up (${error.name}) keeps nothing`, async () => {
      await withDraft(error);
      assert.equal(await openRow(), undefined);
      assert.deepEqual(await readdir(directory), ['journal']);
    });
  }

  it('that ends behind a draft because the window closes keeps the draft', async () => {
    await withDraft(cancelled, { isClosing: () => true });
    assert.equal((await openRow())?.state.kept.length, 1);
  });

  it('whose draft is no image keeps nothing', async () => {
    await withDraft(new EaselError('unreachable'), { lastDraft: () => Buffer.from('<html>') });
    assert.equal(await openRow(), undefined);
  });

  it('whose image can be kept nowhere gives the bytes back', async () => {
    await writeFile(at('images'), '');
    await writeFile(at('unsaved'), '');
    const end = await run(() => Promise.resolve(bring({ 0: 'bytes' })));
    assert.equal(Buffer.from(end.inMemory[0]!.bytes).toString(), 'bytes');
  });

  it('saves its image also where the journal cannot be written any more', async () => {
    const { record } = row;
    row.record = () => Promise.reject(Object.assign(new Error('full'), { code: 'ENOSPC' }));
    const end = await run(withTask(() => Promise.resolve(bring({ 0: 'bytes' }))));
    assert.deepEqual([end.saved.length, end.errors], [1, []]);
    row.record = record.bind(row);
  });

  async function takeOver(): Promise<void> {
    const [folder] = await readdir(at('journal'));
    await writeFile(at('journal', folder!, `${row.id}.2.lock`), '{}');
  }

  it('that another process has taken over ends with that, whatever else went wrong', async () => {
    const end = await run(
      withTask(async () => {
        await takeOver();
        throw new EaselError('timedOut', { maybeBilled: true });
      }),
    );
    assert.equal(end.errors.length, 1);
    isError('cannotSave', { reason: 'takenOver' })(end.errors[0]);
    assert.equal(row.isTakenOver, true);
  });

  it('that another process has taken over saves nothing', async () => {
    const end = await run(
      withTask(async () => {
        await takeOver();
        return bring({ 0: 'bytes' });
      }),
    );
    assert.deepEqual([end.saved.length, end.errors.length, end.inMemory.length], [0, 1, 0]);
    assert.deepEqual(await readdir(at('images')), []);
  });

  it('that another process has taken over gives the bytes back that nobody can fetch again', async () => {
    const end = await run(async () => {
      await takeOver();
      return bring({ 0: 'bytes' });
    });
    assert.equal(Buffer.from(end.inMemory[0]!.bytes).toString(), 'bytes');
  });
});
