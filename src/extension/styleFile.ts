import { constants } from 'node:fs';
import { open, realpath } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import * as z from 'zod';
import type { Parts } from './parts';
import { workspacePath } from './workspacePaths';

/** Where a workspace describes its style, in words that are added to prompts. */
export const styleFilePath = '.easel/style.md';

const mostBytes = 4096;

export interface StyleFile {
  readonly uri: vscode.Uri;
  /** Path in the workspace. */
  readonly name: string;
  /** Empty where there is a problem. */
  readonly text: string;
  readonly problem?: StyleFileProblem;
}

export type StyleFileProblem = 'tooLarge' | 'notRegular' | 'notText';

/** What the person said: use it, leave it out, or nothing yet. */
export type StyleFileChoice = 'used' | 'left' | 'asked';

/** The style file of the first workspace folder that has one. Nothing of a folder that nobody trusts is read. */
export async function findStyleFile(): Promise<StyleFile | undefined> {
  if (!vscode.workspace.isTrusted) {
    return undefined;
  }
  for (const { uri: folder } of vscode.workspace.workspaceFolders ?? []) {
    const uri = vscode.Uri.joinPath(folder, ...styleFilePath.split('/'));
    const found = uri.scheme === 'file' ? await readLocal(folder.fsPath, uri.fsPath) : await readVirtual(uri);
    // An empty file adds nothing.
    if (found && (found.problem || found.text !== '')) {
      return { uri, name: workspacePath(uri), ...found };
    }
  }
  return undefined;
}

const choicesName = 'easel.styleFile';
const storedChoices = z.record(z.string(), z.enum(['used', 'left']));

/** The answer belongs to the workspace and to this file; another workspace asks anew. */
export function styleFileChoice({ context }: Parts, { uri }: StyleFile): StyleFileChoice {
  const { data = {} } = storedChoices.safeParse(context.workspaceState.get(choicesName));
  return data[uri.toString()] ?? 'asked';
}

export async function chooseStyleFile(
  { context }: Parts,
  { uri }: StyleFile,
  choice: 'used' | 'left',
): Promise<void> {
  const { data = {} } = storedChoices.safeParse(context.workspaceState.get(choicesName));
  await context.workspaceState.update(choicesName, { ...data, [uri.toString()]: choice });
}

type Found = Pick<StyleFile, 'text' | 'problem'>;

/**
 * A link is not followed, and no folder on the way may lead out of the workspace: a repository must not be able to have
 * another file of the disk sent.
 */
async function readLocal(folder: string, file: string): Promise<Found | undefined> {
  try {
    const below = path.relative(await realpath(folder), await realpath(file));
    if (below.split(path.sep)[0] === '..' || path.isAbsolute(below)) {
      return { text: '', problem: 'notRegular' };
    }
    // Without blocking, so that a pipe cannot hold us.
    const handle = await open(file, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW);
    try {
      const buffer = Buffer.alloc(mostBytes + 1);
      return (await handle.stat()).isFile()
        ? found(buffer.subarray(0, (await handle.read(buffer, 0, buffer.length, 0)).bytesRead))
        : { text: '', problem: 'notRegular' };
    } finally {
      await handle.close();
    }
  } catch (error) {
    return isMissing(error) ? undefined : { text: '', problem: 'notRegular' };
  }
}

async function readVirtual(uri: vscode.Uri): Promise<Found | undefined> {
  try {
    const { type, size } = await vscode.workspace.fs.stat(uri);
    if (type !== vscode.FileType.File) {
      return { text: '', problem: 'notRegular' };
    }
    return size > mostBytes
      ? { text: '', problem: 'tooLarge' }
      : found(await vscode.workspace.fs.readFile(uri));
  } catch {
    return undefined;
  }
}

function found(bytes: Uint8Array): Found {
  if (bytes.byteLength > mostBytes) {
    return { text: '', problem: 'tooLarge' };
  }
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return { text: text.replaceAll(hiddenCharacters, '').trim() };
  } catch {
    return { text: '', problem: 'notText' };
  }
}

/** What a person could not see in the preview is not sent. Line breaks, tabs and the joiners of scripts and emoji stay. */
const hiddenCharacters = /(?![\n\t\u200C\u200D])[\p{Cc}\p{Cf}]/gu;

function isMissing(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === 'ENOENT' || code === 'ENOTDIR';
}
