import { appendFile, mkdir, open } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import * as z from 'zod';
import { sha256Of } from '../core/sha256';
import { recipeSchema, type Recipe } from '../core/recipe';

/** A saved image: one line of the history. It outlives the image. */
export interface HistoryEntry {
  /** URI of the workspace folder the image was saved into; empty where there was none. */
  readonly workspaceFolder: string;
  readonly uri: string;
  /** Of the file as it was saved. */
  readonly sha256: string;
  readonly byteLength: number;
  readonly recipe: Recipe;
}

const historyEntry = z.object({
  workspaceFolder: z.string(),
  uri: z.string(),
  sha256: z.string(),
  byteLength: z.number(),
  recipe: recipeSchema,
});

/** How much of the end of the file is read for a list of the newest entries. */
const tailSize = 1024 * 1024;

/** @throws where the storage cannot be written; the image itself is saved by then. */
export async function appendHistory(storage: vscode.Uri, entry: HistoryEntry): Promise<void> {
  await mkdir(storage.fsPath, { recursive: true });
  await appendFile(historyFile(storage), `${JSON.stringify(entry)}\n`);
}

/** Newest first, of the workspace folders that are open. */
export async function recentHistory(storage: vscode.Uri, count: number): Promise<readonly HistoryEntry[]> {
  const folders = new Set((vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri.toString()));
  const entries = (await readTail(storage)).filter(
    ({ workspaceFolder }) => folders.size === 0 || folders.has(workspaceFolder),
  );
  return entries.reverse().slice(0, count);
}

/** The entry of these very bytes, wherever the file has moved since. */
export async function findInHistory(
  storage: vscode.Uri,
  bytes: Uint8Array,
): Promise<HistoryEntry | undefined> {
  return findBySha256(storage, await sha256Of(bytes));
}

/** The newest entry of a file with this hash. */
export async function findBySha256(storage: vscode.Uri, sha256: string): Promise<HistoryEntry | undefined> {
  const file = await open(historyFile(storage)).catch(() => undefined);
  let found: HistoryEntry | undefined;
  for await (const line of file?.readLines() ?? []) {
    if (line.includes(sha256)) {
      found = parseLine(line).find((entry) => entry.sha256 === sha256) ?? found;
    }
  }
  return found;
}

function historyFile(storage: vscode.Uri): string {
  return path.join(storage.fsPath, 'history.jsonl');
}

async function readTail(storage: vscode.Uri): Promise<HistoryEntry[]> {
  const file = await open(historyFile(storage)).catch(() => undefined);
  if (!file) {
    return [];
  }
  try {
    const { size } = await file.stat();
    const start = Math.max(0, size - tailSize);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(size - start), 0, size - start, start);
    return buffer.toString('utf8', 0, bytesRead).split('\n').flatMap(parseLine);
  } finally {
    await file.close();
  }
}

/** The first line of the tail and a line that was torn by a crash are not JSON; they are passed over. */
function parseLine(line: string): readonly HistoryEntry[] {
  try {
    const { data } = historyEntry.safeParse(JSON.parse(line));
    return data ? [data] : [];
  } catch {
    return [];
  }
}
