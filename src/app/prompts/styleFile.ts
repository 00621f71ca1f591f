import {
  readStyleChoice,
  withStyleChoice,
  type AskedFile,
  type StyleFileChoice,
} from '../../core/prompts/styleChoice';
import { readBoundedFile } from '../project/boundedFile';
import { joinUri } from '../project/uri';
import type { Files } from '../ports';
import type { Services } from '../services';

/** Where a workspace describes its style, in words that are added to prompts. */
export const styleFilePath = '.easel/style.md';

const mostBytes = 4096;

export interface StyleFile {
  readonly uri: string;
  /** Path in the workspace. */
  readonly name: string;
  /** Empty where there is a problem. */
  readonly text: string;
  readonly problem?: StyleFileProblem;
}

export type StyleFileProblem = 'tooLarge' | 'notRegular' | 'notText';

/** The style file of the first workspace folder that has one. Nothing of a folder that nobody trusts is read. */
export async function findStyleFile(files: Files): Promise<StyleFile | undefined> {
  if (!files.isTrusted()) {
    return undefined;
  }
  for (const { uri: folder } of files.workspaceFolders()) {
    const uri = joinUri(folder, ...styleFilePath.split('/'));
    const bytes = await readBoundedFile(files, { folder, name: styleFilePath, mostBytes });
    const found = typeof bytes === 'string' ? { text: '', problem: bytes } : bytes && readText(bytes);
    // An empty file adds nothing.
    if (found && (found.problem || found.text !== '')) {
      return { uri, name: files.displayPath(uri), ...found };
    }
  }
  return undefined;
}

const choicesName = 'easel.styleFile';

/** The answer belongs to the workspace, to this file and to what it says; another workspace asks anew. */
export function styleFileChoice({ storage }: Services, file: StyleFile): StyleFileChoice {
  return readStyleChoice(storage.workspace.get(choicesName), askedFile(file));
}

export async function chooseStyleFile(
  { storage }: Services,
  file: StyleFile,
  choice: 'used' | 'left',
): Promise<void> {
  const stored = withStyleChoice(storage.workspace.get(choicesName), askedFile(file), choice);
  await storage.workspace.update(choicesName, stored);
}

function askedFile({ uri, text }: StyleFile): AskedFile {
  return { uri, text };
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
