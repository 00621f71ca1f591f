import { constants, type Stats } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { EaselError } from './errors';
import type { ByteSource } from './request';

export interface LocalFile {
  readonly path: string;
  /** For the person. */
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

/** Base64 of a piece stays off V8's slow path for middle-sized strings when a read is about this long. */
const readSize = 780 * 1024;

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
    for (let position = 0; position < expected;) {
      const piece = Buffer.allocUnsafe(Math.min(readSize, expected - position));
      const { bytesRead } = await handle.read(piece, 0, piece.length, position);
      if (bytesRead === 0) {
        throw unreadable(file, 'changed');
      }
      position += bytesRead;
      yield piece.subarray(0, bytesRead);
    }
  } finally {
    await handle.close();
  }
}

function unreadable({ name }: LocalFile, reason: string, cause?: unknown): EaselError {
  return new EaselError('cannotReadReference', { file: name, reason }, { cause });
}
