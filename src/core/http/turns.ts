import { setImmediate } from 'node:timers/promises';

/** About 2 ms of scanning and decoding. */
const turnBytes = 256 * 1024;

/**
 * The same chunks, but the event loop comes round in between. Left alone, Node reads up to 2 MiB from a fast connection
 * before it looks at anything else, and all other extensions wait for what is done with them.
 */
export async function* inTurns(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let length = 0;
  for await (const chunk of chunks) {
    yield chunk;
    length += chunk.length;
    if (length >= turnBytes) {
      length = 0;
      await setImmediate();
    }
  }
  // What is done with the whole answer gets a turn of its own.
  await setImmediate();
}
