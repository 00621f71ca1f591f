import type { EntryFacts, HistoryEvent } from './historyLine';

/** What the events of a file say about its entries, in whichever direction the file is read. */
export class HistoryMarks {
  private readonly moved = new Map<string, string>();
  private readonly removed = new Map<string, boolean>();
  private readonly starred = new Map<string, boolean>();

  /** @param isLater false while the file is read backwards: what was seen before stands behind it and counts. */
  add(event: HistoryEvent, { isLater }: { readonly isLater: boolean }): void {
    const put = <Value>(marks: Map<string, Value>, value: Value): void => {
      if (isLater || !marks.has(event.id)) {
        marks.set(event.id, value);
      }
    };
    switch (event.event) {
      case 'moved':
        put(this.moved, event.uri);
        break;
      case 'removed':
        put(this.removed, event.removed);
        break;
      case 'starred':
        put(this.starred, event.starred);
        break;
    }
  }

  uriOf({ id, uri }: Pick<EntryFacts, 'id' | 'uri'>): string {
    return this.moved.get(id) ?? uri;
  }

  isRemoved(id: string): boolean {
    return this.removed.get(id) ?? false;
  }

  isStarred(id: string): boolean {
    return this.starred.get(id) ?? false;
  }

  /** How many entries were removed and still stand in the file. */
  get removedCount(): number {
    return Array.from(this.removed.values()).filter(Boolean).length;
  }
}
