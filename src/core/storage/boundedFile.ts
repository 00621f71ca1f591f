import { constants } from 'node:fs';
import { lstat, open, realpath } from 'node:fs/promises';
import { relativeBelow } from '../util/relativeBelow';

export type BoundedFileProblem = 'tooLarge' | 'notRegular';

/**
 * The bytes of a small file below a folder. A link is not followed, and no folder on the way may lead out of the folder:
 * a repository must not be able to have another file of the disk sent.
 * @param noFollow the flag by which the system follows no link; Windows has none
 * @returns `undefined` where there is no such file
 */
export async function readBoundedLocalFile(
  folder: string,
  file: string,
  mostBytes: number,
  noFollow = constants.O_NOFOLLOW | 0,
): Promise<Uint8Array | BoundedFileProblem | undefined> {
  try {
    if (relativeBelow(await realpath(folder), await realpath(file)) === undefined) {
      return 'notRegular';
    }
    if (noFollow === 0 && (await lstat(file)).isSymbolicLink()) {
      return 'notRegular';
    }
    // Without blocking, so that a pipe cannot hold us.
    const handle = await open(file, constants.O_RDONLY | constants.O_NONBLOCK | noFollow);
    try {
      if (!(await handle.stat()).isFile()) {
        return 'notRegular';
      }
      const buffer = Buffer.alloc(mostBytes + 1);
      const bytes = buffer.subarray(0, await fill(handle, buffer));
      return bytes.byteLength > mostBytes ? 'tooLarge' : bytes;
    } finally {
      await handle.close();
    }
  } catch (error) {
    return isMissing(error) ? undefined : 'notRegular';
  }
}

/** One read may bring less than there is. */
async function fill(handle: Awaited<ReturnType<typeof open>>, buffer: Buffer): Promise<number> {
  let filled = 0;
  for (;;) {
    const { bytesRead } = await handle.read(buffer, filled, buffer.length - filled, filled);
    filled += bytesRead;
    if (bytesRead === 0 || filled === buffer.length) {
      return filled;
    }
  }
}

function isMissing(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === 'ENOENT' || code === 'ENOTDIR';
}
