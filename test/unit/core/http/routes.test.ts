import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { EaselError } from '../../../../src/core/model/errors';
import type { JsonAnswer } from '../../../../src/core/http/client';
import type { NetworkSettings } from '../../../../src/core/http/transport/networkSettings';
import { openNodeRoute } from '../../../../src/core/http/transport/nodeTransport';
import type { TransportRequest } from '../../../../src/core/http/transport/transport';
import { createHttpClient, type HttpClientOptions } from '../../../../src/core/http/httpClient';
import { listen, listenRaw, neverAborted, readBody, type Loopback } from './loopback';
import { failureOf } from './failureOf';
import { startProxy, testCa, testServerTls, type ConnectProxy, type ProxyOptions } from './proxyServer';

/** Names under `.test` lead to this machine, all others nowhere. */
const resolve: HttpClientOptions['resolve'] = (hostname, done) => {
  if (/^(?:provider|foreign)\.test$/.test(hostname)) {
    done(null, [{ address: '127.0.0.1', family: 4 }]);
  } else {
    done(Object.assign(new Error('not found'), { code: 'ENOTFOUND' }), []);
  }
};

describe('routes', function () {
  this.timeout(20_000);

  const opened: { close(): Promise<void> }[] = [];
  const open = <T extends { close(): Promise<void> }>(closable: T): T => {
    opened.push(closable);
    return closable;
  };
  const serve = async (tls?: ReturnType<typeof testServerTls>, host?: string): Promise<Loopback> =>
    open(
      await listen(
        (request, response) => {
          void readBody(request).then((body) => response.end(JSON.stringify({ received: body.toString() })));
        },
        tls,
        host,
      ),
    );
  const proxyTo = async (leadsTo: number, options: Partial<ProxyOptions> = {}): Promise<ConnectProxy> =>
    open(await startProxy({ leadsTo, ...options }));
  /** The requests that the second route got. */
  const second: TransportRequest[] = [];
  const post = (
    url: string,
    network: Partial<NetworkSettings> = {},
    options: HttpClientOptions = {},
  ): Promise<JsonAnswer> => {
    const client = open(
      createHttpClient({
        network,
        resolve,
        certificates: () => [],
        openSecondRoute: (given) => {
          const route = openNodeRoute(given);
          return {
            ...route,
            send(request) {
              second.push(request);
              return route.send(request);
            },
          };
        },
        ...options,
      }),
    );
    return client.sendJson({ method: 'POST', url, body: { a: 1 }, signal: neverAborted() });
  };
  const failure = (...call: Parameters<typeof post>): Promise<EaselError> => failureOf(post(...call));
  const received = { received: '{"a":1}' };
  const trusting = { certificates: () => [testCa()] };

  afterEach(async () => {
    second.length = 0;
    await Promise.all(opened.splice(0).map((closable) => closable.close()));
  });

  describe('proxy', () => {
    it('tunnels an https request, whose key it cannot see', async () => {
      const server = await serve(testServerTls());
      const proxy = await proxyTo(server.port);
      const answer = await post(
        'https://provider.test/v1',
        { proxy: `http://127.0.0.1:${proxy.port}` },
        trusting,
      );
      assert.deepEqual(answer.body, received);
      assert.deepEqual(proxy.targets, ['provider.test:443']);
      assert.equal(server.requests[0]?.headers['proxy-authorization'], undefined);
    });

    it('resolves the name itself', async () => {
      const server = await serve(testServerTls());
      const proxy = await proxyTo(server.port);
      const answer = await post(
        'https://only-there.provider.test:8443/v1',
        { proxy: `http://127.0.0.1:${proxy.port}` },
        trusting,
      );
      assert.deepEqual(answer.body, received);
      assert.deepEqual(proxy.targets, ['only-there.provider.test:8443']);
    });

    it('takes the login of the address, or of http.proxyAuthorization', async () => {
      const server = await serve();
      const login = `Basic ${Buffer.from('user:secret-pass').toString('base64')}`;
      const proxy = await proxyTo(server.port, { login });
      const address = `127.0.0.1:${proxy.port}`;
      await post('http://provider.test/', { proxy: `http://user:secret-pass@${address}` });
      await post('http://provider.test/', { proxy: `http://${address}`, proxyAuthorization: login });
      assert.deepEqual(proxy.logins, [login, login]);
      assert.equal(server.requests.length, 2);
    });

    it('that refuses the login is unreachable, was sent nothing, and its password is in no error', async () => {
      const server = await serve();
      const proxy = await proxyTo(server.port, { login: 'Basic other' });
      const error = await failure(
        'http://unknown.test/',
        { proxy: `http://user:secret-pass@127.0.0.1:${proxy.port}` },
        // The second route knows the host as little as the first.
      );
      assert.equal(error.kind, 'unreachable');
      assert.deepEqual(error.details, { host: 'unknown.test', networkCode: 'PROXY_407' });
      const texts = [error, error.cause, (error.cause as Error).cause].map((each) =>
        JSON.stringify([String(each), each, each instanceof Error ? each.stack : '']),
      );
      assert.ok(!texts.join(' ').includes('secret-pass'));
      assert.ok(!texts.join(' ').includes(Buffer.from('user:secret-pass').toString('base64')));
      assert.equal(server.requests.length, 0);
    });

    it('that hangs up is asked once', async () => {
      const proxy = await proxyTo(1, { hangsUp: true });
      const { kind, details } = await failure('https://provider.test/', {
        proxy: `http://127.0.0.1:${proxy.port}`,
      });
      assert.equal(kind, 'unreachable');
      assert.equal(details.networkCode, 'PROXY_CLOSED');
      assert.equal(details.maybeBilled, undefined);
      assert.equal(proxy.targets.length, 1);
      assert.equal(second.length, 0);
    });

    it('that does not answer is left after the connect time', async () => {
      const silent = open(await listenRaw(() => undefined));
      const { details } = await failure(
        'https://provider.test/',
        { proxy: `http://127.0.0.1:${silent.port}` },
        { limits: { connectMilliseconds: 100 } },
      );
      assert.equal(details.networkCode, 'CONNECT_TIMEOUT');
    });

    it('may itself be reached over TLS', async () => {
      const server = await serve(testServerTls());
      const proxy = await proxyTo(server.port, { secure: true });
      const secure = { proxy: `https://127.0.0.1:${proxy.port}` };
      // Its certificate is for proxy.test.
      assert.equal((await failure('https://provider.test/', secure, trusting)).kind, 'unreachable');
      assert.equal(proxy.targets.length, 0);
      const answer = await post('https://provider.test/', { ...secure, strictSsl: false }, trusting);
      assert.deepEqual(answer.body, received);
    });

    it('is left out for this machine and for exceptions', async () => {
      const server = await serve();
      const proxy = await proxyTo(server.port);
      const settings = { proxy: `http://127.0.0.1:${proxy.port}`, noProxy: ['provider.test'] };
      await post(server.url, settings);
      await post(`http://provider.test:${server.port}/`, settings);
      assert.equal(server.requests.length, 2);
      assert.deepEqual(proxy.targets, []);
    });

    it('of the environment of this process counts only where it is given', async () => {
      const server = await serve();
      process.env.http_proxy = 'http://127.0.0.1:1';
      try {
        const answer = await post(`http://provider.test:${server.port}/`);
        assert.deepEqual(answer.body, received);
      } finally {
        delete process.env.http_proxy;
      }
      assert.equal(second.length, 0);
    });

    it('tinyproxy, where it is installed, lets a request through', async function () {
      if (spawnSync('tinyproxy', ['-v']).error) {
        this.skip();
      }
      const folder = mkdtempSync(path.join(tmpdir(), 'easel-tinyproxy-'));
      const port = await freePort();
      const config = path.join(folder, 'tinyproxy.conf');
      writeFileSync(config, `Port ${port}\nListen 127.0.0.1\nBasicAuth user secret-pass\nMaxClients 10\n`);
      const child = spawn('tinyproxy', ['-d', '-c', config], { stdio: 'ignore' });
      open({
        close: () =>
          new Promise((done) => {
            child.once('exit', () => {
              rmSync(folder, { recursive: true });
              done();
            });
            child.kill();
          }),
      });
      // 127.0.0.1 would be reached directly.
      const server = await serve(testServerTls(), '127.0.0.2');
      const network = { proxy: `http://user:secret-pass@127.0.0.1:${port}`, strictSsl: false };
      // It takes a moment to listen; a connection that was refused cost nothing.
      let answer: JsonAnswer | undefined;
      for (let tries = 0; !answer && tries < 200; tries += 1) {
        // Without its dot, that name would always be reached directly.
        answer = await post(server.url, network).catch(() => undefined);
      }
      assert.deepEqual(answer?.body, received);
    });
  });

  describe('certificate of a private CA', () => {
    it('is refused, and nothing was sent', async () => {
      const server = await serve(testServerTls());
      const { kind, details } = await failure(`https://provider.test:${server.port}/`);
      assert.equal(kind, 'unreachable');
      assert.equal(details.networkCode, 'UNABLE_TO_VERIFY_LEAF_SIGNATURE');
      assert.equal(details.maybeBilled, undefined);
      assert.equal(server.requests.length, 0);
    });

    it('is taken where the operating system trusts the CA, and only for its names', async () => {
      const server = await serve(testServerTls());
      const answer = await post(`https://provider.test:${server.port}/`, {}, trusting);
      assert.deepEqual(answer.body, received);
      assert.equal(second.length, 0);
      const { details } = await failure(`https://foreign.test:${server.port}/`, {}, trusting);
      assert.equal(details.networkCode, 'ERR_TLS_CERT_ALTNAME_INVALID');
    });

    it('is taken unchecked where http.proxyStrictSSL is off', async () => {
      const server = await serve(testServerTls());
      const answer = await post(`https://provider.test:${server.port}/`, { strictSsl: false });
      assert.deepEqual(answer.body, received);
      assert.equal(second.length, 0);
    });
  });

  describe('second route', () => {
    /** The first route knows no name at all, as on a network where only the proxy of a PAC script does. */
    const blindFirst = (): HttpClientOptions => ({
      resolve: (_, done) => done(Object.assign(new Error('not found'), { code: 'ENOTFOUND' }), []),
      openSecondRoute: (given) => {
        const route = openNodeRoute({
          ...given,
          lookup: (_, options, callback) =>
            options.all
              ? callback(null, [{ address: '127.0.0.1', family: 4 }])
              : callback(null, '127.0.0.1', 4),
        });
        return {
          ...route,
          send(request) {
            second.push(request);
            return route.send(request);
          },
        };
      },
    });

    it('brings the same request where the first makes no connection', async () => {
      const server = await serve();
      const answer = await post(`http://pac.test:${server.port}/`, {}, blindFirst());
      assert.deepEqual(answer.body, received);
      assert.equal(server.requests.length, 1);
      assert.equal(second.length, 1);
    });

    it('brings it over TLS, with certificates checked as the setting says', async () => {
      const server = await serve(testServerTls());
      const url = `https://provider.test:${server.port}/`;
      assert.equal((await failure(url, {}, blindFirst())).details.networkCode, 'ENOTFOUND');
      assert.deepEqual((await post(url, { strictSsl: false }, blindFirst())).body, received);
    });

    it('is kept for the origin that it worked for', async () => {
      const server = await serve();
      let lookups = 0;
      const blind = blindFirst();
      const client = open(
        createHttpClient({
          ...blind,
          resolve: (name, done) => {
            lookups += 1;
            blind.resolve!(name, done);
          },
        }),
      );
      const send = (host: string): Promise<unknown> =>
        client.sendJson({
          method: 'GET',
          url: `http://${host}:${server.port}/`,
          signal: neverAborted(),
        });
      await send('pac.test');
      await send('pac.test');
      assert.deepEqual([lookups, second.length], [1, 2]);
      await send('other.test');
      assert.deepEqual([lookups, second.length], [2, 3]);
    });

    it('is not tried where the settings say how to reach the host', async () => {
      const server = await serve();
      for (const network of [
        { proxySupport: 'off' } as const,
        { noProxy: ['pac.test'] },
        { proxy: 'http://127.0.0.1:1' },
        { environment: { HTTPS_PROXY: 'http://127.0.0.1:1' } },
      ]) {
        await failure(`http://pac.test:${server.port}/`, network, blindFirst());
      }
      assert.equal(second.length, 0);
      assert.equal(server.requests.length, 0);
    });

    it('is not tried once the first has a connection', async () => {
      const server = open(
        await listen((request) => {
          request.resume().on('end', () => request.socket.destroy());
        }),
      );
      const { kind, details } = await failure(`http://provider.test:${server.port}/`);
      assert.equal(kind, 'unreachable');
      assert.equal(details.maybeBilled, true);
      assert.equal(server.requests.length, 1);
      assert.equal(second.length, 0);
    });

    it('does what VS Code does where the proxy speaks SOCKS or wants a login of another kind', async () => {
      const server = await serve();
      await post(`http://pac.test:${server.port}/`, { proxy: 'socks5://127.0.0.1:1' }, blindFirst());
      assert.equal(second.length, 1);
      const proxy = await proxyTo(server.port, { login: 'Negotiate token' });
      await post(
        `http://pac.test:${server.port}/`,
        { proxy: `http://127.0.0.1:${proxy.port}` },
        blindFirst(),
      );
      assert.equal(second.length, 2);
    });
  });
});

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  await new Promise((done) => server.close(done));
  return port;
}
