import { randomUUID } from 'node:crypto';
import { link, mkdir, open, readdir, unlink } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { EaselError } from '../core/errors';
import { formatFacts, type ImageFormat } from '../core/image/format';
import { firstFreeName } from '../core/naming';
import { codeOf, type TargetFolder } from './targetFolder';
import { workspacePath } from './workspacePaths';

export interface ImageToSave {
  readonly bytes: Uint8Array;
  /** The ending follows the bytes, whatever the provider said. */
  readonly format: ImageFormat;
  /** File name without its ending. */
  readonly stem: string;
}

/**
 * Saves an image under the first name that is free; an existing file is never touched, and no half-written file
 * ever stands at the final name.
 * @returns where it is now.
 * @throws EaselError `cannotSave`; then nothing is left behind.
 */
export async function saveImage(folder: TargetFolder, image: ImageToSave): Promise<vscode.Uri> {
  try {
    return await (folder.uri.scheme === 'file'
      ? saveLocal(folder.uri, image)
      : saveVirtual(folder.uri, image));
  } catch (error) {
    const details = { file: workspacePath(folder.uri), reason: 'failed', networkCode: codeOf(error) };
    throw new EaselError('cannotSave', details, { cause: error });
  }
}

/** A temporary file in the same folder, flushed to the disk, then linked to its name, which fails where the name is taken. */
async function saveLocal(folder: vscode.Uri, image: ImageToSave): Promise<vscode.Uri> {
  await mkdir(folder.fsPath, { recursive: true });
  const temporary = path.join(folder.fsPath, `.easel-${randomUUID()}.tmp`);
  try {
    await writeNewFile(temporary, image.bytes);
    const name = await claimName(folder.fsPath, image, (final) => linkOrWrite(temporary, final, image.bytes));
    return vscode.Uri.joinPath(folder, name);
  } finally {
    await unlink(temporary).catch(() => undefined);
  }
}

/** Tries free names until one is ours; another window may take a name between the look and the claim. */
async function claimName(
  folder: string,
  { stem, format }: ImageToSave,
  claim: (file: string) => Promise<void>,
): Promise<string> {
  const lost: string[] = [];
  for (;;) {
    const name = firstFreeName(stem, formatFacts[format].ending, [...(await readdir(folder)), ...lost]);
    try {
      await claim(path.join(folder, name));
      return name;
    } catch (error) {
      if (codeOf(error) !== 'EEXIST') {
        throw error;
      }
      lost.push(name);
    }
  }
}

const codesWithoutLinks = new Set([
  'EPERM',
  'ENOTSUP',
  'EOPNOTSUPP',
  'ENOSYS',
  'EMLINK',
  'EXDEV',
  'EISDIR',
  'EINVAL',
]);

async function linkOrWrite(temporary: string, final: string, bytes: Uint8Array): Promise<void> {
  try {
    await link(temporary, final);
  } catch (error) {
    if (!codesWithoutLinks.has(codeOf(error))) {
      throw error;
    }
    await writeNewFile(final, bytes);
  }
}

async function writeNewFile(file: string, bytes: Uint8Array): Promise<void> {
  const handle = await open(file, 'wx');
  try {
    await handle.writeFile(bytes);
    await handle.sync();
  } catch (error) {
    await handle.close();
    await unlink(file);
    throw error;
  }
  await handle.close();
}

/** The end of the last save elsewhere than on a disk. */
let savedBefore: Promise<unknown> = Promise.resolve();

/** Other file systems cannot refuse to write over a file, so the images of this window take their names in turn. */
async function saveVirtual(folder: vscode.Uri, image: ImageToSave): Promise<vscode.Uri> {
  const saving = savedBefore.then(() => writeVirtual(folder, image));
  savedBefore = saving.catch(() => undefined);
  return saving;
}

async function writeVirtual(folder: vscode.Uri, { bytes, format, stem }: ImageToSave): Promise<vscode.Uri> {
  await vscode.workspace.fs.createDirectory(folder);
  const taken = (await vscode.workspace.fs.readDirectory(folder)).map(([name]) => name);
  const file = vscode.Uri.joinPath(folder, firstFreeName(stem, formatFacts[format].ending, taken));
  await vscode.workspace.fs.writeFile(file, bytes);
  return file;
}
