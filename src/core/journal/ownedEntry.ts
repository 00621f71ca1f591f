import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import path from 'node:path';
import { EaselError } from '../model/errors';
import { removeFile } from '../storage/heldFile';
import type { Lock } from './lock';
import { applyEvent, storableEvent, type ClosedAs, type JournalEvent, type EntryState } from './entryState';

/** Names a row. */
export interface EntryId {
  readonly id: string;
  readonly workspaceFolder: string;
}

/** A file of the journal, and the lock that makes it ours. */
export interface LockedFile {
  readonly id: string;
  readonly file: string;
  readonly lock: Lock;
}

/** A row that this process alone may write, until it closes or releases it. */
export class OwnedEntry implements EntryId {
  readonly id: string;
  private readonly file: string;
  private readonly lock: Lock;
  private current: EntryState;
  private lost = false;

  constructor({ id, file, lock, state }: LockedFile & { readonly state: EntryState }) {
    this.id = id;
    this.file = file;
    this.lock = lock;
    this.current = state;
  }

  get workspaceFolder(): string {
    return this.current.call.workspaceFolder;
  }

  get state(): EntryState {
    return this.current;
  }

  /** Another process was seen to own the row: what it still owes is that one's business. */
  get isTakenOver(): boolean {
    return this.lost;
  }

  /** Writes the first line. Afterwards row and line survive a crash of the machine. */
  async create(event: JournalEvent): Promise<void> {
    try {
      await appendLine(this.file, event, constants.O_CREAT | constants.O_EXCL);
      await syncDirectory(path.dirname(this.file));
    } catch (error) {
      await removeFile(this.file).catch(() => undefined);
      await this.lock.release();
      throw error;
    }
  }

  /**
   * Settles when the line is on disk.
   * @throws EaselError `cannotSave` (reason `takenOver`) where another process owns the row by now.
   */
  async record(given: JournalEvent): Promise<void> {
    const event = storableEvent(given);
    this.current = applyEvent(this.current, event) ?? this.current;
    if (!(await this.lock.isHeld())) {
      this.lost = true;
      throw new EaselError('cannotSave', { reason: 'takenOver' });
    }
    await appendLine(this.file, event, 0);
  }

  /** Nothing is owed any more. */
  async close(as: ClosedAs): Promise<void> {
    try {
      // A machine that crashes may bring back a file that was removed; its last line says that it is over. A full
      // disk takes no line, yet lets go of the file.
      await this.record({ state: 'closed', as }).catch((error: unknown) => {
        if (isTakenOver(error)) {
          throw error;
        }
      });
      await removeFile(this.file);
    } finally {
      await this.release();
    }
  }

  /** Leaves the row for whoever comes next. */
  async release(): Promise<void> {
    await this.lock.release();
  }
}

/** Another process owns the row by now, and alone may write it. */
export function isTakenOver(error: unknown): boolean {
  return error instanceof EaselError && error.details.reason === 'takenOver';
}

/** The line break before it ends a line that a crash may have torn. */
async function appendLine(file: string, event: JournalEvent, flags: number): Promise<void> {
  const handle = await open(file, constants.O_WRONLY | constants.O_APPEND | flags, 0o600);
  try {
    await handle.writeFile(`\n${JSON.stringify(event)}\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function syncDirectory(directory: string): Promise<void> {
  // Windows cannot open a directory, and needs not.
  const handle = await open(directory).catch(() => undefined);
  try {
    await handle?.sync().catch(() => undefined);
  } finally {
    await handle?.close();
  }
}
