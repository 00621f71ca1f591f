import type { Socket } from 'node:net';
import { Agent, WebSocket, type buildConnector } from 'undici';
import { EaselError } from '../../model/errors';
import type { SocketRequest } from './transport';
import { createConnector, type ConnectorOptions } from './undiciConnector';

/** In bytes. What is larger closes the connection: what is listened to are news and small pictures. */
const longestMessage = 16 * 1024 * 1024;

/**
 * Opens a WebSocket over a connection like that of every request (proxy, certificates, checked addresses), and passes on
 * what comes. Says nothing itself.
 * @returns when either side has closed it.
 * @throws EaselError `unreachable` where it did not come about, or broke.
 */
export function listenBySocket(request: SocketRequest, options: ConnectorOptions): Promise<void> {
  const { headers = {}, signal } = request;
  const url = new URL(request.url);
  const { connector, destroy } = watchConnection(createConnector(options));
  const agent = new Agent({
    connect: connector,
    headersTimeout: options.connectMilliseconds,
    webSocket: { maxPayloadSize: longestMessage },
  });
  return new Promise<void>((resolve, reject) => {
    signal.throwIfAborted();
    url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
    const socket = new WebSocket(url, { dispatcher: agent, headers: { 'user-agent': 'Easel', ...headers } });
    socket.binaryType = 'arraybuffer';
    socket.addEventListener('message', ({ data }: { readonly data: unknown }) => {
      if (!signal.aborted) {
        request.onMessage(typeof data === 'string' ? data : new Uint8Array(data as ArrayBuffer));
      }
    });
    socket.addEventListener('error', ({ error }) => {
      reject(new EaselError('unreachable', { host: url.hostname }, { cause: error }));
    });
    socket.addEventListener('close', () => resolve());
    signal.addEventListener(
      'abort',
      () => {
        // Nobody waits until the other side has agreed.
        resolve();
        socket.close();
        destroy();
      },
      { once: true },
    );
  }).finally(() => {
    destroy();
    agent.destroy().catch(() => undefined);
  });
}

/** Once it is a WebSocket the connection is no longer the agent's to close. */
function watchConnection(connect: buildConnector.connector): {
  readonly connector: buildConnector.connector;
  readonly destroy: () => void;
} {
  let connection: Socket | undefined;
  let isOver = false;
  const destroy = (): void => {
    isOver = true;
    connection?.destroySoon();
  };
  return {
    connector: (options, callback) => {
      connect(options, (...result) => {
        connection = result[1] ?? undefined;
        callback(...result);
        if (isOver) {
          destroy();
        }
      });
    },
    destroy,
  };
}
