import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import type { NetworkSettings } from '../../src/core/http/transport/networkSettings';
import { isError } from '../unit/core/apis/isError';
import { makePng } from '../unit/core/image/samples';
import { startProxy, type ProxyOptions } from '../unit/core/http/proxyServer';
import { fault } from './fault';
import { insteadOf, refuseWith } from './faults';
import type { Fault } from './faultyServer';
import type { Scene } from './scene';

const json = { 'content-type': 'application/json' };
const html = { 'content-type': 'text/html' };

/** Answers in which a provider, or what stands before it, repeats the key. */
const echoes: Readonly<Record<string, (key: string) => Fault>> = {
  'the message of a refusal': (key) =>
    refuseWith({ status: 401, headers: json, body: errorBody(`Incorrect API key provided: ${key}`) }),
  'the code of a refusal': (key) =>
    refuseWith({ status: 400, headers: json, body: JSON.stringify({ error: { code: key, message: key } }) }),
  'JSON within a message': (key) =>
    refuseWith({ status: 400, headers: json, body: errorBody(JSON.stringify({ error: { message: key } })) }),
  'a page with 502': (key) => refuseWith({ status: 502, headers: html, body: `<pre>Bearer ${key}</pre>` }),
  'a page with 200': (key) =>
    refuseWith({ status: 200, headers: html, body: `<html>Authorization: Bearer ${key}</html>` }),
  'broken JSON': (key) => refuseWith({ status: 200, headers: json, body: `{"authorization":"${key}` }),
  'JSON of another shape': (key) => refuseWith({ status: 200, headers: json, body: JSON.stringify({ key }) }),
  'the id of a request': (key) =>
    refuseWith({ status: 500, headers: { ...json, 'x-request-id': key }, body: errorBody('broken') }),
  'base64 of it': (key) =>
    refuseWith({ status: 400, headers: json, body: errorBody(Buffer.from(key).toString('base64')) }),
};

const password = 's3cret-pass';

/** A job through a proxy, to a host that nothing else knows. */
async function runThroughProxy(
  scene: Scene,
  { options = {}, network }: { readonly options?: Partial<ProxyOptions>; readonly network: NetworkOf },
) {
  const { port } = new URL(scene.infinityblue.url);
  const proxy = await startProxy({ leadsTo: Number(port), ...options });
  scene.afterwards(() => proxy.close());
  const outcome = await scene.run({
    provider: 'infinityblue',
    row: { baseUrl: `http://unknown.test:${port}` },
    http: {
      network: network(proxy.port),
      resolve: (_, done) => done(Object.assign(new Error('unknown host'), { code: 'ENOTFOUND' }), []),
    },
  });
  const told = [...scene.errors.map((error) => inspect(error, { depth: 20 })), ...scene.logged].join('\n');
  for (const spelling of [password, basic.slice('Basic '.length), encodeURIComponent(password)]) {
    assert.ok(!told.includes(spelling), `the password was told: ${told}`);
  }
  return { ...outcome, proxy };
}

type NetworkOf = (port: number) => Partial<NetworkSettings>;

const basic = `Basic ${Buffer.from(`me:${password}`).toString('base64')}`;

/** The two places where a login for the proxy can stand. */
const logins: Readonly<Record<string, NetworkOf>> = {
  'its address': (port) => ({ proxy: `http://me:${password}@127.0.0.1:${port}` }),
  'http.proxyAuthorization': (port) => ({ proxy: `127.0.0.1:${port}`, proxyAuthorization: basic }),
};

describe('Faults: secrets', () => {
  for (const [place, echo] of Object.entries(echoes)) {
    for (const provider of ['imini', 'infinityblue'] as const) {
      fault(52, `${provider}: a key that comes back in ${place} goes no further`, async (scene) => {
        await scene.inFrontOf(provider, { generate: [echo(scene[provider].key)] });
        const { saved, errors } = await scene.run({ provider });
        assert.deepEqual([saved.length, errors.length], [0, 1]);
        const base64 = Buffer.from(scene[provider].key).toString('base64').slice(0, 30);
        assert.ok(!inspect([errors, scene.logged], { depth: 20 }).includes(base64));
      });
    }
  }

  fault(
    52,
    'a key that comes back in the words beside an image gets into no file and no log',
    async (scene) => {
      const { key } = scene.infinityblue;
      const data = (await makePng()).toString('base64');
      const parts = [
        { text: `They sent ${key}.`, thought: true },
        { text: `Drawn for ${key}.` },
        { inlineData: { mimeType: `image/png;key=${key}`, data } },
      ];
      const body = Buffer.from(JSON.stringify({ candidates: [{ content: { parts } }], responseId: key }));
      await scene.inFrontOf('infinityblue', { generate: [insteadOf(() => ({ body }))] });
      const { saved } = await scene.run({ provider: 'infinityblue', includeThoughts: true });
      assert.equal(saved[0]?.recipe.modelText, 'Drawn for [redacted].');
      assert.ok(scene.logged.some((line) => line.includes('They sent [redacted].')));
    },
  );

  fault(52, 'a key that a failed task repeats goes no further', async (scene) => {
    const { key } = scene.imini;
    scene.imini.script({ kind: 'taskFailed', code: key, message: `The key ${key} is of no use here` });
    isError('unexpectedAnswer', { reason: 'taskFailed' })((await scene.run({ provider: 'imini' })).error);
  });

  for (const [place, network] of Object.entries(logins)) {
    fault(52, `a login of the proxy from ${place} reaches the proxy and no one else`, async (scene) => {
      const { saved, errors, proxy } = await runThroughProxy(scene, { network, options: { login: basic } });
      assert.deepEqual([saved.length, errors, proxy.logins], [1, [], [basic]]);
      const { requests } = scene.infinityblue;
      assert.ok(requests.every(({ headers }) => headers['proxy-authorization'] === undefined));
    });

    fault(52, `a login from ${place} that the proxy refuses stands in no error`, async (scene) => {
      const options = { login: 'Basic other' };
      const { error } = await runThroughProxy(scene, { network, options });
      isError('unreachable', { networkCode: 'PROXY_407' })(error);
      assert.deepEqual(scene.infinityblue.requests, []);
    });

    fault(52, `a login from ${place} stands in no error when the proxy hangs up`, async (scene) => {
      const { error } = await runThroughProxy(scene, { network, options: { hangsUp: true } });
      isError('unreachable')(error);
    });

    fault(52, `a login from ${place} stands in no error when there is no proxy`, async (scene) => {
      const { error } = await runThroughProxy(scene, { network: () => network(1) });
      isError('unreachable')(error);
    });
  }
});

function errorBody(message: string): string {
  return JSON.stringify({ error: { message, code: 'INVALID', status: 400 } });
}
