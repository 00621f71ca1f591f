import type { HistoryQuery } from '../../../shared/historyQuery';
import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import type { HistoryRow } from '../../../core/history/historyIndex';
import { matchesFilters, searchPrompts, wordsOf } from '../../../core/history/historySearch';
import type { HistoryMarks } from '../../../core/history/historyMarks';
import type { HostMessage } from '../../../protocol/hostMessages';
import type { GroupImages, HistoryView, ResultView } from '../../../protocol/views';
import { findMovedImages, type Missing } from '../../history/findMovedImages';
import { historyStore } from '../../../app/history/historyStore';
import { type HistoryStore } from '../../../core/history/historyStore';
import { MovedImageSearch } from '../../history/movedImageSearch';
import type { JobServices } from '../../ports/services';
import { workspacePath } from '../../platform/workspacePaths';
import { groupImages } from './groupImages';
import { providersIn } from './historyProviders';
import { resultView, unreadableView } from './resultViews';
import { watchHistoryFile } from './watchHistoryFile';

interface PanelHistoryOptions {
  readonly parts: JobServices;
  readonly webview: vscode.Webview;
  readonly post: (message: HostMessage) => void;
}

interface Started {
  readonly history: HistoryView;
  readonly query: HistoryQuery;
  readonly results: readonly ResultView[];
  readonly groupImages: GroupImages;
}

/** Entries of the first screen, which come with the first message. */
const firstRows = 24;
/** Bytes of entries that are read for one range; what is beyond is asked for again. */
const rangeBytes = 1024 * 1024;
/** So often the page hears of a list that grows. */
const tellMilliseconds = 150;
const mostTickets = 500;

export const everything: HistoryQuery = {
  text: '',
  providerId: '',
  modelId: '',
  since: 0,
  withReferences: false,
  favourites: false,
};

/** The list of entries that the page shows: what the query matches, found step by step, and sent as it is asked for. */
export class PanelHistory implements vscode.Disposable {
  private readonly store: HistoryStore;
  private readonly subscriptions: vscode.Disposable;
  private query = everything;
  private version = 0;
  private matched: HistoryRow[] = [];
  private isComplete = false;
  private isDisposed = false;
  private told = 0;
  private added: readonly string[] = [];
  private endedJobs: readonly string[] = [];
  private newest: HistoryRow | undefined;
  /** All was read, and there was nothing. */
  private wasEmpty = false;
  private readonly tickets = new Map<string, string>();
  private readonly moved = new MovedImageSearch((missing) => this.findMoved(missing));

  constructor(private readonly options: PanelHistoryOptions) {
    this.store = historyStore(options.parts);
    this.subscriptions = vscode.Disposable.from(
      this.store.onDidChange(() => this.inBackground(this.tellAll())),
      this.followOtherWindows(),
    );
  }

  /** Reads what the first screen will show, while the page is loading. */
  async prepare(): Promise<void> {
    await this.store.begin();
    const { index } = this.store;
    await index.readEntries(index.rows.slice(0, firstRows), rangeBytes);
  }

  /**
   * The first screen; the rest of the list follows in messages, and all of one that has to be searched for.
   * @param shown when the page has the first screen; only then is there time for anything else
   */
  async start(query = everything, shown: Promise<void> = Promise.resolve()): Promise<Started> {
    await this.store.begin();
    await this.store.refresh();
    const { rows, isComplete } = this.store.index;
    const isNarrowed = JSON.stringify(query) !== JSON.stringify(everything);
    this.query = query;
    this.version++;
    this.matched = isNarrowed ? [] : rows.slice();
    this.newest = rows[0];
    this.isComplete = isComplete && !isNarrowed;
    this.wasEmpty = isComplete && rows.length === 0;
    const started = {
      history: this.view(),
      query,
      results: await this.viewsOf(this.matched.slice(0, firstRows), shown),
      groupImages: await this.groupImages(),
    };
    const [judged, version] = [isNarrowed ? 0 : rows.length, this.version];
    const isAll = this.isComplete;
    this.inBackground(shown.then(() => (isAll ? this.store.tidy() : this.growFrom(judged, version))));
    return started;
  }

  setQuery(query: HistoryQuery): Promise<void> {
    this.query = query;
    return this.list();
  }

  /**
   * Reads what is new and looks again at the files.
   * @param endedJob the job whose images are among what is new
   */
  async refresh(endedJob?: string): Promise<void> {
    if (endedJob !== undefined) {
      this.endedJobs = [...this.endedJobs, endedJob];
    }
    await this.store.refresh();
    await this.tellAll();
  }

  /** An answer to an older list would put entries into wrong places; the page asks again. */
  async sendRange(range: {
    readonly version: number;
    readonly from: number;
    readonly count: number;
  }): Promise<void> {
    const { version, from, count } = range;
    if (version === this.version) {
      const rows = await this.viewsOf(this.matched.slice(from, from + count));
      this.options.post({ type: 'historyRows', version, from, rows });
    }
  }

  async keepThumbnail(ticket: string, bytes: Uint8Array): Promise<void> {
    const sha256 = this.tickets.get(ticket);
    this.tickets.delete(ticket);
    const file = sha256 === undefined ? undefined : await this.store.thumbnails.put(sha256, bytes);
    if (file !== undefined) {
      const source = this.options.webview.asWebviewUri(vscode.Uri.file(file)).toString();
      this.options.post({ type: 'thumbnail', id: ticket, source });
    }
  }

  dispose(): void {
    this.isDisposed = true;
    this.subscriptions.dispose();
  }

