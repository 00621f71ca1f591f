import path from 'node:path';
import * as vscode from 'vscode';
import { EaselError } from '../../core/model/errors';
import { codeOf, localFolder, type ImageFolder, type NewFile } from '../../core/storage/imageFolder';
import { firstFreeName } from '../../core/storage/naming';
import { workspacePath } from '../platform/workspacePaths';

/** A folder of any file system. What it throws when saving is an EaselError `cannotSave`. */
export function imageFolder(uri: vscode.Uri): ImageFolder {
  const folder = uri.scheme === 'file' ? localFolder(uri.fsPath) : virtualFolder(uri);
  return {
    ...folder,
    save: async (file) => {
      try {
        return await folder.save(file);
      } catch (error) {
        if (error instanceof EaselError) {
          throw error;
        }
        const { byteLength } = file.bytes;
        const details = {
          file: workspacePath(uri),
          reason: 'failed',
          networkCode: codeOf(error),
          byteLength,
        };
        throw new EaselError('cannotSave', details, { cause: error });
      }
    },
  };
}

/** Stands in for a folder that nothing may be saved in any more, so that what arrives is kept elsewhere. */
export function refusingFolder(error: unknown): ImageFolder {
  return {
    save: () => Promise.reject(error instanceof Error ? error : new Error(String(error))),
    read: () => Promise.resolve(undefined),
    list: () => Promise.resolve([]),
    remove: () => Promise.resolve(),
  };
}

/** The end of the last save elsewhere than on a disk. */
let savedBefore: Promise<unknown> = Promise.resolve();

/**
 * Other file systems have no temporary files and no links: a file is written in one go. They cannot refuse to write
 * over a file either, so the images of this window take their names in turn.
 */
function virtualFolder(folder: vscode.Uri): ImageFolder {
  return {
    save(file) {
      const saving = savedBefore.then(() => writeVirtual(folder, file));
      savedBefore = saving.catch(() => undefined);
      return saving;
    },
    async read(name) {
      try {
        return await vscode.workspace.fs.readFile(vscode.Uri.joinPath(folder, path.posix.basename(name)));
      } catch {
        return undefined;
      }
    },
    list: () => Promise.resolve([]),
    remove: async (name) => vscode.workspace.fs.delete(vscode.Uri.joinPath(folder, name)),
  };
}

async function writeVirtual(folder: vscode.Uri, { bytes, stem, ending, claim }: NewFile): Promise<string> {
  await vscode.workspace.fs.createDirectory(folder);
  const taken = (await vscode.workspace.fs.readDirectory(folder)).map(([name]) => name);
  const name = firstFreeName(stem, ending, taken);
  await claim(name);
  await vscode.workspace.fs.writeFile(vscode.Uri.joinPath(folder, name), bytes);
  return name;
}
