// As whole modules, asked at the time of the call: VS Code replaces their `request` by its own, which knows the
// operating system's proxy, PAC scripts and certificates.
import http, { type ClientRequest, type IncomingMessage } from 'node:http';
import https from 'node:https';
import type { LookupFunction, Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { ResponseFault } from '../policy/responseFault';
import type { HttpLimits } from '../policy/limits';
import { ConnectFailure, NetworkFault, type Transport, type TransportRequest } from './transport';

export interface NodeRouteOptions {
  readonly limits: Pick<HttpLimits, 'connectMilliseconds' | 'idleMilliseconds'>;
  /** Where the connection is direct. */
  readonly lookup: LookupFunction;
  /** Whether certificates are checked; VS Code does not apply that setting to extensions. */
  readonly strictSsl: boolean;
}

/** Node's own `https`, streamed both ways. */
export function openNodeRoute({ limits, lookup, strictSsl }: NodeRouteOptions): Transport {
  const closed = new AbortController();
  return {
    async send({ method, url, headers, openBody, signal, idleMilliseconds }) {
      const request = (url.protocol === 'https:' ? https : http).request(url, {
        method,
        headers,
        lookup,
        rejectUnauthorized: strictSsl,
        // A connection that was kept may be closed by the other side while the request leaves.
        agent: false,
        signal: AbortSignal.any([signal, closed.signal]),
      });
      const failed = failureOf(request);
      const answered = new Promise<IncomingMessage>((resolve) => request.once('response', resolve));
      await connected(request, failed, limits.connectMilliseconds);
      const sent = sendBody(request, openBody, failed);
      // An answer that comes before the whole request has left counts: it says why no more is wanted.
      const response = await Promise.race([
        answered,
        failed,
        sent.then(() => Promise.race([answered, failed])),
      ]);
      sent.catch(() => undefined);
      return {
        status: response.statusCode ?? 0,
        headers: joinHeaders(response),
        body: readBody(response, idleMilliseconds ?? limits.idleMilliseconds),
      };
    },
    close() {
      closed.abort();
      return Promise.resolve();
    },
  };
}

/** Rejects as soon as the request fails; it may do so when nobody waits any more. */
function failureOf(request: ClientRequest): Promise<never> {
  const failed = new Promise<never>((_, reject) => {
    request.on('error', reject);
    request.on('close', () => {
      reject(new NetworkFault('CONNECTION_CLOSED'));
    });
  });
  failed.catch(() => undefined);
  return failed;
}

/** @throws ConnectFailure; the `AnswerFault` of an address that was refused; the signal's reason. */
async function connected(
  request: ClientRequest,
  failed: Promise<never>,
  milliseconds: number,
): Promise<void> {
  const timer = setTimeout(() => request.destroy(new NetworkFault('CONNECT_TIMEOUT')), milliseconds);
  const opened = new Promise<void>((resolve) => {
    request.once('socket', (socket) => {
      if (isOpen(socket)) {
        resolve();
      } else {
        socket.once(socket instanceof TLSSocket ? 'secureConnect' : 'connect', () => {
          resolve();
        });
      }
    });
  });
  try {
    await Promise.race([opened, failed]);
  } catch (error) {
    const isOther = error instanceof ResponseFault || (error instanceof Error && error.name === 'AbortError');
    throw isOther ? error : new ConnectFailure(error);
  } finally {
    clearTimeout(timer);
  }
}

/** An agent of VS Code may hand over a socket only when its connection stands. */
function isOpen(socket: Socket): boolean {
  return (
    socket.readyState === 'open' && (!(socket instanceof TLSSocket) || socket.getFinished() !== undefined)
  );
}

/** Asks for the next piece only after the last one was passed on to the operating system. */
async function sendBody(
  request: ClientRequest,
  openBody: TransportRequest['openBody'],
  failed: Promise<never>,
): Promise<void> {
  try {
    for await (const piece of openBody?.() ?? []) {
      const flushed = new Promise<void>((resolve, reject) => {
        request.write(piece, (error) => {
          if (error) {
            reject(error);
          } else {
            resolve();
          }
        });
      });
      await Promise.race([flushed, failed]);
    }
    request.end();
  } catch (error) {
    request.destroy();
    throw error;
  }
}

async function* readBody(response: IncomingMessage, idleMilliseconds: number): AsyncGenerator<Buffer> {
  response.setTimeout(idleMilliseconds, () => {
    response.destroy(new NetworkFault('IDLE_TIMEOUT'));
  });
  try {
    for await (const chunk of response) {
      yield chunk as Buffer;
    }
  } finally {
    response.destroy();
  }
}

function joinHeaders({ headers }: IncomingMessage): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(', ') : (value ?? ''),
    ]),
  );
}
