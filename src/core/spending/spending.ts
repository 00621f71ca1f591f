import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { appendFile, mkdir, readdir } from 'node:fs/promises';
import path from 'node:path';
import { setImmediate } from 'node:timers/promises';
import * as z from 'zod';
import { startOf } from '../../shared/boundedText';
import { costSchema } from './costSchema';
import { EaselError } from '../model/errors';
import { sumOfCosts } from './money';
import type { Cost } from '../model/price';

/**
 * What was spent: a file of JSON lines for each month, which every window appends to and none rewrites, so that it
 * knows nothing of what becomes of the history. The last line of an id counts: a call is written down by its estimate
 * before it is sent, and again when its answer has come.
 */

export interface SpentCall {
  /** Begins with the month, so that a call has its place however long it takes. */
  readonly id: string;
  readonly providerId: string;
  readonly providerLabel: string;
  readonly modelId: string;
  /** `null`: nobody knows. */
  readonly cost: Cost | null;
}

/** The call has cost nothing, as one that was refused. */
export interface VoidCall {
  readonly id: string;
  readonly isVoid: true;
}

/** In the user's own time zone, such as `2026-11`. */
export function monthOf(milliseconds: number): string {
  const date = new Date(milliseconds);
  return `${date.getFullYear()}-${String(date.getMonth() + 1).padStart(2, '0')}`;
}

export function newSpentId(milliseconds: number): string {
  return `${monthOf(milliseconds)}.${randomUUID()}`;
}

/** @throws where the directory cannot be written. */
export async function appendSpending(
  directory: string,
  lines: readonly (SpentCall | VoidCall)[],
): Promise<void> {
  await mkdir(spendingDirectory(directory), { recursive: true });
  const months = new Map<string, string>();
  for (const line of lines) {
    const month = line.id.slice(0, 7);
    // Begun anew, so that what a crash has torn does not swallow it.
    months.set(month, `${months.get(month) ?? ''}\n${JSON.stringify(storableCall(line))}`);
  }
  for (const [month, text] of months) {
    await appendFile(monthFile(directory, month), text);
  }
}

/**
 * The calls of a month, in the order in which they were begun. Read piece by piece, each in a turn of the event loop of
 * its own.
 * @throws EaselError `cannotSave` (reason `spending`) where the file is there and cannot be read, or holds something else:
 * then nobody knows what was spent.
 */
export async function readSpending(directory: string, month: string): Promise<readonly SpentCall[]> {
  const calls = new Map<string, SpentCall | undefined>();
  let unread = 0;
  for await (const lines of linesOf(directory, month)) {
    for (const text of lines.filter((each) => each.trim() !== '')) {
      const read = parseLine(text);
      unread += read ? 0 : 1;
      if (read) {
        calls.set(read.id, 'isVoid' in read ? undefined : read);
      }
    }
  }
  // A crash tears a line now and then, which takes no other with it.
  if (unread > 1 && calls.size === 0) {
    throw unreadable(directory, 'unknown');
  }
  return Array.from(calls.values()).filter((call) => call !== undefined);
}

/** About a hundred calls. */
const pieceBytes = 32 * 1024;
/** A line is far shorter; what is longer is none of ours. */
const longestLine = 64 * 1024;

async function* linesOf(directory: string, month: string): AsyncGenerator<readonly string[]> {
  const file = monthFile(directory, month);
  let rest = '';
  try {
    for await (const piece of createReadStream(file, { encoding: 'utf8', highWaterMark: pieceBytes })) {
      const lines = (rest + String(piece)).split('\n');
      rest = startOf(lines.pop() ?? '', longestLine);
      yield lines;
      await setImmediate();
    }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ENOENT') {
      throw unreadable(directory, code ?? 'unknown', error);
    }
  }
  yield [rest];
}

function unreadable(file: string, networkCode: string, cause?: unknown): EaselError {
  return new EaselError('cannotSave', { file, reason: 'spending', networkCode }, { cause });
}

/** Months that something was written down for, newest first. */
export async function spendingMonths(directory: string): Promise<readonly string[]> {
  const names = await readdir(spendingDirectory(directory)).catch(() => []);
  return names
    .flatMap((name) => /^(\d{4}-\d{2})\.jsonl$/u.exec(name)?.[1] ?? [])
    .sort()
    .reverse();
}

export interface SpendingTotal {
  readonly providerId: string;
  readonly providerLabel: string;
  /** One for each currency. */
  readonly amounts: readonly Cost[];
  readonly calls: number;
  /** Those of them whose price nobody knows. */
  readonly unknown: number;
}

/** One for each provider, in the order in which they were first used. */
export function totalsOf(calls: readonly SpentCall[]): readonly SpendingTotal[] {
  const ids = new Set(calls.map(({ providerId }) => providerId));
  return Array.from(ids, (providerId) => {
    const own = calls.filter((call) => call.providerId === providerId);
    const costs = own.flatMap(({ cost }) => cost ?? []);
    return {
      providerId,
      providerLabel: own.at(-1)?.providerLabel ?? providerId,
      amounts: sumOfCosts(costs),
      calls: own.length,
      unknown: own.length - costs.length,
    };
  });
}

const id = z.string().regex(/^\d{4}-\d{2}\.[\da-f-]{36}$/u);

const longestName = 300;

const line: z.ZodType<SpentCall | VoidCall> = z.union([
  z.object({ id, isVoid: z.literal(true) }),
  z.object({
    id,
    providerId: z.string().max(longestName),
    providerLabel: z.string().max(longestName),
    modelId: z.string().max(longestName),
    cost: costSchema.nullable(),
  }),
]);

/** A line that cannot be read would be money that nobody counts. */
export function storableCall(line: SpentCall | VoidCall): SpentCall | VoidCall {
  if ('isVoid' in line) {
    return line;
  }
  const { providerId, providerLabel, modelId, cost } = line;
  return {
    ...line,
    providerId: startOf(providerId, longestName),
    providerLabel: startOf(providerLabel, longestName),
    modelId: startOf(modelId, longestName),
    cost: costSchema.safeParse(cost).data ?? null,
  };
}

function parseLine(text: string): SpentCall | VoidCall | undefined {
  try {
    return line.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

function spendingDirectory(directory: string): string {
  return path.join(directory, 'spending');
}

function monthFile(directory: string, month: string): string {
  return path.join(spendingDirectory(directory), `${month}.jsonl`);
}
