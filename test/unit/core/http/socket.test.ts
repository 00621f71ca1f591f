import assert from 'node:assert/strict';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import type { NetworkSettings } from '../../../../src/core/http/transport/networkSettings';
import { createHttpClient, type HttpClientOptions } from '../../../../src/core/http/httpClient';
import { acceptSocket, type ServerSocket } from '../../../servers/webSocket';
import { failureOf } from './failureOf';
import { listenRaw, neverAborted, stop } from './loopback';
import { startProxy, testCa, testServerTls } from './proxyServer';

/** Names under `.test` lead to this machine, `metadata.test` to where clouds keep credentials. */
const resolve: HttpClientOptions['resolve'] = (hostname, done) => {
  done(null, [{ address: hostname === 'metadata.test' ? '169.254.169.254' : '127.0.0.1', family: 4 }]);
};

interface Talker {
  readonly port: number;
  readonly requests: readonly IncomingMessage[];
}

describe('A WebSocket', function () {
  this.timeout(20_000);

  const opened: { close(): Promise<void> }[] = [];
  const open = <T extends { close(): Promise<void> }>(closable: T): T => {
    opened.push(closable);
    return closable;
  };

  afterEach(async () => {
    await Promise.all(opened.splice(0).map((closable) => closable.close()));
  });

  /** A server that says something to whoever comes, or does not answer as it must. */
  const serve = async (
    talk: (socket: ServerSocket) => void,
    tls?: ReturnType<typeof testServerTls>,
  ): Promise<Talker> => {
    const server: Server = tls ? createTlsServer(tls) : createServer();
    const [requests, sockets] = [[] as IncomingMessage[], new Set<Socket>()];
    server.on(tls ? 'secureConnection' : 'connection', (socket: Socket) => sockets.add(socket));
    server.on('upgrade', (request, connection) => {
      requests.push(request);
      const socket = acceptSocket(request, connection);
      if (socket) {
        talk(socket);
      }
    });
    await new Promise<void>((done) => server.listen({ port: 0, host: '127.0.0.1' }, done));
    open({ close: () => stop(server, sockets) });
    return { port: (server.address() as AddressInfo).port, requests };
  };

  const hear = async (
    url: string,
    {
      network = {},
      signal = neverAborted(),
    }: { network?: Partial<NetworkSettings>; signal?: AbortSignal } = {},
  ): Promise<readonly (string | Uint8Array)[]> => {
    const client = open(
      createHttpClient({
        network,
        resolve,
        certificates: () => [testCa()],
        limits: { connectMilliseconds: 5000 },
      }),
    );
    const heard: (string | Uint8Array)[] = [];
    await client.listen({
      url,
      headers: { authorization: 'Basic secret' },
      signal,
      onMessage: (message) => heard.push(message),
    });
    return heard;
  };

  it('carries the headers of a request, and no origin, which servers take for a foreign page', async () => {
    const { port, requests } = await serve((socket) => {
      socket.send('a');
      socket.send(Buffer.of(1, 2));
      socket.end();
    });
    const heard = await hear(`http://127.0.0.1:${port}/ws?clientId=1`);
    const request = requests[0]!;
    assert.equal(request.url, '/ws?clientId=1');
    assert.equal(request.headers.authorization, 'Basic secret');
    assert.equal(request.headers.origin, undefined);
    assert.equal(request.headers['user-agent'], 'Easel');
    assert.deepEqual(heard, ['a', new Uint8Array([1, 2])]);
  });

  it('goes through the proxy, encrypted, with the certificates that are trusted', async () => {
    const { port } = await serve((socket) => {
      socket.send('through');
      socket.end();
    }, testServerTls());
    const proxy = open(await startProxy({ leadsTo: port }));
    const network = { proxy: `http://127.0.0.1:${proxy.port}` };
    assert.deepEqual(await hear('https://provider.test/ws', { network }), ['through']);
    assert.deepEqual(proxy.targets, ['provider.test:443']);
  });

  it('that breaks is an error', async () => {
    const { port } = await serve((socket) => socket.cut());
    assert.equal((await failureOf(hear(`http://127.0.0.1:${port}/ws`))).kind, 'unreachable');
  });

  it('does not pass by a proxy that it cannot speak to', async () => {
    const { port, requests } = await serve((socket) => socket.cut());
    const network = { proxy: 'socks5://127.0.0.1:1' };
    const { kind } = await failureOf(hear(`http://provider.test:${port}/ws`, { network }));
    assert.deepEqual([kind, requests.length], ['unreachable', 0]);
  });

  it('leads to no address where a cloud keeps credentials', async () => {
    const { kind } = await failureOf(hear('http://metadata.test/ws'));
    assert.equal(kind, 'unreachable');
  });

  it('that a server does not open is an error', async () => {
    const { port } = open(
      await listenRaw((socket) => socket.end('HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n')),
    );
    assert.equal((await failureOf(hear(`http://127.0.0.1:${port}/ws`))).kind, 'unreachable');
  });

  it('is closed at once by its signal, also where the other side never answers', async () => {
    const controller = new AbortController();
    let closed: () => void = () => undefined;
    const isClosed = new Promise<void>((resolve) => (closed = resolve));
    const silent = open(
      await listenRaw((socket) => {
        socket.on('close', closed);
        socket.on('error', () => undefined);
        socket.once('data', () => controller.abort());
      }),
    );
    assert.deepEqual(await hear(`http://127.0.0.1:${silent.port}/ws`, { signal: controller.signal }), []);
    await isClosed;
  });
});