  /** Another window on this folder appends to the same file; what this one appends is known by then. */
  private followOtherWindows(): vscode.Disposable {
    return watchHistoryFile(this.options.parts.storage.folder, () => {
      // What was there before the start comes with it.
      if (this.version > 0) {
        this.inBackground(this.store.refresh());
      }
    });
  }

  private async tellAll(): Promise<void> {
    await Promise.all([this.list(), this.tellGroupImages()]);
  }

  /** Makes the list anew. */
  private async list(): Promise<void> {
    const { rows, isComplete } = this.store.index;
    const before = this.wasEmpty ? rows.length : rows.findIndex((row) => row.id === this.newest?.id);
    const added = rows.slice(0, Math.max(0, before)).map(({ uri }) => workspacePath(vscode.Uri.parse(uri)));
    // Those of a list that was overtaken before the page heard of it are still news.
    this.added = [...added, ...this.added];
    this.newest = rows[0];
    this.wasEmpty = isComplete && rows.length === 0;
    this.version++;
    this.matched = [];
    this.isComplete = false;
    this.told = performance.now();
    await this.growFrom(0, this.version);
  }

  /** Adds what matches behind that many entries that were judged before, and reads on until all are. */
  private async growFrom(judged: number, version: number): Promise<void> {
    const { index } = this.store;
    for (let done = judged; ;) {
      const { rows } = index;
      for await (const found of this.search(rows.slice(done))) {
        if (version !== this.version || this.isDisposed) {
          return;
        }
        this.matched.push(...found);
        this.tellSometimes();
      }
      done = rows.length;
      if (index.isComplete) {
        break;
      }
      await index.readOlder();
    }
    if (version === this.version) {
      this.isComplete = true;
      this.tell();
      await this.tellGroupImages();
      await this.store.tidy();
    }
  }

  private async *search(rows: readonly HistoryRow[]): AsyncGenerator<readonly HistoryRow[]> {
    const { query, store } = this;
    const { marks }: { readonly marks: HistoryMarks } = store.index;
    const filtered = rows.filter((row) => matchesFilters(row, query, marks));
    if (wordsOf(query.text).length > 0) {
      yield* searchPrompts(store.index, filtered, query.text);
    } else {
      yield filtered;
    }
  }

  private tellSometimes(): void {
    if (performance.now() - this.told >= tellMilliseconds && this.matched.length > 0) {
      this.tell();
    }
  }

  private tell(): void {
    this.told = performance.now();
    this.options.post({ type: 'history', history: this.view() });
    this.added = [];
    this.endedJobs = [];
  }

  private async tellGroupImages(): Promise<void> {
    const images = await this.groupImages();
    if (Object.keys(images).length > 0) {
      this.options.post({ type: 'groupImages', images });
    }
  }

  private groupImages(): Promise<GroupImages> {
    const viewsOf = (rows: readonly HistoryRow[]) => this.viewsOf(rows);
    const { rows, isComplete } = this.store.index;
    return groupImages({ jobs: this.options.parts.jobs.list(), rows, isComplete, viewsOf });
  }

  private view(): HistoryView {
    const { version, isComplete, added, endedJobs } = this;
    const { rows, isComplete: isAllRead } = this.store.index;
    return {
      ...{ version, isComplete, added, endedJobs },
      total: this.matched.length,
      isEmpty: rows.length === 0 && isAllRead,
      providers: providersIn(rows),
    };
  }

  /** @param shown when there is time to look for images that are not where they were */
  private async viewsOf(
    rows: readonly HistoryRow[],
    shown: Promise<void> = Promise.resolve(),
  ): Promise<readonly ResultView[]> {
    if (rows.length === 0) {
      return [];
    }
    const { index, thumbnails } = this.store;
    const entries = await index.readEntries(rows, rangeBytes);
    const missing: Missing[] = [];
    const views = await Promise.all(
      entries.map(async (read, at) => {
        const { id = '', uri = '', ...row } = rows[at] ?? {};
        const now = index.marks.uriOf({ id, uri, ...row });
        const entry = read && { ...read, uri: now };
        const view = entry
          ? await resultView(entry, {
              ...{ id, thumbnails, webview: this.options.webview },
              isFavourite: index.marks.isStarred(id),
              ticketFor: (sha256) => this.ticketFor(sha256),
            })
          : unreadableView(id, now);
        if (entry && view.isMissing) {
          missing.push({ id, entry });
        }
        return view;
      }),
    );
    this.inBackground(shown.then(() => this.moved.lookFor(missing)));
    return views;
  }

  private ticketFor(sha256: string): string {
    const known = Array.from(this.tickets).find(([, hash]) => hash === sha256)?.[0];
    const ticket = known ?? randomUUID();
    this.tickets.set(ticket, sha256);
    for (const oldest of Array.from(this.tickets.keys()).slice(
      0,
      Math.max(0, this.tickets.size - mostTickets),
    )) {
      this.tickets.delete(oldest);
    }
    return ticket;
  }

  private async findMoved(missing: readonly Missing[]): Promise<void> {
    if (this.isDisposed) {
      return;
    }
    const { index } = this.store;
    const known = new Set(index.rows.map((row) => index.marks.uriOf(row)));
    const found = await findMovedImages(missing, (uri) => known.has(uri));
    await this.store.mark(found.map(({ id, uri }) => ({ event: 'moved', id, uri })));
  }

  private inBackground(work: Promise<unknown>): void {
    work.catch((error: unknown) => {
      this.options.parts.log.failure(error);
    });
  }
}
