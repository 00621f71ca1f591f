import assert from 'node:assert/strict';
import type { Socket } from 'node:net';
import { localFolder } from '../../src/core/storage/imageFolder';
import type { Reference } from '../../src/core/model/reference';
import { listenRaw } from '../unit/core/http/loopback';
import { assertSaved, assertSent, everyAnswer, everyApi, observed, referenceOfLength } from './expectations';
import { fault } from './fault';
import { stallHalfway } from './faults';
import { manualClock } from './manualClock';
import type { Outcome } from './scene';

function assertCancelled({ saved, errors }: Outcome): void {
  assert.deepEqual(
    errors.map((error) => (error instanceof Error ? error.name : error)),
    ['AbortError'],
  );
  assert.deepEqual(saved, []);
}

/** A file that gives its beginning and then keeps the reader waiting for ever. */
function hangingReference(): { readonly reference: Reference; readonly reached: Promise<void> } {
  let tell: () => void = () => undefined;
  const reached = new Promise<void>((resolve) => (tell = resolve));
  const whole = referenceOfLength(5_000_000);
  const reference: Reference = {
    ...whole,
    async *read() {
      for await (const piece of whole.read()) {
        yield piece;
        break;
      }
      tell();
      await new Promise(() => undefined);
    },
  };
  return { reference, reached };
}

describe('Cancel', () => {
  for (const api of everyApi) {
    const name = JSON.stringify(api);

    fault(34, `${name}: before anything was sent sends nothing`, async (scene) => {
      assertCancelled(await scene.run({ ...api, signal: AbortSignal.abort() }));
      assertSent(scene, 0);
    });

    fault(
      34,
      `${name}: while a reference is read does not wait for it, and the server sees it`,
      async (scene) => {
        const server = await scene.inFrontOf(api.provider, {});
        const cancel = new AbortController();
        const { reference, reached } = hangingReference();
        const job = scene.run({ ...api, references: [reference], signal: cancel.signal });
        await reached;
        cancel.abort();
        assertCancelled(await job);
        await Promise.all(server.arrivals.map(({ closed }) => closed));
      },
    );

    fault(34, `${name}: while the references are sent closes the connection`, async (scene) => {
      let accept: (socket: Socket) => void = () => undefined;
      const accepted = new Promise<Socket>((resolve) => (accept = resolve));
      // It reads no more than the beginning, so that the upload cannot end.
      const server = await listenRaw((socket) => socket.once('readable', () => accept(socket)));
      try {
        const cancel = new AbortController();
        const references = Array.from({ length: 4 }, () => referenceOfLength(6_000_000));
        const row = { baseUrl: server.url };
        const job = scene.run({ ...api, references, row, signal: cancel.signal });
        const socket = await accepted;
        cancel.abort();
        assertCancelled(await job);
        await new Promise((resolve) => socket.once('close', resolve).resume());
      } finally {
        await server.close();
      }
    });

    fault(34, `${name}: while the answer is awaited closes the connection`, async (scene) => {
      const cancel = new AbortController();
      const strict = scene[api.provider];
      strict.script({ kind: 'hold' });
      const job = scene.run({ ...api, signal: cancel.signal });
      await strict.waitForHeld();
      cancel.abort();
      assertCancelled(await job);
      assert.equal(await strict.requests[0]!.ended, 'aborted');
      assertSent(scene, 1);
    });

    fault(34, `${name}: while the image is written saves it, since it is paid`, async (scene) => {
      const cancel = new AbortController();
      const folder = localFolder(scene.images);
      const job = {
        ...api,
        signal: cancel.signal,
        folder: {
          ...folder,
          save: (file: Parameters<typeof folder.save>[0]) => {
            cancel.abort();
            return folder.save(file);
          },
        },
      };
      assertSaved(await scene.run(job));
    });
  }

  for (const api of everyAnswer) {
    fault(
      34,
      `${JSON.stringify(api)}: while the image arrives and is decoded leaves no file`,
      async (scene) => {
        const cancel = new AbortController();
        const stall = observed(stallHalfway);
        await scene.inFrontOf('infinityblue', { generate: [stall.fault] });
        const job = scene.run({ ...api, signal: cancel.signal });
        const { closed } = await stall.reached;
        cancel.abort();
        assertCancelled(await job);
        await closed;
      },
    );
  }

  fault(
    34,
    'while a poll is awaited closes it and detaches the task, which can be fetched',
    async (scene) => {
      const cancel = new AbortController();
      scene.imini.script({ at: 'poll', kind: 'hold' });
      const job = scene.run({ provider: 'imini', signal: cancel.signal });
      await scene.imini.waitForHeld();
      cancel.abort();
      assertCancelled(await job);
      assert.equal(await scene.imini.requests.at(-1)!.ended, 'aborted');
      assertSaved(await scene.resume({ provider: 'imini' }));
      assertSent(scene, 1);
    },
  );

  fault(34, 'between two polls detaches the task', async (scene) => {
    const cancel = new AbortController();
    scene.expectOpen('detached');
    const outcome = await scene.run({
      provider: 'imini',
      clock: manualClock(),
      signal: cancel.signal,
      onProgress: ({ step }) => {
        if (step === 'queued') {
          setImmediate(() => cancel.abort());
        }
      },
    });
    assertCancelled(outcome);
  });

  fault(34, 'while the result is downloaded closes it and detaches the task', async (scene) => {
    const cancel = new AbortController();
    const stall = observed(stallHalfway);
    await scene.inFrontOf('imini', { download: [stall.fault] });
    const job = scene.run({ provider: 'imini', signal: cancel.signal });
    const { closed } = await stall.reached;
    cancel.abort();
    assertCancelled(await job);
    await closed;
    assertSaved(await scene.resume({ provider: 'imini' }));
    assertSent(scene, 1);
  });
});
