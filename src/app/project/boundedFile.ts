import { readBoundedLocalFile, type BoundedFileProblem } from '../../core/storage/boundedFile';
import type { Files } from '../ports';
import { fsPathOf, isFileUri, joinUri } from './uri';

/**
 * As `readBoundedLocalFile`, in a folder of any file system.
 * @param name path in the folder, with forward slashes
 */
export async function readBoundedFile(
  files: Files,
  { folder, name, mostBytes }: { readonly folder: string; readonly name: string; readonly mostBytes: number },
): Promise<Uint8Array | BoundedFileProblem | undefined> {
  const uri = joinUri(folder, ...name.split('/'));
  return isFileUri(uri)
    ? readBoundedLocalFile(fsPathOf(folder), fsPathOf(uri), mostBytes)
    : readVirtual(files, uri, mostBytes);
}

async function readVirtual(
  files: Files,
  uri: string,
  mostBytes: number,
): Promise<Uint8Array | BoundedFileProblem | undefined> {
  try {
    const { isRegular, byteLength } = await files.stat(uri);
    if (!isRegular) {
      return 'notRegular';
    }
    if (byteLength > mostBytes) {
      return 'tooLarge';
    }
    const bytes = await files.read(uri);
    return bytes.byteLength > mostBytes ? 'tooLarge' : bytes;
  } catch {
    return undefined;
  }
}
