import { constants, type Stats } from 'node:fs';
import { open, stat, type FileHandle } from 'node:fs/promises';
import { EaselError } from '../model/errors';
import type { ByteSource } from '../model/reference';

export interface LocalFile {
  readonly path: string;
  /** For the user. */
  readonly name: string;
}

/**
 * A file on a disk, to be sent piece by piece. It is opened anew for each reading and must still be as long as it was.
 * @throws EaselError `cannotReadReference` when it is missing, empty, or no regular file; a link is followed.
 */
export async function openLocalFile(file: LocalFile): Promise<ByteSource & { readonly name: string }> {
  const found = await stat(file.path).catch((error: unknown) => {
    throw unreadable(file, 'missing', error);
  });
  if (!found.isFile()) {
    throw unreadable(file, 'notAFile');
  }
  if (found.size === 0) {
    throw unreadable(file, 'empty');
  }
  return { name: file.name, byteLength: found.size, read: () => readPieces(file, found) };
}

/** A multiple of 72 KiB, which is encoded as base64 without a rest. */
const readSize = 288 * 1024;

/** Opened without blocking, so that a pipe which has taken the file's place cannot hold us. */
async function* readPieces(file: LocalFile, { size: expected }: Stats): AsyncGenerator<Uint8Array> {
  const handle = await open(file.path, constants.O_RDONLY | constants.O_NONBLOCK).catch((error: unknown) => {
    throw unreadable(file, 'missing', error);
  });
  try {
    const now = await handle.stat();
    if (!now.isFile() || now.size !== expected) {
      throw unreadable(file, 'changed');
    }
    let next = readAt(handle, { position: 0, end: expected });
    for (let position = 0; position < expected;) {
      const piece = await next;
      if (piece.length === 0) {
        throw unreadable(file, 'changed');
      }
      position += piece.length;
      // While this piece is sent, the disk has time for the next one.
      next = readAt(handle, { position, end: expected });
      next.catch(() => undefined);
      yield piece;
    }
  } finally {
    await handle.close();
  }
}

/** Empty at the end of the file. */
async function readAt(
  handle: FileHandle,
  { position, end }: { readonly position: number; readonly end: number },
): Promise<Uint8Array> {
  if (position >= end) {
    return new Uint8Array();
  }
  const piece = Buffer.allocUnsafe(Math.min(readSize, end - position));
  const { bytesRead } = await handle.read(piece, 0, piece.length, position);
  return piece.subarray(0, bytesRead);
}

function unreadable({ name }: LocalFile, reason: string, cause?: unknown): EaselError {
  return new EaselError('cannotReadReference', { file: name, reason }, { cause });
}
