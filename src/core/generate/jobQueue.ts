/** Something that waits for its turn. */
export interface QueueTicket {
  readonly id: string;
  /** Provider that it will be sent to. */
  readonly group: string;
  /** Most of this group at once. */
  readonly groupLimit: number;
  readonly signal: AbortSignal;
}

export interface QueueOptions {
  /** Most of all groups at once; asked anew for each turn. */
  readonly limit: () => number;
  /** The places of those who wait have changed: ids in the order of their turns. */
  readonly onMove: (waiting: readonly string[]) => void;
}

interface Waiting {
  readonly ticket: QueueTicket;
  readonly go: () => void;
  readonly refuse: (reason: unknown) => void;
}

/** Lets so many work at once; the others go in the order in which they came, past a group that is full. */
export class JobQueue {
  private readonly working = new Map<string, string>();
  private waiting: readonly Waiting[] = [];

  constructor(private readonly options: QueueOptions) {}

  /**
   * Resolves when it is the ticket's turn, which lasts until `leave`.
   * @throws the signal's reason when it fired; what `refuse` was given.
   */
  async enter(ticket: QueueTicket): Promise<void> {
    ticket.signal.throwIfAborted();
    await new Promise<void>((resolve, reject) => {
      const giveUp = (): void => this.remove(ticket.id)?.refuse(ticket.signal.reason);
      ticket.signal.addEventListener('abort', giveUp, { once: true });
      const settled = (): void => ticket.signal.removeEventListener('abort', giveUp);
      const go = (): void => {
        settled();
        resolve();
      };
      const refuse = (reason: unknown): void => {
        settled();
        reject(reason instanceof Error ? reason : new Error(String(reason)));
      };
      this.waiting = [...this.waiting, { ticket, go, refuse }];
      this.advance();
    });
  }

  /** Ends a turn, if there was one. */
  leave(id: string): void {
    if (this.working.delete(id)) {
      this.advance();
    }
  }

  /** Gives one that waits the next turn that there is room for. */
  moveToFront(id: string): void {
    const found = this.waiting.find(({ ticket }) => ticket.id === id);
    if (found) {
      this.waiting = [found, ...this.waiting.filter((each) => each !== found)];
      this.tell();
    }
  }

  /** Ends the waiting of a whole group with the same reason. */
  refuse(group: string, reason: unknown): void {
    const refused = this.waiting.filter(({ ticket }) => ticket.group === group);
    refused.forEach(({ ticket }) => this.remove(ticket.id)?.refuse(reason));
  }

  private remove(id: string): Waiting | undefined {
    const found = this.waiting.find(({ ticket }) => ticket.id === id);
    this.waiting = this.waiting.filter((each) => each !== found);
    this.tell();
    return found;
  }

  private advance(): void {
    for (const next of this.waiting) {
      if (this.working.size < this.options.limit() && this.hasRoom(next.ticket)) {
        this.working.set(next.ticket.id, next.ticket.group);
        this.waiting = this.waiting.filter((each) => each !== next);
        next.go();
      }
    }
    this.tell();
  }

  private hasRoom({ group, groupLimit }: QueueTicket): boolean {
    const atWork = Array.from(this.working.values()).filter((each) => each === group).length;
    return atWork < Math.max(1, groupLimit);
  }

  private tell(): void {
    this.options.onMove(this.waiting.map(({ ticket }) => ticket.id));
  }
}
