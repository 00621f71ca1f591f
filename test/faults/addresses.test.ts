import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { Resolve } from '../../src/core/http/transport/addressGuard';
import type { Loopback } from '../unit/core/http/loopback';
import { assertFailed, assertSaved, assertSent, everyApi } from './expectations';
import { fault } from './fault';
import type { Scene } from './scene';

const image = readFileSync('test/sample-workspace/assets/sun.png');

/** It would serve an image to anybody, and counts who comes. */
const openStranger = (scene: Scene): Promise<Loopback> =>
  scene.stranger((_, response) => response.setHeader('content-type', 'image/png').end(image));

/** Addresses that a stranger must not send us to; `PORT` is where one waits on this machine. */
const forbidden = [
  'http://127.0.0.1:PORT/a.png',
  'https://127.0.0.1:PORT/a.png',
  'http://localhost:PORT/a.png',
  'http://localhost.:PORT/a.png',
  'http://app.localhost:PORT/a.png',
  'http://2130706433:PORT/a.png',
  'https://2130706433:PORT/a.png',
  'http://0x7f.1:PORT/a.png',
  'https://0x7f000001:PORT/a.png',
  'http://0177.0.0.1:PORT/a.png',
  'https://127.1:PORT/a.png',
  'https://0.0.0.0:PORT/a.png',
  'https://[::1]:PORT/a.png',
  'https://[::]:PORT/a.png',
  'https://[::ffff:127.0.0.1]:PORT/a.png',
  'https://[64:ff9b::7f00:1]:PORT/a.png',
  'http://169.254.169.254/latest/meta-data',
  'https://169.254.169.254/latest/meta-data',
  'https://10.0.0.1/a.png',
  'https://172.16.0.1/a.png',
  'https://192.168.1.1/a.png',
  'https://[fd00::1]/a.png',
  'https://[fe80::1]/a.png',
  'http://example.com/a.png',
  'https://user:password@example.com/a.png',
  'file:///etc/passwd',
  'ftp://example.com/a.png',
  'javascript:alert(1)',
  'https://',
];

const resolveTo =
  (...addresses: readonly string[]): Resolve =>
  (_, done) =>
    done(
      null,
      addresses.map((address) => ({ address, family: 4 })),
    );

/** The settings name the way, so that there is no second route to try. */
const direct = { network: { proxySupport: 'off' } } as const;

describe('Faults of result addresses', () => {
  for (const address of forbidden) {
    fault(33, `a result at ${address} is refused, and nobody is asked`, async (scene) => {
      const stranger = await openStranger(scene);
      const url = address.replace('PORT', String(stranger.port));
      scene.imini.script({ kind: 'resultUrl', url });
      scene.expectOpen('detached');
      assertFailed(await scene.run({ provider: 'imini' }), 'unexpectedAnswer', {
        reason: 'address',
        taskId: scene.imini.tasks[0]!.id,
      });
      assert.equal(stranger.requests.length, 0);
    });

    if (address !== 'https://') {
      fault(33, `a redirect of the result to ${address} is refused, and nobody is asked`, async (scene) => {
        const stranger = await openStranger(scene);
        const location = address.replace('PORT', String(stranger.port));
        scene.imini.script({ at: 'download', kind: 'redirect', location });
        scene.expectOpen('detached');
        assertFailed(await scene.run({ provider: 'imini' }), 'unexpectedAnswer', { reason: 'address' });
        assert.equal(stranger.requests.length, 0);
      });
    }
  }

  for (const addresses of [['127.0.0.1'], ['10.0.0.1'], ['169.254.169.254'], ['203.0.114.1', '127.0.0.1']]) {
    fault(
      33,
      `a name that leads to ${addresses.join(' and ')} is refused as it is connected to`,
      async (scene) => {
        const stranger = await openStranger(scene);
        scene.imini.script({ kind: 'resultUrl', url: `https://cdn.test:${stranger.port}/a.png` });
        scene.expectOpen('detached');
        const http = { resolve: resolveTo(...addresses), ...direct };
        const outcome = await scene.run({ provider: 'imini', http });
        assertFailed(outcome, 'unexpectedAnswer', { reason: 'address', host: `cdn.test:${stranger.port}` });
        assert.equal(stranger.requests.length, 0);
      },
    );
  }

  fault(33, 'more than five redirects are not followed', async (scene) => {
    scene.imini.script({ at: 'download', kind: 'redirect', location: '/files/again.png', times: 9 });
    scene.expectOpen('detached');
    const outcome = await scene.run({ provider: 'imini' });
    assertFailed(outcome, 'unexpectedAnswer', { reason: 'redirect' });
    assert.equal(scene.imini.requests.filter(({ path }) => path.startsWith('/files/')).length, 6);
  });

  fault(33, "a result on the provider's own origin is fetched, also through a redirect", async (scene) => {
    scene.imini.script({ kind: 'redirectedResult' });
    assertSaved(await scene.run({ provider: 'imini' }));
  });

  fault(33, 'a result that stands in the address itself is saved', async (scene) => {
    const url = `data:image/png;base64,${image.toString('base64')}`;
    scene.imini.script({ kind: 'resultUrl', url });
    const { saved, errors } = await scene.run({ provider: 'imini' });
    assert.deepEqual([saved.length, errors], [1, []]);
  });

  fault(33, 'a host that the row names is asked, without the key', async (scene) => {
    const stranger = await openStranger(scene);
    const row = { resultHosts: [`127.0.0.1:${stranger.port}`] };
    scene.imini.script({ kind: 'resultUrl', url: `${stranger.url}/a.png` });
    scene.imini.script({ at: 'download', kind: 'redirect', location: `${stranger.url}/b.png` });
    for (const job of [0, 1]) {
      const { saved, errors } = await scene.run({ provider: 'imini', row });
      assert.deepEqual([saved.length, errors], [1, []], `job ${job}`);
    }
    assert.deepEqual(
      stranger.requests.map(({ url }) => url),
      ['/a.png', '/b.png'],
    );
  });

  for (const api of everyApi) {
    fault(33, `${JSON.stringify(api)}: a redirect of the paid request is not followed`, async (scene) => {
      const stranger = await openStranger(scene);
      scene[api.provider].script({ kind: 'redirect', status: 307, location: `${stranger.url}/v1` });
      const outcome = await scene.run(api);
      assertFailed(outcome, 'unexpectedAnswer', { reason: 'redirect', maybeBilled: undefined });
      assert.equal(stranger.requests.length, 0);
      assertSent(scene, 1);
    });
  }

  fault(33, 'a redirect of a poll is not followed, and the task is asked for again', async (scene) => {
    const stranger = await openStranger(scene);
    scene.imini.script({ at: 'poll', kind: 'redirect', location: `${stranger.url}/task` });
    assertSaved(await scene.run({ provider: 'imini' }));
    assert.equal(stranger.requests.length, 0);
  });
});
