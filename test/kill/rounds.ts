import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile, utimes } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { entriesDirectory } from '../../src/core/journal/pendingEntries';
import { parseEntry, type EntryState } from '../../src/core/journal/entryState';
import { readTestChunk } from '../servers/image';
import { startIminiServer, type IminiServer } from '../servers/imini';
import { makeTemporaryFolder, removeTemporaryFolder } from '../temporaryFolder';
import { stages, workspaceFolder, type ChildOrders, type Stage } from './orders';

/** What is left of all rounds when nobody is killed any more. */
export interface Aftermath {
  /** Prompts of the tasks that the provider accepted, and charges. */
  readonly paid: readonly string[];
  /** Prompts of the saved images. */
  readonly saved: readonly string[];
  /** Rows that are still open. */
  readonly open: readonly EntryState[];
  /** Names in the folder of images that are no images. */
  readonly litter: readonly string[];
  /** Names in the journal that are no rows. */
  readonly journalLitter: readonly string[];
}

/** A place for children to be killed in: a strict server, a folder for images, a journal. */
export async function openArena() {
  const folder = makeTemporaryFolder('kill');
  const server = await startIminiServer({ taskMilliseconds: 40 });
  const orders: ChildOrders = {
    journal: path.join(folder, 'journal'),
    images: path.join(folder, 'images'),
    keepIn: path.join(folder, 'unsaved'),
    url: server.url,
    key: server.key,
  };
  return {
    server,
    orders,
    /** Runs a child to its end, or kills it on its way. */
    run: (changes: Partial<ChildOrders>, death?: Death) => runChild({ ...orders, ...changes }, death),
    aftermath: () => lookAt(server, orders),
    close: async () => {
      await server.stop();
      await removeTemporaryFolder(folder);
    },
  };
}

export type Arena = Awaited<ReturnType<typeof openArena>>;

export interface Rounds {
  readonly count: number;
  readonly seed: number;
}

/**
 * Each round a child resumes what others left, submits a task of its own, and is killed at a random moment. Several
 * children work on the same journal at once, as windows do. A last child may finish in peace.
 */
export async function killRounds(
  arena: Arena,
  { count, seed }: Rounds,
): Promise<Aftermath & { killed: number }> {
  const random = seededRandom(seed);
  const deaths = Array.from({ length: count }, () => ({
    stage: stages[Math.floor(random() * stages.length)] ?? 'ready',
    milliseconds: random() * longestDelay,
  }));
  let killed = 0;
  let round = 0;
  const lane = async (): Promise<void> => {
    for (let death = deaths[round]; death; death = deaths[round]) {
      const prompt = `round ${round++}`;
      const signal = await arena.run({ prompt, among: true }, death);
      killed += signal === 'SIGKILL' ? 1 : 0;
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  await age(arena.orders);
  await arena.run({});
  return { ...(await arena.aftermath()), killed };
}

/** As minutes later: until then, a lock that is still empty seems to be of someone who is about to write it. */
async function age({ journal }: ChildOrders): Promise<void> {
  const rows = entriesDirectory(journal, workspaceFolder);
  const names = await readdir(rows).catch(() => []);
  const then = new Date(Date.now() - 5 * 60_000);
  await Promise.all(names.map((name) => utimes(path.join(rows, name), then, then)));
}

/** A random moment: so long after the child has told that it reached a stage. */
interface Death {
  readonly stage: Stage;
  readonly milliseconds: number;
}

const lanes = 3;
/** About as long as a stage takes. */
const longestDelay = 25;

/** @returns the signal that ended it; `undefined` where it came to its end. */
async function runChild(orders: ChildOrders, death?: Death): Promise<string | undefined> {
  const child = fork(path.resolve('out/test/kill/child.js'), [JSON.stringify(orders)]);
  const exit = once(child, 'exit') as Promise<[number | null, string | null]>;
  if (death) {
    const reached = new Promise<void>((resolve) => {
      child.on('message', (stage) => (stage === death.stage ? resolve() : undefined));
    });
    await Promise.race([reached.then(() => sleep(death.milliseconds)), exit]);
    child.kill('SIGKILL');
  }
  const [code, signal] = await exit;
  if (signal === null && code !== 0) {
    throw new Error(`The child ended with ${code}`);
  }
  return signal ?? undefined;
}

async function lookAt(server: IminiServer, orders: ChildOrders): Promise<Aftermath> {
  const names = await readdir(orders.images).catch(() => []);
  const images = names.filter((name) => name.endsWith('.png'));
  const chunks = await Promise.all(
    images.map(async (name) => readTestChunk(await readFile(path.join(orders.images, name)))),
  );
  const rows = entriesDirectory(orders.journal, workspaceFolder);
  const rowNames = await readdir(rows).catch(() => []);
  const texts = await Promise.all(
    rowNames.filter((name) => name.endsWith('.jsonl')).map((name) => readFile(path.join(rows, name), 'utf8')),
  );
  return {
    paid: server.tasks.map(({ request }) => request.prompt),
    saved: chunks.map((chunk) => chunk?.prompt ?? 'not whole'),
    open: texts.flatMap((text) => parseEntry(text) ?? []),
    litter: names.filter((name) => !name.endsWith('.png')),
    journalLitter: rowNames.filter((name) => !name.endsWith('.jsonl')),
  };
}

/** Mulberry32: the same moments each time for the same seed. */
function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
