import type { Readable } from 'node:stream';

/** In bytes: as much as comes at once from a socket. */
const longestChunk = 64 * 1024;

/**
 * The chunks of a stream as they come, from now on. Small ones that wait are joined. A loop over the stream itself would
 * join all that waits, whatever its length: a second copy of a large answer, and a long turn of the event loop.
 */
export function takeChunks(stream: Readable): AsyncIterable<Buffer> {
  const state: ChunksUnderWay = { waiting: [], isOver: false, wake: () => undefined };
  const end = (error?: Error): void => {
    state.isOver = true;
    state.failure ??= error;
    state.wake();
  };
  stream.on('data', (chunk: Buffer) => {
    state.waiting.push(chunk);
    state.wake();
  });
  stream.on('end', end);
  // Whoever leaves the loop early closes the stream, which is an error that nobody waits for.
  stream.on('error', end);
  return give(stream, state);
}

interface ChunksUnderWay {
  waiting: Buffer[];
  isOver: boolean;
  failure?: Error | undefined;
  /** Called when there is something new. */
  wake: () => void;
}

async function* give(stream: Readable, state: ChunksUnderWay): AsyncGenerator<Buffer> {
  try {
    for (;;) {
      if (state.waiting.length > 0) {
        yield* joinSmall(state.waiting.splice(0));
      } else if (state.failure) {
        throw state.failure;
      } else if (state.isOver) {
        return;
      } else {
        await new Promise<void>((resolve) => (state.wake = resolve));
      }
    }
  } finally {
    stream.destroy();
  }
}

function* joinSmall(chunks: readonly Buffer[]): Generator<Buffer> {
  let small: Buffer[] = [];
  let length = 0;
  for (const chunk of chunks) {
    if (length > 0 && length + chunk.length > longestChunk) {
      yield join(small);
      small = [];
      length = 0;
    }
    small.push(chunk);
    length += chunk.length;
  }
  if (length > 0) {
    yield join(small);
  }
}

function join(chunks: readonly Buffer[]): Buffer {
  const [only = Buffer.alloc(0)] = chunks;
  return chunks.length > 1 ? Buffer.concat(chunks) : only;
}
