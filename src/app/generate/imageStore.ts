import path from 'node:path';
import { EaselError } from '../../core/model/errors';
import { codeOf, localFolder, type ImageFolder, type NewFile } from '../../core/storage/imageFolder';
import { firstFreeName } from '../../core/storage/naming';
import { fsPathOf, isFileUri, joinUri } from '../project/uri';
import type { Files } from '../ports';
import type { Services } from '../services';

/** A folder of any file system. What it throws when saving is an EaselError `cannotSave`. */
export function imageFolder(services: Pick<Services, 'files' | 'session'>, uri: string): ImageFolder {
  const folder = isFileUri(uri) ? localFolder(fsPathOf(uri)) : virtualFolder(services, uri);
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
          file: services.files.displayPath(uri),
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

/**
 * Other file systems have no temporary files and no links: a file is written in one go. They cannot refuse to write
 * over a file either, so the images of this window take their names in turn.
 */
function virtualFolder({ files, session }: Pick<Services, 'files' | 'session'>, folder: string): ImageFolder {
  return {
    save: (file) => session.saves.run(() => writeVirtual(files, folder, file)),
    async read(name) {
      try {
        return await files.read(joinUri(folder, path.posix.basename(name)));
      } catch {
        return undefined;
      }
    },
    list: () => Promise.resolve([]),
    remove: async (name) => files.delete(joinUri(folder, name)),
  };
}

async function writeVirtual(
  files: Files,
  folder: string,
  { bytes, stem, ending, claim }: NewFile,
): Promise<string> {
  await files.createFolder(folder);
  const name = firstFreeName(stem, ending, await files.list(folder));
  await claim(name);
  await files.write(joinUri(folder, name), bytes);
  return name;
}
