import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { appendFile, mkdir, open } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { systemClock } from '../model/clock';
import { removeFile, replaceByRename } from '../storage/heldFile';
import { tryLock, type Lock, type Sighting } from '../journal/lock';
import {
  readLine,
  storableLine,
  type FileHead,
  type HistoryEntry,
  type HistoryEvent,
  type StoredEntry,
} from './historyLine';
import { HistoryMarks, isBefore } from './historyMarks';

/** JSON lines that all windows append to; who writes the file anew holds its lock, and so does who appends. */
export function historyFile(directory: string): string {
  return path.join(directory, 'history.jsonl');
}

/** @throws where the directory cannot be written. */
export async function appendLines(
  directory: string,
  lines: readonly (HistoryEntry | HistoryEvent)[],
): Promise<void> {
  await mkdir(directory, { recursive: true });
  await withLock(directory, async () => {
    // What a crash has torn must not swallow the line behind it.
    const start = (await endsInLine(historyFile(directory))) ? '' : '\n';
    const text = lines.map((line) => `${JSON.stringify(storableLine(line))}\n`).join('');
    await appendFile(historyFile(directory), start + text);
  });
}

export interface Rewriting {
  /** Entries that were removed before go; milliseconds since 1970. Later ones can still be taken back. */
  readonly removedBefore: number;
  /** Entries that go now. */
  readonly isToGo?: (entry: StoredEntry) => boolean;
}

/**
 * Writes the file anew without the entries that go.
 * @returns what went, or `undefined` where another window is writing.
 */
export async function rewriteHistory(
  directory: string,
  rewriting: Rewriting,
): Promise<readonly StoredEntry[] | undefined> {
  await mkdir(directory, { recursive: true });
  return withLock(directory, async (lock) => {
    const target = historyFile(directory);
    const temporary = `${target}.${randomUUID()}`;
    const gone: StoredEntry[] = [];
    try {
      const lines = linesToKeep(target, rewriting, gone);
      await pipeline(lines, createWriteStream(temporary, { flags: 'wx', flush: true }));
      if (!(await lock?.isHeld())) {
        return undefined;
      }
      await replaceByRename(temporary, target);
      return gone;
    } finally {
      await removeFile(temporary).catch(() => undefined);
    }
  });
}

/** Each line of the file, oldest first, without its end. */
export async function* historyLines(file: string): AsyncGenerator<string> {
  const handle = await open(file).catch(() => undefined);
  for await (const line of handle?.readLines() ?? []) {
    yield line;
  }
}

async function* linesToKeep(file: string, rewriting: Rewriting, gone: StoredEntry[]): AsyncGenerator<string> {
  const marks = new HistoryMarks();
  for await (const text of historyLines(file)) {
    const line = readLine(text);
    if (line?.kind === 'event') {
      marks.add(line.event, { isLater: true });
    }
  }
  const head: FileHead = { event: 'rewritten', token: randomUUID() };
  yield `${JSON.stringify(head)}\n`;
  for await (const text of historyLines(file)) {
    yield keptText(text, { ...rewriting, marks, gone });
  }
}

interface Keeping extends Rewriting {
  readonly marks: HistoryMarks;
  readonly gone: StoredEntry[];
}

/** What this release cannot read stays as it is, for the one that wrote it. */
function keptText(text: string, { marks, removedBefore, isToGo, gone }: Keeping): string {
  const line = readLine(text);
  if (!line || line.kind === 'event' || text.startsWith('{"event":"rewritten"')) {
    return '';
  }
  const entry = line.kind === 'entry' ? line.facts : line.entry;
  if (!entry) {
    return `${text}\n`;
  }
  const { id } = entry;
  const removal = marks.removal(id);
  if ((removal && isBefore(removal, removedBefore)) || isToGo?.(entry)) {
    gone.push(entry);
    return '';
  }
  const kept = { ...(JSON.parse(text) as object), id, uri: marks.uriOf(entry) };
  const star: HistoryEvent = { event: 'starred', id, starred: true };
  return [kept, ...(marks.isStarred(id) ? [star] : []), ...(removal ? [removal] : [])]
    .map((each) => `${JSON.stringify(each)}\n`)
    .join('');
}

async function endsInLine(file: string): Promise<boolean> {
  const handle = await open(file).catch(() => undefined);
  try {
    const size = (await handle?.stat())?.size ?? 0;
    const last = size > 0 ? await handle?.read(Buffer.alloc(1), 0, 1, size - 1) : undefined;
    return last === undefined || last.buffer[0] === 0x0a;
  } finally {
    await handle?.close();
  }
}

/** How long another window is waited for. Appending a line is done without the lock then: no image may be forgotten. */
const patienceMilliseconds = 15_000;

/** The last one in this process; another process is kept out by a file. */
let last: Promise<unknown> = Promise.resolve();

function withLock<Result>(
  directory: string,
  work: (lock: Lock | undefined) => Promise<Result>,
): Promise<Result> {
  const turn = last.then(async () => {
    const lock = await takeLock(directory);
    try {
      return await work(lock);
    } finally {
      await lock?.release();
    }
  });
  last = turn.catch(() => undefined);
  return turn;
}

async function takeLock(directory: string): Promise<Lock | undefined> {
  const never = new AbortController().signal;
  const end = systemClock.now() + patienceMilliseconds;
  let seen: Sighting | undefined;
  do {
    const attempt = await tryLock({ directory, name: 'history', clock: systemClock }, seen);
    if ('lock' in attempt) {
      return attempt.lock;
    }
    seen = attempt.heldBy;
    await systemClock.sleep(20, never);
  } while (systemClock.now() < end);
  return undefined;
}
