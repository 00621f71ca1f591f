import assert from 'node:assert/strict';
import { canary } from '../../host/canaryKey.mjs';
import { builtInProviders } from '../../../src/core/providers/table';
import { startIminiServer } from '../../servers/imini';
import { startInfinityBlueServer } from '../../servers/infinityBlue';
import { startDemoProviders } from '../../servers/main';
import type { ServerControls } from '../../servers/controls';
import type { ScriptedStep } from '../../servers/steps';
import { get, post, refusal, type Exchange } from './exchange';

interface Stand {
  readonly name: string;
  readonly start: () => Promise<ServerControls>;
  readonly path: string;
  readonly body: (prompt: string) => object;
}

const stands: readonly Stand[] = [
  {
    name: 'imini',
    start: () => startIminiServer(),
    path: '/v1/images/generate',
    body: (prompt) => ({ model: 'google/nano-banana-pro', prompt }),
  },
  {
    name: 'InfinityBlue',
    start: () => startInfinityBlueServer(),
    path: '/v1beta/models/nanobanana:generateContent',
    body: (text) => ({
      contents: [{ parts: [{ text }] }],
      generationConfig: {
        responseModalities: ['IMAGE'],
        imageConfig: { aspectRatio: '1:1', imageSize: '1K' },
      },
    }),
  },
];

for (const { name, start, path, body } of stands) {
  describe(`script of the ${name} stand-in`, () => {
    let server: ServerControls;
    beforeEach(async () => (server = await start()));
    afterEach(() => server.stop());

    const send = (prompt = 'A fox', signal?: AbortSignal): Promise<Exchange> =>
      post({ server, path, body: body(prompt), ...(signal && { signal }) });
    const play = (step: ScriptedStep): Promise<Exchange> => {
      server.script(step);
      return send();
    };

    it('has keys that a test can search for', () => {
      assert.ok(server.key.startsWith(canary));
    });

    it('applies to one call each, in order', async () => {
      server.script({ kind: 'unauthorized' }, { kind: 'serverError', status: 502, times: 2 });
      const statuses = [];
      for (let call = 0; call < 4; call++) {
        statuses.push((await send()).status);
      }
      assert.deepEqual(statuses, [401, 502, 502, 200]);
      assert.deepEqual(
        server.requests.map(({ status }) => status),
        statuses,
      );
    });

    it('holds a call until it is released', async () => {
      server.script({ kind: 'hold', then: { kind: 'unauthorized' } });
      const answer = send();
      await server.waitForHeld();
      assert.equal(server.requests[0]?.status, undefined);
      server.release();
      assert.equal((await answer).status, 401);
      assert.equal(await server.requests[0]?.ended, 'answered');
    });

    it('sees the client go away', async () => {
      server.script({ kind: 'hold' });
      const abort = new AbortController();
      const answer = send('A fox', abort.signal);
      await server.waitForHeld();
      abort.abort();
      await assert.rejects(answer, { name: 'AbortError' });
      assert.equal(await server.requests[0]?.ended, 'aborted');
      assert.equal(server.requests[0]?.aborted, true);
    });

    it('breaks the connection before or within the answer', async () => {
      await assert.rejects(play({ kind: 'dropped' }), { message: 'fetch failed' });
      await assert.rejects(play({ kind: 'truncated' }), { message: 'terminated' });
      assert.equal(await server.requests[0]?.ended, 'cut');
      assert.equal(await server.requests[1]?.ended, 'cut');
      assert.equal(server.requests[1]?.aborted, false);
    });

    it('answers what is no answer', async () => {
      const page = await play({ kind: 'html', status: 524 });
      assert.equal(page.status, 524);
      assert.match(String(page.body), /^<!DOCTYPE html>/);
      assert.equal(typeof (await play({ kind: 'cutJson' })).body, 'string');
      const moved = await play({ kind: 'redirect', location: 'http://127.0.0.1:9/' });
      assert.equal(moved.headers.get('location'), 'http://127.0.0.1:9/');
      const own = await play({ kind: 'reply', answer: { status: 418, body: 'teapot' } });
      assert.deepEqual([own.status, own.body], [418, 'teapot']);
    });

    it('refuses in any words', async () => {
      const answer = await play({ kind: 'refuse', status: 403, code: 'SOME_CODE', message: 'no' });
      assert.equal(refusal(answer), '403 SOME_CODE');
    });

    it('obeys words in the prompt', async () => {
      assert.equal((await send('A fox [key]')).status, 401);
      assert.equal((await send('A fox [ratelimit]')).headers.get('retry-after'), '7');
      assert.equal((await send('A fox [error]')).status, 500);
      assert.equal((await send('A fox [html]')).status, 524);
      assert.equal((await send('A fox [hostile]')).status, 400);
    });

    it('records what arrived', async () => {
      const waiting = server.waitForRequests({ path });
      await send();
      const request = (await waiting)[0]!;
      assert.equal(request.method, 'POST');
      assert.equal(request.headers.authorization, `Bearer ${server.key}`);
      assert.equal(request.prompt, 'A fox');
      assert.deepEqual(request.body, body('A fox'));
    });

    it('refuses paths that do not exist', async () => {
      assert.equal((await get(server, '/v2/anything')).status, 404);
    });
  });
}

describe('demo providers', () => {
  it('start for every row that has a network, and stop', async () => {
    const demo = await startDemoProviders();
    const named = (id: string) => demo.providers.find((provider) => provider.id === id)!;
    const { url, key } = named('infinityblue');
    try {
      const response = await fetch(`${url}/v1/models`, { headers: { authorization: `Bearer ${key}` } });
      assert.equal(response.status, 200);
      assert.match(named('imini').url, /^http:\/\/127\.0\.0\.1:\d+\/imini\/router$/);
      const ids = builtInProviders.map(({ id }) => id).filter((id) => id !== 'placeholder');
      assert.deepEqual(
        demo.providers.map(({ id }) => id),
        ids,
      );
    } finally {
      await demo.stop();
    }
    await assert.rejects(fetch(`${url}/v1/models`));
  });

  it('let the free check of a key fail by script', async () => {
    const server = await startInfinityBlueServer();
    server.script({ kind: 'serverError', at: 'models' });
    assert.equal((await get(server, '/v1/models')).status, 500);
    await server.stop();
  });
});
