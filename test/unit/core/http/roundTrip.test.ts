import assert from 'node:assert/strict';
import { EaselError } from '../../../../src/core/model/errors';
import { roundTrip } from '../../../../src/core/http/roundTrip';
import { NetworkFault } from '../../../../src/core/http/transport/transport';
import { fakeClock } from './loopback';

const texts = ['{"prompt":"ü', '"', '}'];

/** Its signal fires, or what else happens, in the event-loop turn in which so many pieces were taken to be sent. */
describe('a request that ends', () => {
  let controller: AbortController;
  let sent: number;

  beforeEach(() => {
    controller = new AbortController();
    sent = 0;
  });

  const run = (taken: number, then: () => void, { isTimeUp = false } = {}): Promise<unknown> =>
    roundTrip(
      {
        method: 'POST',
        url: new URL('https://images.example/'),
        headers: {},
        body: {
          contentType: 'application/json',
          contentLength: Buffer.byteLength(texts.join('')),
          // eslint-disable-next-line @typescript-eslint/require-await
          async *pieces() {
            yield* texts;
          },
        },
        signal: controller.signal,
        secrets: [],
        onSent: () => (sent += 1),
      },
      {
        clock: fakeClock({ longest: isTimeUp ? Infinity : 0 }),
        totalMilliseconds: 1000,
        route: {
          async send({ openBody }) {
            const body = openBody?.()[Symbol.asyncIterator]();
            for (let left = taken; left > 0; left -= 1) {
              await body?.next();
            }
            then();
            return new Promise(() => undefined);
          },
          close: () => Promise.resolve(),
        },
      },
      () => Promise.resolve({}),
    );
  const cancel = (): void => controller.abort();

  it('as its last piece leaves may have arrived, and counts as sent', async () => {
    await assert.rejects(run(texts.length, cancel), { name: 'AbortError' });
    assert.equal(sent, 1);
  });

  it('before its last piece was taken counts as not sent', async () => {
    await assert.rejects(run(texts.length - 1, cancel), { name: 'AbortError' });
    assert.equal(sent, 0);
  });

  it('because its time is up as the last piece leaves may be charged', async () => {
    await assert.rejects(
      run(texts.length, () => undefined, { isTimeUp: true }),
      (error) =>
        error instanceof EaselError && error.kind === 'timedOut' && error.details.maybeBilled === true,
    );
    assert.equal(sent, 1);
  });

  it('because the connection is lost with the last piece is not charged', async () => {
    const lose = (): void => {
      throw new NetworkFault('CONNECTION_CLOSED');
    };
    await assert.rejects(
      run(texts.length, lose),
      (error) =>
        error instanceof EaselError && error.kind === 'unreachable' && error.details.maybeBilled !== true,
    );
    assert.equal(sent, 0);
  });
});
