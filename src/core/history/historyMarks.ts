import type { EntryFacts, HistoryEvent, RemovedEvent } from './historyLine';

/** What the events of a file say about its entries, in whichever direction the file is read. */
export class HistoryMarks {
  private readonly moved = new Map<string, string>();
  private readonly removed = new Map<string, RemovedEvent>();
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
        put(this.removed, event);
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
    return this.removal(id) !== undefined;
  }

  /** `undefined` where it was not removed, or where that was taken back. */
  removal(id: string): RemovedEvent | undefined {
    const last = this.removed.get(id);
    return last?.removed === true ? last : undefined;
  }

  isStarred(id: string): boolean {
    return this.starred.get(id) ?? false;
  }

  /** Whether entries that were removed before that time still stand in the file. */
  hasRemovedBefore(time: number): boolean {
    return Array.from(this.removed.values()).some((last) => last.removed && isBefore(last, time));
  }
}

/** @param time milliseconds since 1970 */
export function isBefore({ at = 0 }: RemovedEvent, time: number): boolean {
  return at < time;
}
