import assert from 'node:assert/strict';
import type { Resolve } from '../../src/core/http/transport/addressGuard';
import { defaultHttpLimits } from '../../src/core/http/policy/limits';
import { listen, listenRaw } from '../unit/core/http/loopback';
import { assertFailed, assertSaved, assertSent, everyApi, referenceOfLength } from './expectations';
import { fault } from './fault';
import { resetAfterBody, resetBeforeBody } from './faults';

/** A name that leads where each look-up says; `undefined` stands for no answer of DNS. */
function nameLeadingTo(...addresses: readonly (string | undefined)[]): Resolve & { readonly looks: number } {
  let looks = 0;
  const resolve: Resolve = (_, done) => {
    const address = addresses[Math.min(looks++, addresses.length - 1)];
    if (address === undefined) {
      done(Object.assign(new Error('not found'), { code: 'ENOTFOUND' }), []);
    } else {
      done(null, [{ address, family: 4 }]);
    }
  };
  return Object.defineProperty(resolve, 'looks', { get: () => looks }) as Resolve & { looks: number };
}

const named = (url: string): { readonly baseUrl: string } => ({
  baseUrl: url.replace('127.0.0.1', 'provider.test'),
});

/** The settings name the way, so that there is no second route to try. */
const direct = { network: { proxySupport: 'off' } } as const;

/** More than the buffers of a connection hold. */
const largeReferences = Array.from({ length: 4 }, () => referenceOfLength(6_000_000));

describe('Faults of the connection', () => {
  for (const api of everyApi) {
    fault(1, `without DNS ${JSON.stringify(api)} says which host it cannot reach`, async (scene) => {
      const resolve = nameLeadingTo(undefined);
      const row = { baseUrl: 'https://no-such-host.invalid/v1' };
      const outcome = await scene.run({ ...api, row, http: { resolve, ...direct } });
      assertFailed(outcome, 'unreachable', {
        host: 'no-such-host.invalid',
        networkCode: 'ENOTFOUND',
        maybeBilled: undefined,
      });
      assert.equal(resolve.looks, 3);
      assert.ok(outcome.steps.some(({ step }) => step === 'retrying'));
    });
  }

  fault(1, 'DNS that comes back within two tries costs nothing but a moment', async (scene) => {
    const resolve = nameLeadingTo(undefined, undefined, '127.0.0.1');
    const row = named(scene.infinityblue.url);
    assertSaved(await scene.run({ provider: 'infinityblue', row, http: { resolve, ...direct } }));
    assertSent(scene, 1);
  });

  fault(2, 'a closed port is unreachable, and nothing was paid', async (scene) => {
    const closed = await listen(() => undefined);
    await closed.close();
    for (const api of everyApi) {
      const outcome = await scene.run({ ...api, row: { baseUrl: closed.url } });
      assertFailed(outcome, 'unreachable', {
        host: '127.0.0.1',
        networkCode: 'ECONNREFUSED',
        maybeBilled: undefined,
      });
      assert.equal(outcome.steps.filter(({ step }) => step === 'sending').length, 3);
    }
  });

  fault(2, 'a port that opens meanwhile gets the request once', async (scene) => {
    // Nothing listens at the first address.
    const resolve = nameLeadingTo('127.0.0.2', '127.0.0.1');
    const row = named(scene.infinityblue.url);
    assertSaved(await scene.run({ provider: 'infinityblue', row, http: { resolve, ...direct } }));
    assertSent(scene, 1);
  });

  fault(3, 'a connection that never comes about ends after the connect time alone', async (scene) => {
    const hole = await listenRaw(() => undefined);
    try {
      const row = { baseUrl: hole.url.replace('http:', 'https:') };
      const http = { limits: { connectMilliseconds: 60 } };
      const outcome = await scene.run({ provider: 'infinityblue', row, http });
      const { details } = assertFailed(outcome, 'unreachable', { maybeBilled: undefined });
      assert.match(details.networkCode ?? '', /CONNECT_TIMEOUT/);
    } finally {
      await hole.close();
    }
    assert.equal(defaultHttpLimits.connectMilliseconds, 10_000);
  });

  fault(3, 'DNS that never answers ends after the connect time alone', async (scene) => {
    const http = { resolve: () => undefined, limits: { connectMilliseconds: 60 }, ...direct };
    const outcome = await scene.run({ provider: 'imini', row: { baseUrl: 'https://provider.test' }, http });
    assertFailed(outcome, 'unreachable', { host: 'provider.test', maybeBilled: undefined });
  });

  for (const api of everyApi) {
    fault(4, `${JSON.stringify(api)} is sent again when the upload broke, and paid once`, async (scene) => {
      await scene.inFrontOf(api.provider, { generate: [resetBeforeBody] });
      assertSaved(await scene.run({ ...api, references: largeReferences }));
      assertSent(scene, 2);
    });
  }

  fault(4, 'an upload that breaks each time is reported after the third, as not paid', async (scene) => {
    await scene.inFrontOf('imini', { generate: [resetBeforeBody, resetBeforeBody, resetBeforeBody] });
    const outcome = await scene.run({ provider: 'imini', references: largeReferences });
    assertFailed(outcome, 'unreachable', { maybeBilled: undefined });
    assertSent(scene, 3);
    assert.equal(scene.imini.tasks.length, 0);
  });

  for (const api of everyApi) {
    fault(5, `${JSON.stringify(api)} is never sent again when all of it had left`, async (scene) => {
      await scene.inFrontOf(api.provider, { generate: [resetAfterBody] });
      const outcome = await scene.run(api);
      assertFailed(outcome, 'unreachable', { maybeBilled: true, host: '127.0.0.1' });
      assertSent(scene, 1);
      assert.deepEqual(scene.clock.sleeps, []);
    });
  }
});
