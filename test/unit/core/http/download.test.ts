import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import { canary } from '../../../host/canaryKey.mjs';
import { EaselError } from '../../../../src/core/model/errors';
import type { Download } from '../../../../src/core/http/client';
import type { HttpLimits } from '../../../../src/core/http/policy/limits';
import { createHttpClient } from '../../../../src/core/http/httpClient';
import { fakeClock, listen, neverAborted, type FakeClock, type Loopback } from './loopback';

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

describe('download', function () {
  this.timeout(10_000);

  const opened: { close(): Promise<void> }[] = [];
  const serve = async (...answers: readonly Answer[]): Promise<Loopback> => {
    let count = 0;
    const server = await listen((request, response) => {
      answers[Math.min(count, answers.length - 1)]!(request, response);
      count += 1;
    });
    opened.push(server);
    return server;
  };
  const fetch = async (
    url: string,
    {
      baseUrl = url,
      limits = {},
      clock = fakeClock({ longest: 60_000 }),
    }: {
      baseUrl?: string;
      limits?: Partial<HttpLimits>;
      clock?: FakeClock;
    } = {},
  ): Promise<Download> => {
    const client = createHttpClient({ clock, limits });
    opened.push(client);
    return client.download({ url, baseUrl, signal: neverAborted() });
  };
  const failure = async (...call: Parameters<typeof fetch>): Promise<EaselError> => {
    try {
      await fetch(...call);
    } catch (error) {
      assert.ok(error instanceof EaselError, String(error));
      return error;
    }
    throw new Error('No error was thrown.');
  };
  const image = Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), randomBytes(300_000)]);
  const sendImage: Answer = (_, response) => response.setHeader('content-type', 'image/png').end(image);
  const sendText =
    (text: string): Answer =>
    (_, response) =>
      response.end(text);
  const sendStatus =
    (status: number): Answer =>
    (_, response) =>
      response.writeHead(status).end('no');
  const redirectTo =
    (location: string, status = 302): Answer =>
    (_, response) =>
      response.writeHead(status, { location }).end();

  afterEach(async () => {
    await Promise.all(opened.splice(0).map((closable) => closable.close()));
  });

  it('brings the bytes and the declared type', async () => {
    const { url, requests } = await serve((_, response) =>
      response.setHeader('content-type', 'Image/PNG; q=1').end(image),
    );
    const result = await fetch(url);
    assert.deepEqual(result.bytes, image);
    assert.equal(result.mediaType, 'image/png');
    assert.equal(requests[0]?.headers.authorization, undefined);
    assert.equal(requests[0]?.headers.referer, undefined);
    assert.equal(requests[0]?.headers.cookie, undefined);
  });

  it('inflates a compressed image', async () => {
    const { url } = await serve((_, response) => response.end(gzipSync(image)));
    assert.deepEqual((await fetch(url)).bytes, image);
  });

  it('decodes data URIs', async () => {
    const result = await fetch(`data:image/PNG;base64,${image.toString('base64')}`, {
      baseUrl: 'https://example.com',
    });
    assert.deepEqual(Buffer.from(result.bytes), image);
    assert.equal(result.mediaType, 'image/png');
    const plain = await fetch('data:,a%20b', { baseUrl: 'https://example.com' });
    assert.equal(Buffer.from(plain.bytes).toString(), 'a b');
  });

  it('refuses data URIs that are empty or broken', async () => {
    for (const uri of ['data:', 'data:image/png;base64,', 'data:,%zz']) {
      const { kind } = await failure(uri, { baseUrl: 'https://example.com' });
      assert.equal(kind, 'unexpectedAnswer', uri);
    }
  });

  it('resolves a relative address against the base URL', async () => {
    const { url, requests } = await serve(sendImage);
    await fetch('/p/img/1.png', { baseUrl: `${url}/v1` });
    await fetch('img/2.png', { baseUrl: `${url}/v1` });
    assert.deepEqual(
      requests.map((request) => request.url),
      ['/p/img/1.png', '/v1/img/2.png'],
    );
  });

  it('follows redirects within the own origin, five of them and no more', async () => {
    for (const status of [301, 302, 303, 307, 308]) {
      const { url } = await serve(redirectTo('/next', status), sendImage);
      assert.deepEqual((await fetch(url)).bytes, image);
    }
    const five = await serve(...Array.from({ length: 5 }, () => redirectTo('x')), sendImage);
    assert.deepEqual((await fetch(five.url)).bytes, image);
    const endless = await serve(redirectTo('/again'));
    const { details } = await failure(endless.url);
    assert.equal(details.reason, 'redirect');
    assert.equal(endless.requests.length, 6);
  });

  it('gives headers to the own origin, and not to where that sends it on', async () => {
    const keys: unknown[] = [];
    const note =
      (answer: Answer): Answer =>
      (request, response) => {
        keys.push(request.headers.authorization);
        answer(request, response);
      };
    const other = await serve(note(sendImage));
    const own = await serve(note(redirectTo('/on')), note(redirectTo(`${other.url}/image`)));
    const client = createHttpClient();
    opened.push(client);
    const request = { url: own.url, baseUrl: own.url, ownHeaders: { authorization: `Basic ${canary}` } };
    const resultHosts = [new URL(other.url).host];
    await client.download({ ...request, resultHosts, signal: neverAborted() });
    await client.download({ ...request, url: other.url, resultHosts, signal: neverAborted() });
    assert.deepEqual(keys, [`Basic ${canary}`, `Basic ${canary}`, undefined, undefined]);
  });

  describe('from an address that asks for the key', () => {
    const guarded =
      (answer: Answer): Answer =>
      (request, response) =>
        request.headers.authorization === `Bearer ${canary}`
          ? answer(request, response)
          : sendStatus(401)(request, response);
    const headersOn401 = { authorization: `Bearer ${canary}` };
    const fetchWithKey = async (url: string, baseUrl: string, resultHosts: readonly string[] = []) => {
      const client = createHttpClient({ clock: fakeClock({ longest: 60_000 }) });
      opened.push(client);
      return client.download({ url, baseUrl, resultHosts, headersOn401, signal: neverAborted() });
    };
    const keysOf = ({ requests }: Loopback): readonly unknown[] =>
      requests.map(({ headers }) => headers.authorization);

    it('of the own origin gives it, once it is asked for', async () => {
      const own = await serve(guarded(sendImage));
      assert.deepEqual((await fetchWithKey('/generated-images/a.png', own.url)).bytes, image);
      assert.deepEqual(keysOf(own), [undefined, `Bearer ${canary}`]);
    });

    it('of the own origin does not give it where nobody asks', async () => {
      const own = await serve(sendImage);
      await fetchWithKey('/a.png', own.url);
      assert.deepEqual(keysOf(own), [undefined]);
    });

    it('of another origin never gets it, not even where the row names it or the own one sends it there', async () => {
      const other = await serve(guarded(sendImage));
      const hosts = [new URL(other.url).host];
      const own = await serve(redirectTo(`${other.url}/a.png`));
      for (const url of [other.url, own.url]) {
        await assert.rejects(fetchWithKey(url, own.url, hosts), {
          details: { host: '127.0.0.1', status: 401 },
        });
      }
      assert.deepEqual(keysOf(other), [undefined, undefined]);
    });

    it('behind a redirect of the own origin gives it as well', async () => {
      const own = await serve(redirectTo('/b.png'), guarded(sendImage));
      assert.deepEqual((await fetchWithKey('/a.png', own.url)).bytes, image);
    });

    it('that refuses the key too is asked no more', async () => {
      const own = await serve(sendStatus(401));
      await assert.rejects(fetchWithKey('/a.png', own.url), { details: { host: '127.0.0.1', status: 401 } });
      assert.equal(own.requests.length, 2);
    });
  });

  describe('from an address that has just been given', () => {
    const fetchFresh = async (url: string, clock: FakeClock): Promise<Download> => {
      const client = createHttpClient({ clock });
      opened.push(client);
      return client.download({ url, baseUrl: url, isFresh: true, signal: neverAborted() });
    };

    it('asks again for some seconds where nothing is there yet', async () => {
      const clock = fakeClock({ longest: 60_000 });
      const missing = Array.from({ length: 4 }, () => sendStatus(404));
      const { url } = await serve(...missing, sendImage);
      assert.deepEqual((await fetchFresh(url, clock)).bytes, image);
      assert.deepEqual(clock.sleeps, [1000, 2000, 3000, 4000]);
    });

    it('says so where nothing ever comes', async () => {
      const { url, requests } = await serve(sendStatus(404));
      const details = { host: '127.0.0.1', status: 404 };
      await assert.rejects(fetchFresh(url, fakeClock({ longest: 60_000 })), { details });
      assert.equal(requests.length, 5);
    });

    it('tries a failure in between as often as any other', async () => {
      const { url } = await serve(
        sendStatus(404),
        sendStatus(503),
        sendStatus(404),
        sendStatus(503),
        sendImage,
      );
      assert.deepEqual((await fetchFresh(url, fakeClock({ longest: 60_000 }))).bytes, image);
    });
  });

  it('checks every hop of a redirect', async () => {
    const foreign = await serve(sendImage);
    for (const location of [
      'http://169.254.169.254/latest/meta-data/',
      foreign.url,
      `//127.0.0.1:${foreign.port}/`,
      'http://example.com/a.png',
      'https://10.0.0.1/',
      'https://[::1]/',
      'https://localhost./',
      'https://2130706433/',
      'file:///etc/passwd',
      'data:image/png;base64,AAAA',
    ]) {
      const { url, requests } = await serve(redirectTo('/hop'), redirectTo(location));
      const { kind, details } = await failure(url);
      assert.equal(kind, 'unexpectedAnswer', location);
      assert.equal(details.reason, 'address', location);
      assert.equal(requests.length, 2, location);
    }
    assert.equal(foreign.requests.length, 0);
  });

  it('refuses an address outside of the own origin before it connects', async () => {
    const foreign = await serve(sendImage);
    const { details } = await failure(foreign.url, { baseUrl: 'https://api.example.com/v1' });
    assert.equal(details.reason, 'address');
    assert.equal(foreign.requests.length, 0);
  });

  it('tries a failing server again, with growing waits', async () => {
    const clock = fakeClock({ longest: 60_000 });
    const { url } = await serve(sendStatus(503), sendStatus(429), sendImage);
    assert.deepEqual((await fetch(url, { clock })).bytes, image);
    assert.deepEqual(clock.sleeps, [1000, 3000]);
  });

  it('gives up after the third try', async () => {
    const { url, requests } = await serve(sendStatus(500));
    const { kind, details } = await failure(url);
    assert.equal(kind, 'unexpectedAnswer');
    assert.equal(details.status, 500);
    assert.equal(requests.length, 3);
  });

  it('tries again after a network failure', async () => {
    const { url } = await serve((request) => request.socket.destroy(), sendImage);
    assert.deepEqual((await fetch(url)).bytes, image);
  });

  it('does not repeat what another try cannot change', async () => {
    for (const status of [401, 403, 404, 410]) {
      const { url, requests } = await serve(sendStatus(status));
      const { details } = await failure(url);
      assert.equal(details.status, status);
      assert.equal(requests.length, 1);
    }
  });

  it('brings an SVG, however it begins', async () => {
    const svg = '<svg xmlns="http://www.w3.org/2000/svg"></svg>';
    for (const text of [svg, `\ufeff${svg}`, `<?xml version="1.0"?>\n<!-- a -->\n<!DOCTYPE svg>${svg}`]) {
      const { url, requests } = await serve(sendText(text));
      assert.equal(Buffer.from((await fetch(url)).bytes).toString(), text);
      assert.equal(requests.length, 1);
    }
  });

  it('refuses what is no image: a page, JSON, nothing', async () => {
    for (const [reason, text] of [
      ['html', '<!DOCTYPE html><p>Please log in'],
      ['json', ' {"error":"expired"}'],
      ['html', '<div><svg></svg></div>'],
      ['empty', ''],
    ] as const) {
      const { url, requests } = await serve(sendText(text));
      const { kind, details } = await failure(url);
      assert.equal(kind, 'unexpectedAnswer');
      assert.equal(details.reason, reason);
      assert.equal(details.maybeBilled, undefined);
      assert.equal(requests.length, 3);
    }
  });

  it('refuses an image that ends before its announced length', async () => {
    const { url } = await serve((_, response) => {
      response.writeHead(200, { 'content-length': String(image.length) });
      response.write(image.subarray(0, 1000));
      setTimeout(() => response.destroy(), 20);
    });
    const { kind, details } = await failure(url);
    assert.equal(kind, 'unexpectedAnswer');
    assert.equal(details.reason, 'truncated');
  });

  describe('that broke off', () => {
    /** Gives the first bytes only, and then breaks; or what the Range header asks for. */
    const breaking =
      (headers: Record<string, string>): Answer =>
      (_, response) => {
        response.writeHead(200, { 'content-length': String(image.length), ...headers });
        response.write(image.subarray(0, 1000), () => setImmediate(() => response.destroy()));
      };
    const rest: Answer = (request, response) => {
      const start = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1]);
      response.writeHead(206, { 'content-range': `bytes ${start}-${image.length - 1}/${image.length}` });
      response.end(image.subarray(start));
    };
    const offered = { 'accept-ranges': 'bytes', etag: '"v1"' };

    it('goes on where it stopped, if it is still the same file', async () => {
      const { url, requests } = await serve(breaking(offered), rest);
      assert.deepEqual(Buffer.from((await fetch(url)).bytes), image);
      assert.deepEqual(
        requests.map(({ headers }) => headers.range),
        [undefined, 'bytes=1000-'],
      );
      assert.equal(requests[1]!.headers['if-range'], '"v1"');
    });

    it('goes on by the date of the file where there is no strong tag', async () => {
      const date = 'Wed, 21 Oct 2026 07:28:00 GMT';
      const { url, requests } = await serve(
        breaking({ ...offered, etag: 'W/"v1"', 'last-modified': date }),
        rest,
      );
      assert.deepEqual(Buffer.from((await fetch(url)).bytes), image);
      assert.equal(requests[1]!.headers['if-range'], date);
    });

    it('begins anew where the server offers nothing else, or gives the whole', async () => {
      for (const headers of [
        {},
        { ...offered, etag: 'W/"v1"' },
        { etag: '"v1"' },
        { ...offered, 'accept-ranges': 'none' },
      ]) {
        const { url, requests } = await serve(breaking(headers), sendImage);
        assert.deepEqual(Buffer.from((await fetch(url)).bytes), image);
        assert.equal(requests[1]!.headers.range, undefined);
      }
      const changed = await serve(breaking(offered), sendImage);
      assert.deepEqual(Buffer.from((await fetch(changed.url)).bytes), image);
    });

    it('begins anew where the rest is refused, or is not the one asked for', async () => {
      const wrong: Answer = (_, response) =>
        response.writeHead(206, { 'content-range': 'bytes 5-9/10' }).end('wrong');
      for (const answer of [sendStatus(416), wrong]) {
        const { url, requests } = await serve(breaking(offered), answer, sendImage);
        assert.deepEqual(Buffer.from((await fetch(url)).bytes), image);
        assert.deepEqual(
          requests.map(({ headers }) => headers.range),
          [undefined, 'bytes=1000-', undefined],
        );
      }
    });

    it('never takes a part that it did not ask for', async () => {
      const { url } = await serve((_, response) =>
        response.writeHead(206, { 'content-range': 'bytes 0-9/100' }).end(image.subarray(0, 10)),
      );
      assert.equal((await failure(url)).details.status, 206);
    });

    it('does not go on within a compressed answer', async () => {
      const packed = gzipSync(image);
      const { url, requests } = await serve((_, response) => {
        response.writeHead(200, { ...offered, 'content-length': String(packed.length) });
        response.write(packed.subarray(0, 100_000), () => setImmediate(() => response.destroy()));
      }, sendImage);
      assert.deepEqual(Buffer.from((await fetch(url)).bytes), image);
      assert.equal(requests[1]!.headers.range, undefined);
    });
  });

  it('stops at the size limit and does not try again', async () => {
    const { url, requests } = await serve(sendImage);
    const { details } = await failure(url, { limits: { answerBytes: 100_000 } });
    assert.equal(details.reason, 'tooLarge');
    assert.equal(requests.length, 1);
  });

  it('stops at once when it is cancelled between two tries', async () => {
    const controller = new AbortController();
    const clock = fakeClock({ longest: 500 });
    const { url, requests } = await serve((_, response) => {
      response.writeHead(500).end();
      setTimeout(() => controller.abort(), 50);
    });
    const client = createHttpClient({ clock });
    opened.push(client);
    await assert.rejects(client.download({ url, baseUrl: url, signal: controller.signal }), {
      name: 'AbortError',
    });
    assert.equal(requests.length, 1);
  });
});
