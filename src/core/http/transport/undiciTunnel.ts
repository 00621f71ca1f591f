import type { Duplex } from 'node:stream';
import { Client, type buildConnector } from 'undici';
import type { Way } from './networkSettings';
import { NetworkFault } from './transport';

export interface TunnelOptions {
  /** To the proxy itself. */
  readonly connect: buildConnector.connector;
  /** Until the tunnel stands. */
  readonly milliseconds: number;
}

/**
 * Asks a proxy for a connection to a host (RFC 9110, section 9.3.6).
 * @throws NetworkFault `PROXY_407` and the like when it refuses, `PROXY_CLOSED`, `CONNECT_TIMEOUT`; else the network
 * layer's error. None of them names the proxy's user or password.
 */
export async function openTunnel(
  { url, authorization }: Extract<Way, { kind: 'proxy' }>,
  { protocol, hostname, port }: URL,
  { connect, milliseconds }: TunnelOptions,
): Promise<Duplex> {
  const path = `${hostname}:${port || (protocol === 'https:' ? '443' : '80')}`;
  const proxy = new Client(url.origin, {
    // Undici would ask the proxy for the certificate of the host that is tunnelled to.
    connect: (options, callback) => {
      connect({ ...options, servername: '' }, callback);
    },
    headersTimeout: milliseconds,
  });
  try {
    const { statusCode, socket } = await proxy.connect({
      path,
      headers: {
        host: path,
        ...(authorization !== undefined && { 'proxy-authorization': authorization }),
      },
    });
    if (statusCode < 200 || statusCode > 299) {
      socket.on('error', () => undefined).destroy();
      throw new NetworkFault(`PROXY_${statusCode}`);
    }
    return socket;
  } catch (error) {
    throw faultOf(error);
  } finally {
    // The socket of a tunnel does not belong to the client any more.
    proxy.destroy().catch(() => undefined);
  }
}

function faultOf(error: unknown): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'UND_ERR_HEADERS_TIMEOUT') {
    return new NetworkFault('CONNECT_TIMEOUT');
  }
  return code === 'UND_ERR_SOCKET' ? new NetworkFault('PROXY_CLOSED') : error;
}
