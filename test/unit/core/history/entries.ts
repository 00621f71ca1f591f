import { createHash } from 'node:crypto';
import { appendFile, mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { historyFile } from '../../../../src/core/history/historyFile';
import { HistoryIndex } from '../../../../src/core/history/historyIndex';
import type { HistoryEntry } from '../../../../src/core/history/historyLine';

export const workspaceFolder = 'file:///project';

/** The entry with that number; later numbers are newer. */
export function entry(
  number: number,
  { recipe, ...differences }: Partial<Omit<HistoryEntry, 'recipe'>> & { recipe?: object } = {},
): HistoryEntry {
  return {
    workspaceFolder,
    uri: `file:///project/images/${number}.png`,
    sha256: createHash('sha256').update(String(number)).digest('hex'),
    byteLength: 1000 + number,
    recipe: {
      version: 1,
      generator: 'Easel',
      date: new Date(Date.UTC(2026, 0, 1) + number * 60_000).toISOString(),
      prompt: `Image number ${number}, a lighthouse`,
      providerId: number % 2 === 0 ? 'imini' : 'infinityblue',
      providerLabel: 'Provider',
      modelId: 'model',
      options: { aspectRatio: '', size: '', quality: '' },
      references: [],
      delivered: { width: 64, height: 64, format: 'png' },
      differences: [],
      ...recipe,
    },
    ...differences,
  };
}

export function line(value: object): string {
  return `${JSON.stringify(value)}\n`;
}

/** A directory with a history of so many entries, and what a test does with it. */
export async function makeHistory(count: number) {
  const directory = await mkdtemp(path.join(os.tmpdir(), 'easel-history-'));
  const file = historyFile(directory);
  const append = (text: string): Promise<void> => appendFile(file, text);
  await append(Array.from({ length: count }, (_, number) => line(entry(number))).join(''));
  return {
    directory,
    file,
    append,
    index: (stepBytes?: number) =>
      new HistoryIndex({
        file,
        isWanted: (folder) => folder === workspaceFolder,
        ...(stepBytes !== undefined && { stepBytes }),
      }),
    remove: () => rm(directory, { recursive: true, force: true }),
  };
}

export async function readAll(index: HistoryIndex): Promise<void> {
  do {
    await index.readOlder();
  } while (!index.isComplete);
}

/** The numbers of the entries, as their files are called. */
export function numbersOf(index: HistoryIndex): readonly number[] {
  return index.rows.map((row) => Number(/(\d+)\.png$/.exec(index.marks.uriOf(row))?.[1]));
}
