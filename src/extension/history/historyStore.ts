import path from 'node:path';
import * as vscode from 'vscode';
import { appendLines, historyFile, rewriteHistory } from '../../core/history/historyFile';
import { forgetExchange } from '../../core/storage/conversationStore';
import { HistoryIndex, type HistoryRow } from '../../core/history/historyIndex';
import type { HistoryEntry, HistoryEvent, StoredEntry } from '../../core/history/historyLine';
import { ThumbnailFolder } from '../../core/history/thumbnailFolder';
import type { Services } from '../platform/services';
import { openFolders } from '../platform/workspacePaths';

/** Bytes of all thumbnails, of all workspaces. */
const mostThumbnailBytes = 64 * 1024 * 1024;

/** So long what was removed in one window can be taken back there, whichever other one tidies up. */
const undoMilliseconds = 24 * 60 * 60 * 1000;

const stores = new WeakMap<vscode.ExtensionContext, HistoryStore>();

/** The history of this workspace; there is one for a window. */
export function historyStore({ context }: Pick<Services, 'context'>): HistoryStore {
  const store = stores.get(context) ?? new HistoryStore(context.globalStorageUri.fsPath);
  stores.set(context, store);
  return store;
}

/** What this window knows of the history file, and all that it writes into it besides new images. */
export class HistoryStore {
  private readonly changes = new vscode.EventEmitter<void>();
  private known: { readonly folders: string; readonly index: HistoryIndex } | undefined;
  private isTidied = false;

  readonly onDidChange = this.changes.event;
  readonly thumbnails: ThumbnailFolder;

  constructor(private readonly directory: string) {
    this.thumbnails = new ThumbnailFolder({
      directory: path.join(directory, 'thumbnails'),
      mostBytes: mostThumbnailBytes,
    });
  }

  /** Begins anew where other folders were opened. */
  get index(): HistoryIndex {
    const folders = openFolders();
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
  async entriesOf(uri: vscode.Uri): Promise<readonly HistoryRow[]> {
    const wanted = uri.toString();
    return (await this.readAll()).filter((row) => this.index.marks.uriOf(row) === wanted);
  }

  async readEntry(id: string): Promise<HistoryEntry | undefined> {
    const { index } = this;
    const row = index.find(id);
    const [entry] = row ? await index.readEntries([row], Infinity) : [];
    return entry && row && { ...entry, uri: index.marks.uriOf(row) };
  }

  /** Forgets the entries of this workspace for good. @returns false where another window is writing. */
  async clear(): Promise<boolean> {
    const folders = openFolders();
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
      await forgetExchange(path.join(this.directory, 'conversations'), sha256);
    }
    await this.index.readNewer();
    this.changes.fire();
    return gone !== undefined;
  }
}
