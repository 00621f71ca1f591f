import assert from 'node:assert/strict';
import type { HttpClient } from '../../../../src/core/http/client';
import { createHttpClient } from '../../../../src/core/http/httpClient';
import { checkResultUrl } from '../../../../src/core/http/policy/resultUrl';
import { isError } from '../apis/isError';
import { listen, neverAborted, type Loopback } from './loopback';

describe('Where https is required', () => {
  let server: Loopback;
  let client: HttpClient;
  let asked: (string | undefined)[];

  beforeEach(async () => {
    asked = [];
    server = await listen((request, response) => {
      asked.push(request.headers.host);
      response.setHeader('content-type', 'application/json').end('{}');
    });
    client = open(true);
  });

  afterEach(async () => {
    await client.close();
    await server.close();
  });

  /** Every name leads to the server here. */
  const open = (requireHttps: boolean): HttpClient =>
    createHttpClient({
      resolve: (_, done) => done(null, [{ address: '127.0.0.1', family: 4 }]),
      network: { requireHttps },
    });
  const port = (): string => new URL(server.url).port;
  const ask = (http: HttpClient, url: string): Promise<unknown> =>
    http.sendJson({ method: 'GET', url, signal: neverAborted() });

  it('no request goes to another machine over http', async () => {
    await assert.rejects(
      ask(client, `http://gateway.example:${port()}/v1`),
      isError('invalidRequest', { problem: { problem: 'unencrypted', host: 'gateway.example' } }),
    );
    assert.deepEqual(asked, []);
  });

  it('a request to this machine goes all the same', async () => {
    await ask(client, server.url);
    assert.equal(asked.length, 1);
  });

  it('no socket is opened to another machine over http', async () => {
    const url = `http://gateway.example:${port()}/ws`;
    const request = { url, signal: neverAborted(), onMessage: () => undefined };
    await assert.rejects(
      client.listen(request),
      isError('invalidRequest', { problem: { problem: 'unencrypted', host: 'gateway.example' } }),
    );
    assert.deepEqual(asked, []);
  });

  it('no result is fetched over http, also not from the provider itself or one of its hosts', async () => {
    const baseUrl = `http://gateway.example:${port()}/v1`;
    for (const url of [`http://gateway.example:${port()}/a.png`, '/a.png', 'http://files.example/a.png']) {
      await assert.rejects(
        client.download({ url, baseUrl, resultHosts: ['files.example'], signal: neverAborted() }),
        isError('unexpectedAnswer', { reason: 'address', addressFault: 'unencrypted' }),
        url,
      );
    }
    assert.deepEqual(asked, []);
  });

  it('a request goes over http where it is not required', async () => {
    const http = open(false);
    await ask(http, `http://gateway.example:${port()}/v1`);
    await http.close();
    assert.deepEqual(asked, [`gateway.example:${port()}`]);
  });

  const base = 'https://api.example/v1';
  const results: readonly (readonly [url: string, baseUrl: string, fault: string | undefined])[] = [
    ['https://cdn.example/a.png', base, undefined],
    // The provider's own, which is brought to its origin.
    ['http://api.example/a.png', base, undefined],
    ['http://cdn.example/a.png', base, 'insecure'],
    ['http://files.example/a.png', base, 'unencrypted'],
    ['http://127.0.0.1:8188/view', 'http://127.0.0.1:8188', undefined],
    ['http://192.168.1.7:8188/view', 'http://192.168.1.7:8188', 'unencrypted'],
  ];
  for (const [url, baseUrl, addressFault] of results) {
    it(`a result of ${baseUrl} at ${url} is ${addressFault ?? 'fetched'}`, () => {
      const check = () =>
        checkResultUrl(url, { baseUrl, resultHosts: ['files.example'] }, { requireHttps: true });
      if (addressFault === undefined) {
        check();
      } else {
        assert.throws(check, (error: { details?: unknown }) => {
          assert.equal((error.details as { addressFault?: string }).addressFault, addressFault);
          return true;
        });
      }
    });
  }

  it('a redirect of a result to http is not followed', async () => {
    const redirecting = await listen((_, response) => {
      response.writeHead(302, { location: `http://files.example:${port()}/a.png` }).end();
    });
    try {
      const [url, resultHosts] = [`${redirecting.url}/a.png`, [`files.example:${port()}`]];
      await assert.rejects(
        client.download({ url, baseUrl: redirecting.url, resultHosts, signal: neverAborted() }),
        isError('unexpectedAnswer', { reason: 'address', addressFault: 'unencrypted' }),
      );
      assert.deepEqual(asked, []);
    } finally {
      await redirecting.close();
    }
  });
});
