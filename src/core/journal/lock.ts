import { randomUUID } from 'node:crypto';
import { access, open, readFile, readdir, stat, utimes, type FileHandle } from 'node:fs/promises';
import { hostname } from 'node:os';
import path from 'node:path';
import type { Clock } from '../model/clock';
import { isHeld, removeFile, untilReleased } from '../storage/heldFile';
import { isRunning } from '../storage/processAlive';

/**
 * A lock between processes. Its file `<name>.<generation>.lock` says who holds it, and its time of change is the
 * holder's heartbeat. Whoever takes it over creates the next generation with `wx`, which only one can; nobody removes
 * a file of another holder, so no two can take over at once.
 */
export interface Lock {
  /** False once another process has taken over: this one was stopped for so long that it seemed dead. */
  isHeld(): Promise<boolean>;
  release(): Promise<void>;
}

export interface LockOptions {
  readonly directory: string;
  readonly name: string;
  readonly clock: Clock;
  readonly heartbeatMilliseconds?: number;
  readonly platform?: NodeJS.Platform | undefined;
  /** Creates a file that does not exist; a test makes it fail. */
  readonly createNew?: (file: string) => Promise<FileHandle>;
}

/** Another holder's sign of life, and since when (by our own monotonic clock) it has not changed. */
export interface Sighting {
  readonly sign: string;
  readonly since: number;
}

export type LockTry = { readonly lock: Lock } | { readonly heldBy: Sighting };

/**
 * Tries once. A holder on this machine whose process has gone gives way at once; one that only stopped giving signs
 * of life gives way after `staleMilliseconds`, measured by us between tries, since clocks of machines may jump.
 * @param before what the try before this one saw
 */
export async function tryLock(options: LockOptions, before?: Sighting): Promise<LockTry> {
  const newest = Math.max(0, ...(await generationsOf(options)));
  if (newest > 0) {
    const holder = fileOf(options, newest);
    const sighting = await see(holder, options.clock, before);
    const isStale = options.clock.now() - sighting.since >= staleMilliseconds;
    if (!isStale && !(await isDead(holder))) {
      return { heldBy: sighting };
    }
  }
  const lock = await claim(options, newest + 1);
  return lock ? { lock } : { heldBy: { sign: '', since: options.clock.now() } };
}

/** What is locked in a directory, or was when its holder died. */
export async function lockNamesIn(directory: string): Promise<readonly string[]> {
  const names = await readdir(directory).catch(() => []);
  return Array.from(new Set(names.flatMap((name) => /^(.+)\.\d+\.lock$/.exec(name)?.[1] ?? [])));
}

/** Five heartbeats. */
export const staleMilliseconds = 10_000;
const defaultHeartbeat = 2000;

/** Tells a process that is gone from a new one with the same number. */
const instance = randomUUID();

interface Holder {
  readonly pid: number;
  readonly host: string;
  readonly instance: string;
}

async function claim(options: LockOptions, generation: number): Promise<Lock | undefined> {
  const file = fileOf(options, generation);
  const holder: Holder & { readonly token: string } = {
    pid: process.pid,
    host: hostname(),
    instance,
    token: randomUUID(),
  };
  const text = JSON.stringify(holder);
  if (!(await createFile(file, text, options))) {
    return undefined;
  }
  const beat = (): void => {
    const now = new Date();
    utimes(file, now, now).catch(() => undefined);
  };
  const timer = setInterval(beat, options.heartbeatMilliseconds ?? defaultHeartbeat).unref();
  return {
    isHeld: async () => (await textOf(file)) === text && !(await exists(fileOf(options, generation + 1))),
    release: async () => {
      clearInterval(timer);
      if ((await textOf(file)) !== text) {
        return;
      }
      // Ours goes last: as long as one of them stands, nobody begins to count anew.
      const earlier = (await generationsOf(options)).filter((each) => each < generation);
      for (const each of [...earlier, generation]) {
        await removeFile(fileOf(options, each)).catch(() => undefined);
      }
    },
  };
}

/** @returns false where the file stands already. */
async function createFile(file: string, text: string, options: LockOptions): Promise<boolean> {
  const { createNew = (name: string) => open(name, 'wx'), platform, clock } = options;
  try {
    // Windows keeps the name of a deleted file until all who have it open let go.
    const handle = await untilReleased(() => createNew(file), { clock, platform });
    try {
      await handle.writeFile(text);
    } catch (error) {
      // An empty one would look as if someone were about to write it.
      await removeFile(file).catch(() => undefined);
      throw error;
    } finally {
      await handle.close();
    }
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') {
      return false;
    }
    // Windows says so, too, where nothing can be created at all: then nobody has the lock, and nobody gets it.
    if (isHeld(error, platform) && (await exists(file))) {
      return false;
    }
    throw error;
  }
}

async function see(file: string, clock: Clock, before: Sighting | undefined): Promise<Sighting> {
  const changed = await stat(file).then(
    ({ mtimeMs }) => mtimeMs,
    () => 0,
  );
  const sign = `${file} ${changed}`;
  return before?.sign === sign ? before : { sign, since: clock.now() };
}

/** Only where that is certain. */
async function isDead(file: string): Promise<boolean> {
  const text = await textOf(file);
  if (text === '') {
    return isOld(file);
  }
  const holder = parseHolder(text);
  if (holder?.host !== hostname()) {
    return false;
  }
  return holder.pid === process.pid ? holder.instance !== instance : !isRunning(holder.pid);
}

/** A file without content belongs to someone who is writing it, which takes no minute, or who died doing so. */
async function isOld(file: string): Promise<boolean> {
  return stat(file).then(
    ({ mtimeMs }) => Date.now() - mtimeMs > 60_000,
    () => false,
  );
}

function parseHolder(text: string): Holder | undefined {
  try {
    const holder = JSON.parse(text) as Partial<Holder> | null;
    const { pid, host, instance: of } = holder ?? {};
    return typeof pid === 'number' && pid > 0 && typeof host === 'string' && typeof of === 'string'
      ? { pid, host, instance: of }
      : undefined;
  } catch {
    return undefined;
  }
}

async function generationsOf({ directory, name }: LockOptions): Promise<number[]> {
  const names = await readdir(directory).catch(() => []);
  return names
    .filter((each) => each.startsWith(`${name}.`) && each.endsWith('.lock'))
    .map((each) => Number(each.slice(name.length + 1, -'.lock'.length)))
    .filter((generation) => Number.isSafeInteger(generation) && generation > 0)
    .sort((a, b) => a - b);
}

function fileOf({ directory, name }: LockOptions, generation: number): string {
  return path.join(directory, `${name}.${generation}.lock`);
}

async function textOf(file: string): Promise<string> {
  return readFile(file, 'utf8').catch(() => '');
}

async function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
