import assert from 'node:assert/strict';
import { canary } from '../../../host/canaryKey.mjs';
import { createHash, randomBytes } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { EaselError } from '../../../../src/core/model/errors';
import { guardedLookup } from '../../../../src/core/http/transport/addressGuard';
import { Base64Text, type HttpClient, type JsonRequest } from '../../../../src/core/http/client';
import { defaultHttpLimits, type HttpLimits } from '../../../../src/core/http/policy/limits';
import type { LongText } from '../../../../src/core/http/response/longText';
import { defaultNetworkSettings } from '../../../../src/core/http/transport/networkSettings';
import { createHttpClient } from '../../../../src/core/http/httpClient';
import { openUndiciRoute } from '../../../../src/core/http/transport/undiciTransport';
import { listen, listenRaw, neverAborted, readBody, sourceOf } from './loopback';

const hash = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

describe('HTTP client', function () {
  this.timeout(30_000);

  const opened: { close(): Promise<void> }[] = [];
  const open = <T extends { close(): Promise<void> }>(closable: T): T => {
    opened.push(closable);
    return closable;
  };
  const client = (limits: Partial<HttpLimits> = {}): HttpClient => open(createHttpClient({ limits }));
  const post = (url: string, request: Partial<JsonRequest> = {}): JsonRequest => ({
    method: 'POST',
    url,
    body: {},
    signal: neverAborted(),
    ...request,
  });
  const answering = async (
    body: string | Buffer,
    { status = 200, headers = {} }: { status?: number; headers?: Record<string, string> } = {},
  ): Promise<string> => {
    const server = open(
      await listen((request, response) => {
        request.resume().on('end', () => {
          response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body);
        });
      }),
    );
    return server.url;
  };
  const failure = async (url: string, limits: Partial<HttpLimits> = {}): Promise<EaselError> => {
    try {
      await client(limits).sendJson(post(url));
    } catch (error) {
      assert.ok(error instanceof EaselError, String(error));
      return error;
    }
    throw new Error('No error was thrown.');
  };

  afterEach(async () => {
    await Promise.all(opened.splice(0).map((closable) => closable.close()));
  });

  describe('request', () => {
    it('sends several files within one body of exactly the announced length', async () => {
      const files = [randomBytes(1), randomBytes(2_000_000), randomBytes(780 * 1024 + 1)];
      let received: Buffer | undefined;
      const server = open(
        await listen((request, response) => {
          void readBody(request).then((body) => {
            received = body;
            response.end('{}');
          });
        }),
      );
      let sent = 0;
      const images = files.map((file) => new Base64Text(sourceOf(file), 'data:image/png;base64,'));
      await client().sendJson(post(server.url, { body: { prompt: 'ü', images }, onSent: () => (sent += 1) }));
      const headers = server.requests[0]!.headers;
      assert.equal(headers['content-length'], String(received?.length));
      assert.equal(headers['transfer-encoding'], undefined);
      assert.equal(headers['content-type'], 'application/json');
      const body = JSON.parse(received!.toString()) as { prompt: string; images: string[] };
      assert.equal(body.prompt, 'ü');
      assert.deepEqual(
        body.images.map((image) => hash(Buffer.from(image.split(',')[1]!, 'base64'))),
        files.map(hash),
      );
      assert.equal(sent, 1);
    });

    it('is broken off when a file has changed, before it is complete', async () => {
      const server = open(await listen((request) => request.on('error', () => undefined).resume()));
      let sent = 0;
      const changed = sourceOf(randomBytes(3_000_000), { byteLength: 2_999_999, name: 'cat.png' });
      await assert.rejects(
        client().sendJson(post(server.url, { body: [new Base64Text(changed)], onSent: () => (sent += 1) })),
        { kind: 'cannotReadReference', details: { file: 'cat.png' } },
      );
      assert.equal(server.requests[0]?.complete ?? false, false);
      assert.equal(sent, 0);
    });

    it('passes on the error of a file that cannot be read', async () => {
      const server = open(await listen((request) => request.on('error', () => undefined).resume()));
      const broken = {
        byteLength: 10,
        async *read(): AsyncGenerator<Uint8Array> {
          await Promise.resolve();
          throw new EaselError('cannotReadReference', { file: 'gone.png' });
        },
      };
      await assert.rejects(client().sendJson(post(server.url, { body: [new Base64Text(broken)] })), {
        kind: 'cannotReadReference',
        details: { file: 'gone.png' },
      });
    });

    it('that is longer than the provider takes is refused before anything is sent, with both lengths', async () => {
      const server = open(await listen((_, response) => response.end('{}')));
      const request = post(server.url, { body: [new Base64Text(sourceOf(Buffer.alloc(3000)))] });
      // Two brackets, two quotes, and four characters for every three bytes.
      await assert.rejects(client().sendJson({ ...request, maxBytes: 4003 }), {
        kind: 'invalidRequest',
        details: { problem: { problem: 'requestTooLarge', byteLength: 4004, limit: 4003 } },
      });
      assert.equal(server.requests.length, 0);
      assert.equal((await client().sendJson({ ...request, maxBytes: 4004 })).status, 200);
    });

    it('without a body asks with GET', async () => {
      const url = await answering('{"a":1}');
      const answer = await client().sendJson({ method: 'GET', url, signal: neverAborted() });
      assert.deepEqual(answer.body, { a: 1 });
    });

    it('never follows a redirect, since it may carry a key', async () => {
      const foreign = open(await listen((_, response) => response.end('{}')));
      const url = await answering('', { status: 307, headers: { location: foreign.url } });
      const { kind, details } = await failure(url);
      assert.equal(kind, 'unexpectedAnswer');
      assert.equal(details.reason, 'redirect');
      assert.equal(foreign.requests.length, 0);
    });
  });

  describe('answer', () => {
    it('brings images as bytes', async () => {
      const image = randomBytes(1_000_000);
      const url = await answering(JSON.stringify({ data: [{ b64_json: image.toString('base64') }] }));
      const { status, headers, body } = await client().sendJson(post(url));
      assert.equal(status, 200);
      assert.equal(headers['content-type'], 'application/json');
      const { data } = body as { data: [{ b64_json: LongText }] };
      assert.equal(hash(data[0].b64_json.embedded[0]!.bytes), hash(image));
    });

    it('reserves for an image what it takes, and leaves no smaller buffers behind', async () => {
      const image = randomBytes(3_000_000);
      const json = JSON.stringify({ text: 'x'.repeat(5000), image: image.toString('base64') });
      const server = open(
        await listen((request, response) => {
          request.resume().on('end', () => {
            response.writeHead(200, { 'content-length': String(json.length) }).end(json);
          });
        }),
      );
      const { body } = await client().sendJson(post(server.url));
      const { bytes } = (body as { image: LongText }).image.embedded[0]!;
      assert.equal(hash(bytes), hash(image));
      // Doubling ends at twice as much, and a third of it again lies in what it has outgrown.
      assert.ok(bytes.buffer.byteLength < 1.01 * image.length, `${bytes.buffer.byteLength} bytes`);
    });

    it('may be longer than its length over the wire says, since that counts compressed bytes', async () => {
      const image = Buffer.alloc(2_000_000, 'image');
      const json = gzipSync(JSON.stringify([image.toString('base64')]));
      const url = await answering(json, { headers: { 'content-length': String(json.length) } });
      const body = (await client().sendJson(post(url))).body as [LongText];
      assert.equal(hash(body[0].embedded[0]!.bytes), hash(image));
    });

    it('of events is the array of their values', async () => {
      const url = await answering('data: {"a":1}\n\ndata: {"a":2}\n\n', {
        headers: { 'content-type': 'text/event-stream; charset=utf-8' },
      });
      assert.deepEqual((await client().sendJson(post(url))).body, [{ a: 1 }, { a: 2 }]);
    });

    it('with an error status is given as it is', async () => {
      const url = await answering('{"error":{"code":"INVALID"}}', { status: 400 });
      const answer = await client().sendJson(post(url));
      assert.equal(answer.status, 400);
      assert.deepEqual(answer.body, { error: { code: 'INVALID' } });
      assert.equal(answer.excerpt, undefined);
    });

    it('with an error status that is no JSON is given as an excerpt', async () => {
      const url = await answering(`<html>${'x'.repeat(2_000_000)}`, { status: 502 });
      const answer = await client().sendJson(post(url));
      assert.equal(answer.status, 502);
      assert.equal(answer.body, undefined);
      assert.match(answer.excerpt ?? '', /^<html>.{1,494}$/);
    });

    it('with an error status never repeats the key', async () => {
      for (const body of [JSON.stringify({ error: `wrong key ${canary}` }), `wrong key ${canary}`]) {
        const url = await answering(body, { status: 401 });
        const answer = await client().sendJson(post(url, { headers: { authorization: `Bearer ${canary}` } }));
        assert.ok(!JSON.stringify(answer).includes(canary));
        assert.match(JSON.stringify(answer), /redacted/);
      }
    });

    it('with an error status counts although the file was not yet sent', async () => {
      const server = open(
        await listenRaw((socket) =>
          socket.once('data', () => {
            const body = '{"error":{"message":"too large"}}';
            socket.write(
              `HTTP/1.1 413 Too Large\r\ncontent-length: ${body.length}\r\nconnection: close\r\n\r\n${body}`,
            );
          }),
        ),
      );
      let sent = 0;
      const file = new Base64Text(sourceOf(Buffer.alloc(50_000_000)));
      const answer = await client().sendJson(post(server.url, { body: [file], onSent: () => (sent += 1) }));
      assert.equal(answer.status, 413);
      assert.deepEqual(answer.body, { error: { message: 'too large' } });
      assert.equal(sent, 0);
    });

    it('with an error status that stops in the middle still has its status', async () => {
      const server = open(
        await listen((request, response) => {
          request.resume();
          response.writeHead(401, { 'content-length': '1000' }).write('wrong key');
          setTimeout(() => response.destroy(), 20);
        }),
      );
      const answer = await client().sendJson(post(server.url));
      assert.equal(answer.status, 401);
      assert.equal(answer.excerpt, 'wrong key');
    });

    it('of events is told by its content also where it drips', async () => {
      const server = open(
        await listen((request, response) => {
          request.resume();
          response.write('da');
          setTimeout(() => response.end('ta: {"a":1}\n\n'), 20);
        }),
      );
      assert.deepEqual((await client().sendJson(post(server.url))).body, [{ a: 1 }]);
    });

    it('is inflated, also where the header about it is wrong', async () => {
      const json = Buffer.from(JSON.stringify({ text: 'ä'.repeat(10_000) }));
      const cases: [string, Buffer][] = [
        ['gzip', gzipSync(json)],
        ['', gzipSync(json)],
        ['deflate', deflateSync(json)],
        ['deflate', deflateRawSync(json)],
        ['br', brotliCompressSync(json)],
        ['gzip', json],
        ['deflate', json],
        ['br', json],
        ['nonsense', json],
      ];
      for (const [encoding, body] of cases) {
        const url = await answering(body, { headers: { 'content-encoding': encoding } });
        const answer = await client().sendJson(post(url));
        assert.equal((answer.body as { text: LongText }).text.text.length, 10_000, encoding);
      }
    });

    it('is whole where the server closes the connection while it is still being inflated', async () => {
      // Its first part takes long to inflate, so that the rest piles up.
      const file = Buffer.concat([Buffer.alloc(30_000_000), randomBytes(600_000)]);
      const body = gzipSync(JSON.stringify({ text: file.toString('base64') }));
      const headers = { 'content-encoding': 'gzip', connection: 'close' };
      const answer = await client().sendJson(post(await answering(body, { headers })));
      const [image] = (answer.body as { text: LongText }).text.embedded;
      assert.equal(hash(image!.bytes), hash(file));
    });

    it('that is too long is broken off as it arrives, even where nobody takes it in', async () => {
      const route = open(
        openUndiciRoute({
          network: defaultNetworkSettings,
          trust: () => Promise.resolve(undefined),
          lookup: guardedLookup('own'),
          limits: { ...defaultHttpLimits, answerBytes: 1_000_000 },
        }),
      );
      const server = await startEndless();
      const request = { method: 'GET', headers: {}, openBody: undefined, signal: neverAborted() } as const;
      const { body } = await route.send({ ...request, url: new URL(server.url) });
      await server.closed();
      await assert.rejects(buffer(body), { code: 'UND_ERR_RES_EXCEEDED_MAX_SIZE' });
    });

    it('that is a compression bomb is broken off at the limit', async () => {
      const url = await answering(gzipSync(Buffer.alloc(50_000_000, ' ')), {
        headers: { 'content-encoding': 'gzip' },
      });
      const { kind, details } = await failure(url, { inflatedBytes: 1_000_000 });
      assert.equal(kind, 'unexpectedAnswer');
      assert.equal(details.reason, 'tooLarge');
    });

    it('that does not end is broken off at the limit, and its connection closed', async () => {
      const server = await startEndless();
      const { kind, details } = await failure(server.url, { answerBytes: 1_000_000 });
      assert.equal(kind, 'unexpectedAnswer');
      assert.equal(details.reason, 'tooLarge');
      await server.closed();
    });

    /** Answers until the client closes the connection. */
    const startEndless = async (): Promise<{ readonly url: string; closed(): Promise<void> | undefined }> => {
      let closed: Promise<void> | undefined;
      const { url } = open(
        await listen((request, response) => {
          request.resume();
          closed = new Promise((resolve) => response.on('close', resolve));
          const piece = Buffer.alloc(65_536, ' ');
          const write = (): void => {
            while (!response.destroyed && response.write(piece));
          };
          response.on('drain', write);
          write();
        }),
      );
      return { url, closed: () => closed };
    };

    it('in a broken compression is refused', async () => {
      // Bytes that begin with `<` would be taken for a page.
      const whole = gzipSync(Buffer.concat([Buffer.from('{'), randomBytes(10_000)]));
      const cut = await failure(await answering(whole.subarray(0, 5000)));
      assert.equal(cut.details.reason, 'truncated');
      const broken = await failure(
        await answering(Buffer.concat([whole.subarray(0, 12), Buffer.alloc(5000, 0xff)])),
      );
      assert.equal(broken.details.reason, 'encoding');
    });
  });

  describe('unexpected answer', () => {
    const reasons: [reason: string, body: string, headers: Record<string, string>][] = [
      ['html', '\n<!DOCTYPE html><title>Log in</title>', {}],
      ['html', 'Please log in', { 'content-type': 'text/html' }],
      ['empty', '', {}],
      ['empty', '  \n', {}],
      ['malformed', 'upstream says no', {}],
      ['truncated', '{"data":[{"b64', {}],
    ];
    for (const [reason, body, headers] of reasons) {
      it(`with status 200 and the body ${JSON.stringify(body)} is ${reason}`, async () => {
        const { kind, details } = await failure(
          await answering(body, { headers: { 'x-request-id': 'r1', ...headers } }),
        );
        assert.equal(kind, 'unexpectedAnswer');
        assert.equal(details.reason, reason);
        assert.equal(details.status, 200);
        assert.equal(details.host, '127.0.0.1');
        assert.equal(details.requestId, 'r1');
        assert.equal(details.maybeBilled, true);
        assert.equal(details.providerMessage ?? '', body.trim());
      });
    }

    it('that ends before its announced length is truncated', async () => {
      const server = open(
        await listen((request, response) => {
          request.resume();
          response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
          response.write('{"a":1}');
          setTimeout(() => response.destroy(), 20);
        }),
      );
      const { kind, details } = await failure(server.url);
      assert.equal(kind, 'unexpectedAnswer');
      assert.equal(details.reason, 'truncated');
      assert.equal(details.maybeBilled, true);
    });

    it('that is no HTTP is malformed', async () => {
      const server = open(
        await listenRaw((socket) => socket.once('data', () => socket.end('SSH-2.0-OpenSSH\r\n'))),
      );
      const { kind, details } = await failure(server.url);
      assert.equal(kind, 'unexpectedAnswer');
      assert.equal(details.reason, 'malformed');
    });

    it('is quoted only in a short excerpt without keys or base64', async () => {
      const { details } = await failure(
        await answering(`no! sk-abcdefghijklmnop ${'QUJD'.repeat(100)} ${'x'.repeat(900)}`),
      );
      assert.ok(!details.providerMessage?.includes('sk-abcdefghijklmnop'));
      assert.match(details.providerMessage ?? '', /\[base64, \d+ characters\]/);
      assert.ok((details.providerMessage?.length ?? 0) <= 200);
    });
  });

  describe('network failure', () => {
    it('at a closed port is unreachable and not charged', async () => {
      const server = await listen(() => undefined);
      await server.close();
      const { kind, details } = await failure(server.url);
      assert.equal(kind, 'unreachable');
      assert.deepEqual(details, { host: '127.0.0.1', networkCode: 'ECONNREFUSED' });
    });

    it('at an unknown host name is unreachable', async () => {
      const { kind, details } = await failure('http://no-such-host.invalid/');
      assert.equal(kind, 'unreachable');
      assert.equal(details.host, 'no-such-host.invalid');
      assert.match(details.networkCode ?? '', /^(?:ENOTFOUND|EAI_AGAIN)$/);
    });

    it('after the whole request was sent may be charged', async () => {
      const server = open(
        await listenRaw((socket) => {
          socket.on('data', (data) => data.toString().includes('"end"') && socket.destroy());
        }),
      );
      await assert.rejects(client().sendJson(post(server.url, { body: ['end'] })), (error: EaselError) => {
        assert.equal(error.kind, 'unreachable');
        assert.equal(error.details.maybeBilled, true);
        return true;
      });
    });

    it('before the whole request was sent is not charged', async () => {
      const server = open(await listenRaw((socket) => socket.once('data', () => socket.resetAndDestroy())));
      let sent = 0;
      const file = sourceOf(Buffer.alloc(60_000_000));
      await assert.rejects(
        client().sendJson(post(server.url, { body: [new Base64Text(file)], onSent: () => (sent += 1) })),
        (error: EaselError) => {
          assert.equal(error.kind, 'unreachable');
          assert.equal(error.details.maybeBilled, undefined);
          return true;
        },
      );
      assert.equal(sent, 0);
    });

    it('within the last piece of a request is not charged', async () => {
      const server = open(await listenRaw((socket) => socket.once('data', () => socket.resetAndDestroy())));
      let sent = 0;
      await assert.rejects(
        client().sendJson(post(server.url, { body: ['x'.repeat(20_000_000)], onSent: () => (sent += 1) })),
        (error: EaselError) => error.kind === 'unreachable' && error.details.maybeBilled === undefined,
      );
      assert.equal(sent, 0);
    });

    it('in TLS is unreachable', async () => {
      const server = open(
        await listenRaw((socket) => socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\n\r\n'))),
      );
      const { kind, details } = await failure(server.url.replace('http:', 'https:'));
      assert.equal(kind, 'unreachable');
      assert.equal(details.maybeBilled, undefined);
    });
  });

  describe('limit', () => {
    it('between two pieces of an answer is the idle time', async () => {
      const server = open(
        await listen((request, response) => {
          request.resume();
          response.write('{"a":');
        }),
      );
      const { kind, details } = await failure(server.url, { idleMilliseconds: 100 });
      assert.equal(kind, 'timedOut');
      assert.equal(details.maybeBilled, true);
      assert.equal(details.status, 200);
    });

    it('of the idle time does not count while the headers are awaited', async () => {
      const server = open(
        await listen((request, response) => {
          request.resume();
          setTimeout(() => response.end('{}'), 1500);
        }),
      );
      const answer = await client({ idleMilliseconds: 100 }).sendJson(post(server.url));
      assert.deepEqual(answer.body, {});
    });

    it('between two pieces of a stream that was asked for is one of its own, and its events are told as they come', async () => {
      let goOn: () => void = () => undefined;
      const server = open(
        await listen((request, response) => {
          request.resume();
          response.writeHead(200, { 'content-type': 'text/event-stream' });
          response.write('data: {"draft":1}\n\n');
          goOn = () => response.end('data: {"image":1}\n\n');
        }),
      );
      const limits = { idleMilliseconds: 100, streamIdleMilliseconds: 20_000 };
      const events: unknown[] = [];
      const answer = await client(limits).sendJson(
        post(server.url, {
          streaming: true,
          onEvent: (event) => {
            events.push(event);
            // Node's timers of a connection tick once in a second.
            setTimeout(goOn, events.length === 1 ? 1500 : 0);
            return false;
          },
        }),
      );
      assert.deepEqual(events, [{ draft: 1 }, { image: 1 }]);
      assert.deepEqual(answer.body, events);
    });

    it('of the whole ends the wait for headers, and a drip of bytes', async () => {
      const silent = open(await listen((request) => request.resume()));
      const drip = open(
        await listen((request, response) => {
          request.resume();
          const timer = setInterval(() => response.write(' '), 10);
          response.on('close', () => {
            clearInterval(timer);
          });
        }),
      );
      for (const { url } of [silent, drip]) {
        const { kind, details } = await failure(url, { totalMilliseconds: 200 });
        assert.equal(kind, 'timedOut');
        assert.equal(details.host, '127.0.0.1');
        assert.equal(details.maybeBilled, true);
      }
    });
  });

  it('leaves the global dispatcher of the process alone', async () => {
    const symbols = ['1', '2'].map((version) => Symbol.for(`undici.globalDispatcher.${version}`));
    const read = (): readonly unknown[] =>
      symbols.map((symbol) => (globalThis as Record<symbol, unknown>)[symbol]);
    const before = read();
    await client().sendJson(post(await answering('{}')));
    assert.deepEqual(read(), before);
  });
});
