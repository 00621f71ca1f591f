import { appendLines, historyFile, rewriteHistory } from './historyFile';
import { conversationsFolder, forgetExchange } from '../storage/conversationStore';
import { HistoryIndex, type HistoryRow } from './historyIndex';
import type { HistoryEntry, HistoryEvent, StoredEntry } from './historyLine';
import { ThumbnailFolder, thumbnailsFolder } from './thumbnailFolder';
import { Emitter } from '../util/emitter';

/** Bytes of all thumbnails, of all workspaces. */
const mostThumbnailBytes = 64 * 1024 * 1024;

/** So long what was removed in one window can be taken back there, whichever other one tidies up. */
const undoMilliseconds = 24 * 60 * 60 * 1000;

/** What this window knows of the history file, and all that it writes into it besides new images. */
export class HistoryStore {
  private readonly changes = new Emitter<void>();
  private known: { readonly folders: string; readonly index: HistoryIndex } | undefined;
  private isTidied = false;

  readonly onDidChange = this.changes.event;
  readonly thumbnails: ThumbnailFolder;

  constructor(
    private readonly directory: string,
    /** URIs of the folders whose images belong to this window, as they are now. */
    private readonly openFolders: () => readonly string[],
  ) {
    this.thumbnails = new ThumbnailFolder({
      directory: thumbnailsFolder(directory),
      mostBytes: mostThumbnailBytes,
    });
  }

  /** Begins anew where other folders were opened. */
  get index(): HistoryIndex {
    const folders = this.openFolders();
    const names = folders.join('\n');
    if (this.known?.folders !== names) {
      const isWanted = (folder: string): boolean => folders.includes(folder);
      const index = new HistoryIndex({ file: historyFile(this.directory), isWanted });
      this.known = { folders: names, index };
    }
    return this.known.index;
  }

  /** Reads so far that the newest entries are known. */
  async begin(): Promise<void> {
    const { index } = this;
    while (!index.isComplete && index.rows.length === 0) {
      await index.readOlder();
    }
  }

  async readAll(): Promise<readonly HistoryRow[]> {
    const { index } = this;
    while (!index.isComplete) {
      await index.readOlder();
    }
    await index.readNewer();
    return index.rows;
  }

  /** What this or another window has appended. */
  async refresh(): Promise<void> {
    if (await this.index.readNewer()) {
      this.changes.fire();
    }
  }

  async mark(events: readonly HistoryEvent[]): Promise<void> {
    if (events.length > 0) {
      // What was removed in this window can be taken back in it.
      this.isTidied = true;
      await appendLines(this.directory, events);
      await this.index.readNewer();
      this.changes.fire();
    }
  }

  /** Entries of an image, under the name that it has now. */
  async entriesOf(uri: string): Promise<readonly HistoryRow[]> {
    return (await this.readAll()).filter((row) => this.index.marks.uriOf(row) === uri);
  }

  async readEntry(id: string): Promise<HistoryEntry | undefined> {
    const { index } = this;
    const row = index.find(id);
    const [entry] = row ? await index.readEntries([row], Infinity) : [];
    return entry && row && { ...entry, uri: index.marks.uriOf(row) };
  }

  /** Forgets the entries of this workspace for good. @returns false where another window is writing. */
  async clear(): Promise<boolean> {
    const folders = this.openFolders();
    return this.rewrite(({ workspaceFolder }) => folders.includes(workspaceFolder));
  }

  /** Frees the file of what was removed so long ago that nobody takes it back any more. */
  async tidy(): Promise<void> {
    if (!this.isTidied) {
      this.isTidied = true;
      if (this.index.marks.hasRemovedBefore(Date.now() - undoMilliseconds)) {
        await this.rewrite();
      }
    }
  }

  private async rewrite(isToGo?: (entry: StoredEntry) => boolean): Promise<boolean> {
    const removedBefore = Date.now() - undoMilliseconds;
    const gone = await rewriteHistory(this.directory, { removedBefore, ...(isToGo && { isToGo }) });
    for (const { sha256 } of gone ?? []) {
      await this.thumbnails.remove(sha256);
      await forgetExchange(conversationsFolder(this.directory), sha256);
    }
    await this.index.readNewer();
    this.changes.fire();
    return gone !== undefined;
  }
}
