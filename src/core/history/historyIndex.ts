import { open, type FileHandle } from 'node:fs/promises';
import { readEntry, readLine, entryId, type EntryFacts, type HistoryEntry } from './historyLine';
import { HistoryMarks } from './historyMarks';

/** An entry, and where its line stands in the file. */
export interface HistoryRow extends EntryFacts {
  readonly start: number;
  /** Bytes of the line, without its end. */
  readonly length: number;
}

interface IndexOptions {
  readonly file: string;
  /** Entries of other workspaces are passed over. */
  readonly isWanted: (workspaceFolder: string) => boolean;
  /** Bytes of one step; a test makes it small. */
  readonly stepBytes?: number;
}

const defaultStep = 256 * 1024;

/** A prompt and what a model says have far less; what is longer is no entry. */
const longestLine = 4 * 1024 * 1024;

/** Enough to tell a file that was written anew from the one that was read. */
const headBytes = 80;

/**
 * What is known of the history file: read in steps from its end, so that the newest entries are there at once, and
 * forward as far as this window and others have appended since.
 */
export class HistoryIndex {
  /** In the order of the file. */
  private newer: HistoryRow[] = [];
  /** Newest first. */
  private older: HistoryRow[] = [];
  private byId = new Map<string, HistoryRow>();
  private listed: readonly HistoryRow[] | undefined;
  private marked = new HistoryMarks();
  /** What lies between has been read. */
  private from = 0;
  private to = 0;
  private head = '';
  private opened = false;
  private bytes = 0;
  private last: Promise<unknown> = Promise.resolve();

  constructor(private readonly options: IndexOptions) {}

  /** Newest first, without what was removed. */
  get rows(): readonly HistoryRow[] {
    this.listed ??= [...this.newer.toReversed(), ...this.older].filter(
      ({ id }) => !this.marked.isRemoved(id),
    );
    return this.listed;
  }

  get marks(): HistoryMarks {
    return this.marked;
  }

  /** Whether the start of the file has been reached. */
  get isComplete(): boolean {
    return this.opened && this.from === 0;
  }

  /** All that was read so far, for who wants to know what a step costs. */
  get bytesRead(): number {
    return this.bytes;
  }

  find(id: string): HistoryRow | undefined {
    return this.byId.get(id);
  }

  /** One step towards the start of the file; the first one reads its end. */
  async readOlder(): Promise<void> {
    await this.withFile(async (file) => {
      if (!this.opened) {
        await this.begin(file);
      }
      if (this.from > 0) {
        await this.stepBack(file);
      }
    });
    this.opened = true;
  }

  /**
   * What was appended since, or what was marked.
   * @returns whether anything was; where the file was written anew, all that was known is forgotten first. Where nothing
   * was read yet, all is new: its end is read.
   */
  async readNewer(): Promise<boolean> {
    if (!this.opened) {
      await this.readOlder();
      return this.to > 0;
    }
    const before = this.to;
    const isAnew = await this.withFile(async (file) => {
      const { size } = await file.stat();
      const head = await this.readHead(file);
      if (size >= this.to && head.startsWith(this.head)) {
        // There was less of it, or none, as long as the file was short.
        this.head = head;
        await this.stepForward(file, size);
        return false;
      }
      this.forget();
      await this.begin(file);
      await this.stepBack(file);
      return true;
    });
    return isAnew === true || this.to !== before;
  }

  /**
   * The entries of rows, as many as come to that number of bytes, and one at least. `undefined` stands for an entry
   * that cannot be read any more.
   */
  async readEntries(
    rows: readonly HistoryRow[],
    mostBytes: number,
  ): Promise<readonly (HistoryEntry | undefined)[]> {
    const entries: (HistoryEntry | undefined)[] = [];
    let bytes = 0;
    await this.withFile(async (file) => {
      for (const row of rows) {
        bytes += row.length;
        if (entries.length > 0 && bytes > mostBytes) {
          return;
        }
        const entry = readEntry((await this.read(file, row.start, row.length)).toString());
        entries.push(entry && entryId(entry) === row.id ? entry : undefined);
      }
    });
    return entries.length > 0 ? entries : rows.slice(0, 1).map(() => undefined);
  }

