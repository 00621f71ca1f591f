import * as vscode from 'vscode';
import {
  readStyleChoice,
  withStyleChoice,
  type AskedFile,
  type StyleFileChoice,
} from '../../core/prompts/styleChoice';
import { readBoundedFile } from '../platform/boundedFile';
import type { Services } from '../platform/services';
import { workspacePath } from '../platform/workspacePaths';

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

/** The style file of the first workspace folder that has one. Nothing of a folder that nobody trusts is read. */
export async function findStyleFile(): Promise<StyleFile | undefined> {
  if (!vscode.workspace.isTrusted) {
    return undefined;
  }
  for (const { uri: folder } of vscode.workspace.workspaceFolders ?? []) {
    const uri = vscode.Uri.joinPath(folder, ...styleFilePath.split('/'));
    const bytes = await readBoundedFile(folder, styleFilePath, mostBytes);
    const found = typeof bytes === 'string' ? { text: '', problem: bytes } : bytes && readText(bytes);
    // An empty file adds nothing.
    if (found && (found.problem || found.text !== '')) {
      return { uri, name: workspacePath(uri), ...found };
    }
  }
  return undefined;
}

const choicesName = 'easel.styleFile';

/** The answer belongs to the workspace, to this file and to what it says; another workspace asks anew. */
export function styleFileChoice({ context }: Services, file: StyleFile): StyleFileChoice {
  return readStyleChoice(context.workspaceState.get(choicesName), askedFile(file));
}

export async function chooseStyleFile(
  { context }: Services,
  file: StyleFile,
  choice: 'used' | 'left',
): Promise<void> {
  const stored = withStyleChoice(context.workspaceState.get(choicesName), askedFile(file), choice);
  await context.workspaceState.update(choicesName, stored);
}

function askedFile({ uri, text }: StyleFile): AskedFile {
  return { uri: uri.toString(), text };
}

type Found = Pick<StyleFile, 'text' | 'problem'>;

function readText(bytes: Uint8Array): Found {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return { text: text.replaceAll(hiddenCharacters, '').trim() };
  } catch {
    return { text: '', problem: 'notText' };
  }
}

/** What a user could not see in the preview is not sent. Line breaks, tabs and the joiners of scripts and emoji stay. */
const hiddenCharacters = /(?![\n\t\u200C\u200D])[\p{Cc}\p{Cf}]/gu;
