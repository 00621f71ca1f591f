import * as vscode from 'vscode';
import { readBoundedLocalFile, type BoundedFileProblem } from '../../core/storage/boundedFile';

/**
 * As `readBoundedLocalFile`, in a folder of any file system.
 * @param name path in the folder, with forward slashes
 */
export async function readBoundedFile(
  folder: vscode.Uri,
  name: string,
  mostBytes: number,
): Promise<Uint8Array | BoundedFileProblem | undefined> {
  const uri = vscode.Uri.joinPath(folder, ...name.split('/'));
  return uri.scheme === 'file'
    ? readBoundedLocalFile(folder.fsPath, uri.fsPath, mostBytes)
    : readVirtual(uri, mostBytes);
}

async function readVirtual(
  uri: vscode.Uri,
  mostBytes: number,
): Promise<Uint8Array | BoundedFileProblem | undefined> {
  try {
    const { type, size } = await vscode.workspace.fs.stat(uri);
    if (type !== vscode.FileType.File) {
      return 'notRegular';
    }
    if (size > mostBytes) {
      return 'tooLarge';
    }
    const bytes = await vscode.workspace.fs.readFile(uri);
    return bytes.byteLength > mostBytes ? 'tooLarge' : bytes;
  } catch {
    return undefined;
  }
}
