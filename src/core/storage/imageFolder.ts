import { randomUUID } from 'node:crypto';
import { link, mkdir, open, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { removeFile } from './heldFile';
import { firstFreeName } from './naming';

/** A file that is to be saved under the first name that is free. */
export interface NewFile {
  readonly bytes: Uint8Array;
  /** File name without its ending. */
  readonly stem: string;
  /** Without a dot. */
  readonly ending: string;
  /** Name to write under until the file is whole. Nobody else uses it. */
  readonly temporary: string;
  /** Settles before the file can appear under this name; called again where the name turns out to be taken. */
  readonly claim: (name: string) => Promise<void>;
}

/** The folder that images go into, wherever it is. Names are of files in it. */
export interface ImageFolder {
  /**
   * No existing file is ever touched, and no half-written file stands at the final name.
   * @returns the final name.
   * @throws what the file system or `claim` throws; then nothing is left behind.
   */
  save(file: NewFile): Promise<string>;
  /** `undefined` where there is no such file. */
  read(name: string): Promise<Uint8Array | undefined>;
  /** Names that begin so. */
  list(prefix: string): Promise<readonly string[]>;
  remove(name: string): Promise<void>;
}

/** A temporary file in the same folder, flushed to the disk, then linked to its name, which fails where the name is taken. */
export function localFolder(folder: string, createLink: typeof link = link): ImageFolder {
  return {
    save: (file) => saveLocal(folder, file, createLink),
    read: (name) => readFile(path.join(folder, name)).catch(() => undefined),
    list: async (prefix) => (await readdir(folder).catch(() => [])).filter((name) => name.startsWith(prefix)),
    remove: (name) => removeFile(path.join(folder, name)),
  };
}

/** A full disk still takes an empty file. */
const probeBytes = 64 * 1024;

/**
 * Only writing shows that writing works: permissions, read-only disks and quotas look fine to a mere question.
 * @throws what the file system throws; nothing is left behind.
 */
export async function probeFolder(folder: string): Promise<void> {
  const file = path.join(folder, `.easel-${randomUUID()}.tmp`);
  try {
    await writeFile(file, Buffer.alloc(probeBytes), { flag: 'wx' });
  } catch (error) {
    await removeFile(file).catch(() => undefined);
    throw error;
  }
  await removeFile(file);
}

async function saveLocal(folder: string, file: NewFile, createLink: typeof link): Promise<string> {
  await mkdir(folder, { recursive: true });
  const temporary = path.join(folder, file.temporary);
  try {
    await writeNewFile(temporary, file.bytes);
    return await claimName(folder, file, async (final) => {
      try {
        await createLink(temporary, final);
      } catch (error) {
        if (!codesWithoutLinks.has(codeOf(error))) {
          throw error;
        }
        await writeNewFile(final, file.bytes);
      }
    });
  } finally {
    await removeFile(temporary).catch(() => undefined);
  }
}

/** Tries free names until one is ours; another window may take a name between the look and the claim. */
async function claimName(
  folder: string,
  { stem, ending, claim }: NewFile,
  take: (file: string) => Promise<void>,
): Promise<string> {
  const lost: string[] = [];
  for (;;) {
    const name = firstFreeName(stem, ending, [...(await readdir(folder)), ...lost]);
    await claim(name);
    try {
      await take(path.join(folder, name));
      return name;
    } catch (error) {
      if (codeOf(error) !== 'EEXIST') {
        throw error;
      }
      lost.push(name);
    }
  }
}

/**
 * By which a system says that its disk has no hard links (FAT, network shares), or that this file gets none: `EACCES` and
 * `EBUSY` while another program has it open on Windows, `UNKNOWN` for the errors of Windows that Node.js has no name for.
 */
const codesWithoutLinks = new Set([
  'EPERM',
  'ENOTSUP',
  'EOPNOTSUPP',
  'ENOSYS',
  'EMLINK',
  'EXDEV',
  'EISDIR',
  'EINVAL',
  'EACCES',
  'EBUSY',
  'UNKNOWN',
]);

/** Creates a file and flushes it to the disk. */
async function writeNewFile(file: string, bytes: Uint8Array): Promise<void> {
  const handle = await open(file, 'wx');
  try {
    await handle.writeFile(bytes);
    await handle.sync();
  } catch (error) {
    await handle.close();
    await removeFile(file);
    throw error;
  }
  await handle.close();
}

/** The operating system's code, such as `EROFS`. */
export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
}
