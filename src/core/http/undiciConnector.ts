import type { SecureContext } from 'node:tls';
import type { LookupFunction, Socket } from 'node:net';
import { buildConnector } from 'undici';
import { AnswerFault } from './answerFault';
import { wayTo, type NetworkSettings } from './networkSettings';
import { ConnectFailure } from './route';
import { openTunnel } from './undiciTunnel';

export interface ConnectorOptions {
  readonly network: NetworkSettings;
  /** The certificates to trust, once they are read; `undefined` for Node's own. */
  readonly trust: () => Promise<SecureContext | undefined>;
  readonly lookup: LookupFunction;
  readonly connectMilliseconds: number;
}

/**
 * Connects as the network settings say: directly, to addresses that were checked, or through a CONNECT tunnel, where
 * the proxy resolves the name. Undici's own `ProxyAgent` is not used: when a proxy hangs up on CONNECT, it tries
 * again without end and without pause (7.30, 300 times in 1.5 s).
 * Every failure is a `ConnectFailure`, but an address that was refused, which stays an `AnswerFault`.
 */
export function createConnector(options: ConnectorOptions): buildConnector.connector {
  let connectors: Promise<Connectors> | undefined;
  return (target, callback) => {
    connectors ??= openConnectors(options);
    connectors
      .then((opened) => connect(target, opened, options))
      .then(
        (socket) => {
          callback(null, socket);
        },
        (error: unknown) => {
          callback(error instanceof AnswerFault ? error : new ConnectFailure(error), null);
        },
      );
  };
}

/** Made once, since they remember TLS sessions. */
interface Connectors {
  readonly direct: buildConnector.connector;
  /** To a proxy, or through it: no address is checked. */
  readonly unchecked: buildConnector.connector;
}

async function openConnectors(options: ConnectorOptions): Promise<Connectors> {
  const secureContext = await options.trust();
  const common = {
    rejectUnauthorized: options.network.strictSsl,
    ...(secureContext && { secureContext }),
    timeout: options.connectMilliseconds,
  };
  return {
    direct: buildConnector({ ...common, lookup: options.lookup }),
    unchecked: buildConnector(common),
  };
}

async function connect(
  target: buildConnector.Options,
  { direct, unchecked }: Connectors,
  { network, connectMilliseconds }: ConnectorOptions,
): Promise<Socket> {
  const url = new URL(`${target.protocol}//${target.host ?? target.hostname}`);
  const way = wayTo(url, network);
  if (way.kind !== 'proxy') {
    return open(direct, target);
  }
  // Undici's types say less: it is the socket to the proxy.
  const httpSocket = (await openTunnel(way, url, {
    connect: unchecked,
    milliseconds: connectMilliseconds,
  })) as unknown as Socket;
  return target.protocol === 'https:' ? open(unchecked, { ...target, httpSocket }) : httpSocket;
}

function open(connector: buildConnector.connector, target: buildConnector.Options): Promise<Socket> {
  return new Promise((resolve, reject) => {
    connector(target, (...[error, socket]) => {
      if (error) {
        reject(error);
      } else {
        resolve(socket);
      }
    });
  });
}
