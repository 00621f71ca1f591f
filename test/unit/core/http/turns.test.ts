import assert from 'node:assert/strict';
import { inTurns } from '../../../../src/core/http/turns';

const chunk = Buffer.alloc(64 * 1024);

describe('A large answer that is there all at once', () => {
  it('lets the event loop come round after every 256 KiB', async () => {
    const rounds = { count: 0 };
    const countRound = (): void => {
      rounds.count += 1;
      counting = setImmediate(countRound);
    };
    let counting = setImmediate(countRound);
    let received = 0;
    for await (const { length } of inTurns(allAtOnce(64))) {
      received += length;
    }
    clearImmediate(counting);
    assert.equal(received, 64 * chunk.length);
    assert.ok(rounds.count >= 16, `The event loop came round ${rounds.count} times`);
  });
});

// eslint-disable-next-line @typescript-eslint/require-await -- Nothing to wait for is what this is about.
async function* allAtOnce(chunks: number): AsyncGenerator<Buffer> {
  for (let index = 0; index < chunks; index++) {
    yield chunk;
  }
}
