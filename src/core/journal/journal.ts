import { randomUUID } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { systemClock, type Clock } from '../model/clock';
import { EaselError } from '../model/errors';
import { removeFile } from '../storage/heldFile';
import { lockNamesIn, staleMilliseconds, tryLock, type Sighting } from './lock';
import { entryEnding, readEntryIds, entriesDirectory } from './pendingEntries';
import { OwnedEntry, type LockedFile, type EntryId } from './ownedEntry';
import { applyEvent, isTorn, parseEntry, storableEvent, type PaidCall, type EntryState } from './entryState';

/**
 * The record of paid work: a file of JSON lines for each call, which is there as long as something is owed. A file
 * of its own for each call, since windows that append to a common file lose rows when one of them rewrites it.
 */

/** Open rows of these workspace folders, whoever works on them. Sweeps locks that a crash left without a row. */
export async function listEntries(
  directory: string,
  workspaceFolders: readonly string[],
  clock: Clock = systemClock,
): Promise<readonly EntryId[]> {
  const lists = workspaceFolders.map(async (workspaceFolder) => {
    const rows = entriesDirectory(directory, workspaceFolder);
    const ids = await readEntryIds(rows);
    for (const name of (await lockNamesIn(rows)).filter((each) => !ids.includes(each))) {
      const attempt = await tryLock({ directory: rows, name, clock });
      await ('lock' in attempt ? attempt.lock.release() : undefined);
    }
    return ids.map((id) => ({ id, workspaceFolder }));
  });
  return (await Promise.all(lists)).flat();
}

/**
 * Puts a call on record, which must be done before the request leaves.
 * @returns the row, owned by us.
 * @throws EaselError `cannotSave` (reason `journal`); then nothing must be sent.
 */
export async function createEntry(
  directory: string,
  call: PaidCall,
  clock: Clock = systemClock,
): Promise<OwnedEntry> {
  const rows = entriesDirectory(directory, call.workspaceFolder);
  const id = randomUUID();
  try {
    await mkdir(rows, { recursive: true });
    // The lock first: a row without one looks like a row of the dead.
    const attempt = await tryLock({ directory: rows, name: id, clock });
    if (!('lock' in attempt)) {
      throw new Error(id);
    }
    const event = storableEvent({ state: 'submitting', version: 1, call });
    const state = applyEvent(undefined, event);
    if (!state) {
      throw new Error(id);
    }
    const row = new OwnedEntry({ id, file: path.join(rows, id + entryEnding), lock: attempt.lock, state });
    await row.create(event);
    return row;
  } catch (error) {
    const networkCode = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    throw new EaselError('cannotSave', { file: rows, reason: 'journal', networkCode }, { cause: error });
  }
}

/** What a row says now, whoever works on it; `undefined` where it is gone or cannot be read. */
export async function readJournalEntry(
  directory: string,
  { id, workspaceFolder }: EntryId,
): Promise<EntryState | undefined> {
  const text = await textOf(path.join(entriesDirectory(directory, workspaceFolder), id + entryEnding));
  return text === undefined ? undefined : parseEntry(text);
}

export interface TakeOptions {
  readonly clock?: Clock;
  /** Ends the waiting for another owner. */
  readonly signal: AbortSignal;
  /** Gives up at once where another owner lives. */
  readonly patience?: 'none' | 'untilFree';
}

/**
 * Makes a row ours; waits as long as another process that lives works on it.
 * @returns `undefined` where nothing is owed any more, or without patience where another owner lives.
 * @throws an `AbortError` when the signal fired.
 */
export async function acquireEntry(
  directory: string,
  { id, workspaceFolder }: EntryId,
  { clock = systemClock, signal, patience = 'untilFree' }: TakeOptions,
): Promise<OwnedEntry | undefined> {
  const rows = entriesDirectory(directory, workspaceFolder);
  const file = path.join(rows, id + entryEnding);
  let seen: Sighting | undefined;
  for (;;) {
    const attempt = await tryLock({ directory: rows, name: id, clock }, seen);
    if ('lock' in attempt) {
      return readOwned({ id, file, lock: attempt.lock });
    }
    // The owner removes the row before the lock.
    if (patience === 'none' || (await textOf(file)) === undefined) {
      return undefined;
    }
    seen = attempt.heldBy;
    await clock.sleep(staleMilliseconds / 10, signal);
  }
}

/** Read under the lock: what was known before may be over by now. */
async function readOwned({ id, file, lock }: LockedFile): Promise<OwnedEntry | undefined> {
  const text = await textOf(file);
  const state = text === undefined ? undefined : parseEntry(text);
  if (state && !state.isClosed) {
    return new OwnedEntry({ id, file, lock, state });
  }
  // A row that a later release of Easel wrote stays for that release.
  if (text !== undefined && (state?.isClosed === true || isTorn(text))) {
    await removeFile(file).catch(() => undefined);
  }
  await lock.release();
  return undefined;
}

async function textOf(file: string): Promise<string | undefined> {
  return readFile(file, 'utf8').catch(() => undefined);
}
