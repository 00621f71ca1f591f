import { randomUUID } from 'node:crypto';
import { access, mkdir, readdir, stat, unlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { largestThumbnail } from '../../shared/limits';
import { readDimensions } from '../image/header/dimensions';
import { sniffFormat } from '../image/sniff';
import { removeFile, replaceByRename } from '../storage/heldFile';

/** Of its longer side. */
const mostPixels = 512;

interface ThumbnailFolderOptions {
  readonly directory: string;
  /** Bytes of all of them; beyond, the oldest go. */
  readonly mostBytes: number;
}

/** In Easel's storage. */
export function thumbnailsFolder(storage: string): string {
  return path.join(storage, 'thumbnails');
}

/** Small WebP pictures of images, under the SHA-256 of the image. */
export class ThumbnailFolder {
  /** Unknown until something is put in. */
  private bytes: number | undefined;

  constructor(private readonly options: ThumbnailFolderOptions) {}

  /** The file, where there is one. */
  async find(sha256: string): Promise<string | undefined> {
    const file = this.fileOf(sha256);
    return access(file).then(
      () => file,
      () => undefined,
    );
  }

  /** @returns the file, or `undefined` for bytes that are no small WebP. */
  async put(sha256: string, bytes: Uint8Array): Promise<string | undefined> {
    if (!isHash(sha256) || !isThumbnail(bytes)) {
      return undefined;
    }
    const file = this.fileOf(sha256);
    await mkdir(this.options.directory, { recursive: true });
    const temporary = `${file}.${randomUUID()}`;
    await writeFile(temporary, bytes, { flag: 'wx' });
    await replaceByRename(temporary, file);
    await this.dropOldest(bytes.byteLength);
    return file;
  }

  async remove(sha256: string): Promise<void> {
    await removeFile(this.fileOf(sha256)).catch(() => undefined);
  }

  private fileOf(sha256: string): string {
    return path.join(this.options.directory, `${isHash(sha256) ? sha256.toLowerCase() : 'none'}.webp`);
  }

  /** Some more than needed, so that not every new one begins by counting. */
  private async dropOldest(added: number): Promise<void> {
    const { directory, mostBytes } = this.options;
    this.bytes = this.bytes === undefined ? sum(await filesIn(directory)) : this.bytes + added;
    if (this.bytes <= mostBytes) {
      return;
    }
    const files = (await filesIn(directory)).toSorted((a, b) => a.changed - b.changed);
    let left = sum(files);
    for (const { file, byteLength } of files) {
      if (left <= mostBytes * 0.9) {
        break;
      }
      await unlink(file).catch(() => undefined);
      left -= byteLength;
    }
    this.bytes = left;
  }
}

function isHash(sha256: string): boolean {
  return /^[0-9a-f]{64}$/i.test(sha256);
}

function isThumbnail(bytes: Uint8Array): boolean {
  if (bytes.byteLength > largestThumbnail || sniffFormat(bytes) !== 'webp') {
    return false;
  }
  const { width, height } = readDimensions(bytes, 'webp') ?? { width: Infinity, height: Infinity };
  return Math.max(width, height) <= mostPixels;
}

interface StoredFile {
  readonly file: string;
  readonly byteLength: number;
  readonly changed: number;
}

async function filesIn(directory: string): Promise<readonly StoredFile[]> {
  const files: StoredFile[] = [];
  for (const name of await readdir(directory).catch(() => [])) {
    const file = path.join(directory, name);
    const facts = await stat(file).catch(() => undefined);
    if (facts?.isFile()) {
      files.push({ file, byteLength: facts.size, changed: facts.mtimeMs });
    }
  }
  return files;
}

function sum(files: readonly StoredFile[]): number {
  return files.reduce((bytes, { byteLength }) => bytes + byteLength, 0);
}