  /** The texts of lines that stand close together, by one read of a step or less, or of one line. */
  async readBlock(rows: readonly HistoryRow[]): Promise<readonly string[]> {
    const start = Math.min(...rows.map((row) => row.start));
    const end = Math.max(...rows.map((row) => row.start + row.length));
    const bytes = await this.withFile((file) => this.read(file, start, end - start));
    return rows.map((row) =>
      (bytes ?? Buffer.alloc(0)).toString('utf8', row.start - start, row.start - start + row.length),
    );
  }

  private get step(): number {
    return this.options.stepBytes ?? defaultStep;
  }

  /** Behind the last whole line: what follows is being written, or torn. */
  private async begin(file: FileHandle): Promise<void> {
    const { size } = await file.stat();
    this.head = await this.readHead(file);
    for (let length = Math.min(size, this.step); ; length = Math.min(size, length * 2)) {
      const tail = await this.read(file, size - length, length);
      const end = tail.lastIndexOf(lineEnd);
      if (end >= 0 || length === size || length >= longestLine) {
        this.from = this.to = end < 0 ? size - length : size - length + end + 1;
        this.opened = true;
        return;
      }
    }
  }

  private async stepBack(file: FileHandle): Promise<void> {
    for (let length = Math.min(this.from, this.step); ; length = Math.min(this.from, length * 2)) {
      const start = this.from - length;
      const bytes = await this.read(file, start, length);
      // The first line of a piece is whole only where the file starts.
      const first = start === 0 ? 0 : bytes.indexOf(lineEnd) + 1;
      if (start === 0 || (first > 0 && first < bytes.length) || length >= longestLine) {
        for (const line of linesOf(bytes, first).reverse()) {
          this.take(line, start, { isLater: false });
        }
        this.from = first < bytes.length ? start + first : start;
        this.listed = undefined;
        return;
      }
    }
  }

  private async stepForward(file: FileHandle, size: number): Promise<void> {
    for (let length = this.step; this.to < size;) {
      const bytes = await this.read(file, this.to, Math.min(length, size - this.to));
      const end = bytes.lastIndexOf(lineEnd) + 1;
      if (end === 0 && bytes.length < length) {
        // It is still being written.
        return;
      }
      if (end === 0 && length < longestLine) {
        length *= 2;
        continue;
      }
      for (const line of linesOf(bytes.subarray(0, end), 0)) {
        this.take(line, this.to, { isLater: true });
      }
      this.to += end === 0 ? bytes.length : end;
      this.listed = undefined;
      length = this.step;
    }
  }

  private take({ text, at, length }: Line, offset: number, order: { readonly isLater: boolean }): void {
    const line = readLine(text);
    if (line?.kind === 'event') {
      this.marked.add(line.event, order);
    } else if (line?.kind === 'entry' && this.options.isWanted(line.facts.workspaceFolder)) {
      const row = { ...line.facts, start: offset + at, length };
      this.byId.set(row.id, row);
      (order.isLater ? this.newer : this.older).push(row);
    }
  }

  private forget(): void {
    this.newer = [];
    this.older = [];
    this.byId = new Map();
    this.listed = undefined;
    this.marked = new HistoryMarks();
    this.from = this.to = 0;
    this.opened = false;
  }

  private async readHead(file: FileHandle): Promise<string> {
    return (await this.read(file, 0, headBytes)).toString('latin1');
  }

  private async read(file: FileHandle, position: number, length: number): Promise<Buffer> {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, position);
    this.bytes += bytesRead;
    return buffer.subarray(0, bytesRead);
  }

  /** One after the other: two steps at once would read the same lines. Without a file there is no history yet. */
  private withFile<Result>(work: (file: FileHandle) => Promise<Result>): Promise<Result | undefined> {
    const turn = this.last.then(async () => {
      const file = await open(this.options.file).catch(() => undefined);
      try {
        return await (file && work(file));
      } finally {
        await file?.close();
      }
    });
    this.last = turn.catch(() => undefined);
    return turn;
  }
}

const lineEnd = 0x0a;

interface Line {
  readonly text: string;
  readonly at: number;
  readonly length: number;
}

function linesOf(bytes: Buffer, first: number): Line[] {
  const lines: Line[] = [];
  for (let at = first; at < bytes.length;) {
    const end = bytes.indexOf(lineEnd, at);
    const length = (end < 0 ? bytes.length : end) - at;
    if (length > 0 && length <= longestLine) {
      lines.push({ text: bytes.toString('utf8', at, at + length), at, length });
    }
    at += length + 1;
  }
  return lines;
}
