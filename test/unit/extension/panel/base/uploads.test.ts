import assert from 'node:assert/strict';
import { Uploads } from '../../../../../src/extension/panel/base/uploads';

describe('Bytes that the page was asked for', () => {
  let uploads: Uploads;
  let heard: string[];

  beforeEach(() => {
    uploads = new Uploads();
    heard = [];
  });

  const expect = (name: string, maxBytes = 10, wait: Promise<unknown> = Promise.resolve()): string =>
    uploads.expect({
      maxBytes,
      take: async (bytes) => {
        await wait;
        heard.push(`${name} ${bytes.byteLength}`);
      },
      fail: () => heard.push(`${name} failed`),
    });

  it('are taken once, under the id that was given', async () => {
    const id = expect('a');
    await uploads.receive(id, new Uint8Array(10));
    await uploads.receive(id, new Uint8Array(9));
    await uploads.receive('another', new Uint8Array(8));
    assert.deepEqual(heard, ['a 10']);
  });

  it('are not taken where they are more than was asked for', async () => {
    await uploads.receive(expect('a'), new Uint8Array(11));
    assert.deepEqual(heard, ['a failed']);
  });

  it('are taken in the order in which they came, whatever becomes of one', async () => {
    let fail: (reason: Error) => void = () => undefined;
    const wait = new Promise((_, reject) => {
      fail = reject;
    });
    const broken = uploads.receive(expect('a', 10, wait), new Uint8Array(1));
    const next = uploads.receive(expect('b'), new Uint8Array(2));
    const last = uploads.receive(expect('c'), new Uint8Array(3));
    fail(new Error('broken'));
    await assert.rejects(broken, /broken/);
    await Promise.all([next, last]);
    assert.deepEqual(heard, ['b 2', 'c 3']);
  });

  it('may be missing, which ends the waiting for them', async () => {
    const id = expect('a');
    uploads.fail(id);
    await uploads.receive(id, new Uint8Array(1));
    assert.deepEqual(heard, ['a failed']);
  });

  it('are forgotten where a page never sends them', async () => {
    const first = expect('first');
    const ids = Array.from({ length: 256 }, (_, index) => expect(String(index)));
    await uploads.receive(first, new Uint8Array(1));
    await uploads.receive(ids[0]!, new Uint8Array(1));
    assert.deepEqual(heard, ['0 1']);
  });
});
