import { randomUUID } from 'node:crypto';
import { open, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { removeFile, replaceByRename } from './heldFile';

/**
 * Gives a file other content, all of it or, where that fails, nothing of it: a temporary file beside it is flushed to
 * the disk and takes its place. A link stays a link, and what it leads to gets the content; permissions stay.
 * @throws what the file system throws; then the file is as it was.
 */
export async function replaceFile(file: string, bytes: Uint8Array): Promise<void> {
  const target = await realpath(file);
  const { mode } = await stat(target);
  const temporary = path.join(path.dirname(target), `.easel-${randomUUID()}.tmp`);
  try {
    const handle = await open(temporary, 'wx', mode);
    try {
      await handle.writeFile(bytes);
      // The process's umask may have taken permissions away.
      await handle.chmod(mode);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await replaceByRename(temporary, target);
  } catch (error) {
    await removeFile(temporary).catch(() => undefined);
    throw error;
  }
}
