import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { createServer as createSocketServer, type AddressInfo, type Server, type Socket } from 'node:net';
import type { Clock } from '../../../../src/core/model/clock';
import type { ByteSource } from '../../../../src/core/model/reference';
import { watchCanary } from '../../../servers/watchCanary';

export interface Loopback {
  readonly url: string;
  readonly port: number;
  /** Requests that arrived, oldest first. */
  readonly requests: readonly IncomingMessage[];
  close(): Promise<void>;
}

/**
 * A real server on this machine. Connections that are still open when it closes are cut.
 * @param tls key and certificate, where it is to speak https.
 */
export function listen(answer: Answer, tls?: Certificate, host?: string): Promise<Loopback> {
  const watched: Answer = (request, response) => {
    watchCanary(request);
    answer(request, response);
  };
  return listenUnwatched(watched, tls, host);
}

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

interface Certificate {
  readonly key: string;
  readonly cert: string;
}

/** As `listen`, where the last stage of `npm test` hears of no key: a provider that calls a task by it is asked by it. */
export async function listenUnwatched(
  answer: Answer,
  tls?: Certificate,
  host = '127.0.0.1',
): Promise<Loopback> {
  const requests: IncomingMessage[] = [];
  const serve: Answer = (request, response) => {
    requests.push(request);
    answer(request, response);
  };
  const server = tls ? createTlsServer(tls, serve) : createServer(serve);
  const port = await listenAnywhere(server, host);
  return {
    url: `${tls ? 'https' : 'http'}://${host}:${port}`,
    port,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}

/** A server that is not held to HTTP. */
export async function listenRaw(serve: (socket: Socket) => void): Promise<Omit<Loopback, 'requests'>> {
  const sockets = new Set<Socket>();
  const server = createSocketServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    serve(socket);
  });
  const port = await listenAnywhere(server);
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    close: () => stop(server, sockets),
  };
}

/** Breaks every open connection. */
export function stop(server: Server, sockets: Iterable<Socket>): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => {
      resolve();
    });
    for (const socket of sockets) {
      socket.destroy();
    }
  });
}

async function listenAnywhere(server: Server, host = '127.0.0.1'): Promise<number> {
  await new Promise<void>((resolve) => {
    server.listen(0, host, resolve);
  });
  return (server.address() as AddressInfo).port;
}

export async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) {
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks);
}

/** Bytes that say how long they are, and come in pieces of any length. */
export function sourceOf(
  bytes: Uint8Array,
  { pieceLength = 64 * 1024, byteLength = bytes.length, name = 'a.png' } = {},
): ByteSource & { readonly name: string } {
  return {
    name,
    byteLength,
    async *read() {
      for (let start = 0; start < bytes.length; start += pieceLength) {
        await Promise.resolve();
        yield bytes.subarray(start, start + pieceLength);
      }
    },
  };
}

export interface FakeClock extends Clock {
  /** Every wait that was asked for, in milliseconds. */
  readonly sleeps: readonly number[];
  pass(milliseconds: number): void;
}

/** Time that passes only in sleeps. Those of at least `longest` never end by themselves. */
export function fakeClock({ longest = Infinity, random = 0.5 } = {}): FakeClock {
  const sleeps: number[] = [];
  let time = 1000;
  return {
    sleeps,
    now: () => time,
    random: () => random,
    pass(milliseconds) {
      time += milliseconds;
    },
    sleep(milliseconds, signal) {
      if (milliseconds < longest) {
        sleeps.push(milliseconds);
      }
      return new Promise((resolve, reject) => {
        const onAbort = (): void => {
          reject(signal.reason as Error);
        };
        if (signal.aborted) {
          onAbort();
          return;
        }
        signal.addEventListener('abort', onAbort, { once: true });
        if (milliseconds < longest) {
          setImmediate(() => {
            time += milliseconds;
            signal.removeEventListener('abort', onAbort);
            resolve();
          });
        }
      });
    },
  };
}

export const neverAborted = (): AbortSignal => new AbortController().signal;
