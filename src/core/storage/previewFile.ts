import { randomUUID } from 'node:crypto';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { formatFacts, isTooLargeToShow, type ImageFormat } from '../../shared/imageFormat';
import { readDimensions } from '../image/header/dimensions';
import { sniffFormat } from '../image/sniff';
import { removeFile, removeUnlessHeld, replaceByRename } from './heldFile';
import { isRunning } from './processAlive';
import type { Draft } from '../apis/common/api';
import { trimFolder } from './trimFolder';

/** More would be no draft. */
const mostBytes = 32 * 1024 * 1024;

/** A server may send one for each step, and a user sees no more than a few in a second. */
const pauseMilliseconds = 300;

/** A draft that stands in its file now. */
export interface ShownDraft {
  readonly file: string;
  /** Another one for each image. */
  readonly version: number;
}

/** In Easel's storage. */
export function draftsFolder(storage: string): string {
  return path.join(storage, 'drafts');
}

export interface DraftFileOptions {
  /** Of Easel's storage, shared by all windows. */
  readonly folder: string;
  readonly onShown: (draft: ShownDraft) => void;
  readonly log: (line: string) => void;
}

/** The drafts of one call as a file, which the page may load: never in the project, and gone with the call. */
export class DraftFile {
  private readonly name = `${process.pid}-${randomUUID()}`;
  private readonly closing = new AbortController();
  private readonly files = new Set<string>();
  private waiting: Uint8Array | undefined;
  private paid: Uint8Array | undefined;
  private isWriting = false;
  private written: Promise<void> | undefined;
  private version = 0;

  constructor(private readonly options: DraftFileOptions) {}

  /** Takes the place of the one before. Returns at once; of those that come while one is written the last counts. */
  readonly show = ({ bytes, isPaid }: Draft): void => {
    this.paid = isPaid ? bytes : this.paid;
    this.waiting = bytes;
    if (!this.isWriting) {
      this.isWriting = true;
      this.written = this.writeAll();
    }
  };

  readonly lastPaid = (): Uint8Array | undefined => this.paid;

  /** The call is over, in whatever way. */
  readonly close = async (): Promise<void> => {
    this.closing.abort();
    await this.written;
    try {
      await Promise.all(Array.from(this.files, (file) => removeFile(file)));
    } catch (error) {
      this.options.log(`A draft could not be deleted: ${String(error)}`);
    }
  };

  private async writeAll(): Promise<void> {
    const { signal } = this.closing;
    try {
      while (this.waiting && !signal.aborted) {
        const bytes = this.waiting;
        this.waiting = undefined;
        const format = formatToShow(bytes);
        if (format) {
          await this.write(bytes, format);
          await sleep(pauseMilliseconds, undefined, { signal });
        }
      }
    } catch (error) {
      if (!signal.aborted) {
        this.options.log(`A draft could not be shown: ${String(error)}`);
      }
    } finally {
      this.isWriting = false;
    }
  }

  private async write(bytes: Uint8Array, format: ImageFormat): Promise<void> {
    const { folder, onShown } = this.options;
    if (this.version === 0) {
      await sweep(folder);
    }
    const file = path.join(folder, `${this.name}.${formatFacts[format].ending}`);
    const temporary = `${file}.tmp`;
    this.files.add(file).add(temporary);
    await writeFile(temporary, bytes);
    await replaceByRename(temporary, file);
    this.version += 1;
    if (!this.closing.signal.aborted) {
      onShown({ file, version: this.version });
    }
  }
}

function formatToShow(bytes: Uint8Array): ImageFormat | undefined {
  const format = bytes.byteLength > mostBytes ? undefined : sniffFormat(bytes);
  const size = format && readDimensions(bytes, format);
  return size && !isTooLargeToShow(size) ? format : undefined;
}

/** What windows left behind that are gone; that of others which live is left to them. */
async function sweep(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const left = (await readdir(folder)).filter((name) => !isRunning(Number.parseInt(name, 10)));
  await Promise.all(left.map((name) => removeUnlessHeld(path.join(folder, name))));
  // The number of a process that is gone is given to another one some day.
  await trimFolder(folder, sweepBounds);
}

/** Far more than the calls that run at once show. */
const sweepBounds = { maxBytes: 1024 * 1024 * 1024, maxFiles: 256 };
