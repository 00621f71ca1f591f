import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { EaselError } from '../../../../../src/core/model/errors';
import { Base64Text, type JsonBody } from '../../../../../src/core/http/client';
import type { HttpLimits } from '../../../../../src/core/http/policy/limits';
import { createHttpClient } from '../../../../../src/core/http/httpClient';
import { failureOf } from '../failureOf';
import { listen, listenRaw, neverAborted, readBody, sourceOf, type Loopback } from '../loopback';

const hash = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** A proxy that only the second route can use sends everything through it. */
describe("route of Node's own https", function () {
  this.timeout(20_000);

  const opened: { close(): Promise<void> }[] = [];
  const open = <T extends { close(): Promise<void> }>(closable: T): T => {
    opened.push(closable);
    return closable;
  };
  const serve = async (
    answer: (request: IncomingMessage, response: ServerResponse) => void,
  ): Promise<Loopback> => open(await listen(answer));
  const serveRaw = async (answer: (socket: Socket) => void): Promise<Pick<Loopback, 'port'>> =>
    open(await listenRaw(answer));

  let sent = 0;
  const post = (
    { port }: Pick<Loopback, 'port'>,
    {
      body = {},
      limits = {},
      signal = neverAborted(),
      scheme = 'http',
    }: { body?: JsonBody; limits?: Partial<HttpLimits>; signal?: AbortSignal; scheme?: string } = {},
  ) => {
    const client = open(
      createHttpClient({
        limits,
        network: { proxy: 'socks5://proxy.example' },
        resolve: (_, done) => done(null, [{ address: '127.0.0.1', family: 4 }]),
      }),
    );
    const url = `${scheme}://provider.test:${port}/`;
    return client.sendJson({ method: 'POST', url, body, signal, onSent: () => (sent += 1) });
  };
  const failure = (...call: Parameters<typeof post>): Promise<EaselError> => failureOf(post(...call));

  afterEach(async () => {
    sent = 0;
    await Promise.all(opened.splice(0).map((closable) => closable.close()));
  });

  it('streams files up within the announced length, and the answer down', async () => {
    const files = [randomBytes(2_000_000), randomBytes(780 * 1024 + 1)];
    const server = await serve((request, response) => {
      void readBody(request).then((body) => response.end(body));
    });
    const answer = await post(server, { body: files.map((file) => new Base64Text(sourceOf(file))) });
    const images = answer.body as { embedded: { bytes: Uint8Array }[] }[];
    assert.deepEqual(
      images.map(({ embedded }) => hash(embedded[0]!.bytes)),
      files.map(hash),
    );
    const { headers } = server.requests[0]!;
    assert.ok(Number(headers['content-length']) > 3_000_000);
    assert.equal(headers['transfer-encoding'], undefined);
    assert.equal(headers.host, `provider.test:${server.port}`);
    assert.equal(sent, 1);
  });

  it('is broken off when a file has changed, before the request is complete', async () => {
    const server = await serve((request) => request.on('error', () => undefined).resume());
    const changed = sourceOf(randomBytes(3_000_000), { byteLength: 2_999_999, name: 'cat.png' });
    const error = await failure(server, { body: [new Base64Text(changed)] });
    assert.equal(error.kind, 'cannotReadReference');
    assert.equal(server.requests[0]?.complete ?? false, false);
    assert.equal(sent, 0);
  });

  it('takes an answer that comes before the whole file was sent', async () => {
    const server = await serveRaw((socket) =>
      socket.once('data', () => {
        const body = '{"error":{"message":"too large"}}';
        socket.write(`HTTP/1.1 413 Too Large\r\ncontent-length: ${body.length}\r\n\r\n${body}`);
      }),
    );
    const answer = await post(server, { body: [new Base64Text(sourceOf(Buffer.alloc(50_000_000)))] });
    assert.equal(answer.status, 413);
    assert.deepEqual(answer.body, { error: { message: 'too large' } });
    assert.equal(sent, 0);
  });

  it('follows no redirect', async () => {
    const foreign = await serve((_, response) => response.end('{}'));
    const server = await serve((request, response) => {
      request.resume();
      response.writeHead(307, { location: foreign.url }).end();
    });
    assert.equal((await failure(server)).details.reason, 'redirect');
    assert.equal(foreign.requests.length, 0);
  });

  it('tells a connection that never came about from one that was lost', async () => {
    const gone = await listen(() => undefined);
    await gone.close();
    const refused = await failure(gone);
    assert.equal(refused.kind, 'unreachable');
    assert.deepEqual(refused.details, { host: 'provider.test', networkCode: 'ECONNREFUSED' });
    const lost = await serve((request) => {
      request.resume().on('end', () => request.socket.destroy());
    });
    const { kind, details } = await failure(lost);
    assert.equal(kind, 'unreachable');
    assert.equal(details.maybeBilled, true);
  });

  it('says that nothing is charged when the connection is lost within the request', async () => {
    const server = await serveRaw((socket) => socket.once('data', () => socket.resetAndDestroy()));
    const file = new Base64Text(sourceOf(Buffer.alloc(60_000_000)));
    const { kind, details } = await failure(server, { body: [file] });
    assert.equal(kind, 'unreachable');
    assert.equal(details.maybeBilled, undefined);
    assert.equal(sent, 0);
  });

  it('gives up a connection that does not come about in time', async () => {
    const server = await serveRaw(() => undefined);
    const { kind, details } = await failure(server, {
      scheme: 'https',
      limits: { connectMilliseconds: 100 },
    });
    assert.equal(kind, 'unreachable');
    assert.equal(details.networkCode, 'CONNECT_TIMEOUT');
  });

  it('bounds the time between two pieces of an answer, and not the wait for its headers', async () => {
    const stalling = await serve((request, response) => {
      request.resume();
      response.write('{"a":');
    });
    const { kind, details } = await failure(stalling, { limits: { idleMilliseconds: 100 } });
    assert.equal(kind, 'timedOut');
    assert.equal(details.maybeBilled, true);
    const late = await serve((request, response) => {
      request.resume();
      setTimeout(() => response.end('{}'), 400);
    });
    assert.deepEqual((await post(late, { limits: { idleMilliseconds: 100 } })).body, {});
  });

  it('sees an answer that ends too early', async () => {
    const server = await serve((request, response) => {
      request.resume();
      response.writeHead(200, { 'content-length': '1000' });
      response.write('{"a":1}', () => response.destroy());
    });
    const { kind, details } = await failure(server);
    assert.equal(kind, 'unexpectedAnswer');
    assert.equal(details.reason, 'truncated');
  });

  it('closes the connection when it is cancelled', async () => {
    const controller = new AbortController();
    let closed: Promise<unknown> | undefined;
    const server = await serve((request) => {
      closed = once(request.socket, 'close');
      request.resume().on('end', () => controller.abort());
    });
    await assert.rejects(post(server, { signal: controller.signal }), { name: 'AbortError' });
    await closed;
  });
});
