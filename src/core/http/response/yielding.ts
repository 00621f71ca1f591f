import { setImmediate as nextTurn } from 'node:timers/promises';

/** Half of what is bearable beside it, since the last piece of work may take some milliseconds more. */
const longestTurnMilliseconds = 4;

/** Tells when one turn of the event loop has been at work for too long. */
export class Turn {
  #started: number | undefined;

  constructor(
    /** In milliseconds. */
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** The first question of a turn begins it. */
  isOver(): boolean {
    const now = this.now();
    if (this.#started === undefined) {
      this.#started = now;
      setImmediate(() => {
        this.#started = undefined;
      });
    }
    return now - this.#started >= longestTurnMilliseconds;
  }
}

/**
 * The same chunks, but the event loop comes round in between as soon as the work of its turn has taken too long.
 * Left alone, Node reads up to 2 MiB from a fast connection before it looks at anything else, and all other extensions
 * wait for what is done with them. To come round more often than that would only let the answer pile up.
 */
export async function* inTurns(chunks: AsyncIterable<Buffer>, turn = new Turn()): AsyncGenerator<Buffer> {
  for await (const chunk of chunks) {
    if (turn.isOver()) {
      await nextTurn();
      turn.isOver();
    }
    yield chunk;
  }
  // What is done with the whole answer gets a turn of its own.
  await nextTurn();
}
