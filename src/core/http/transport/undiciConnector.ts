import type { SecureContext } from 'node:tls';
import type { LookupFunction, Socket } from 'node:net';
import { buildConnector } from 'undici';
import { ResponseFault } from '../policy/responseFault';
import { wayTo, type NetworkSettings } from './networkSettings';
import { ConnectFailure } from './transport';
import { Turn } from '../response/yielding';
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
  const open = {
    plain: () => Promise.resolve(openConnectors(options, undefined)),
    trusting: async () => openConnectors(options, await options.trust()),
  };
  const opened: Partial<Record<keyof typeof open, Promise<Connectors>>> = {};
  return (target, callback) => {
    const url = new URL(`${target.protocol}//${target.host ?? target.hostname}`);
    // Reading certificates takes time, which plain http on this machine need not wait for.
    const kind =
      url.protocol === 'http:' && wayTo(url, options.network).kind !== 'proxy' ? 'plain' : 'trusting';
    (opened[kind] ??= open[kind]())
      .then((connectors) => connect(target, url, { ...options, connectors }))
      .then(
        (socket) => {
          callback(null, readInTurns(socket));
        },
        (error: unknown) => {
          callback(error instanceof ResponseFault ? error : new ConnectFailure(error), null);
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

function openConnectors(options: ConnectorOptions, secureContext: SecureContext | undefined): Connectors {
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
  url: URL,
  { network, connectMilliseconds, connectors }: ConnectorOptions & { readonly connectors: Connectors },
): Promise<Socket> {
  const { direct, unchecked } = connectors;
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

/**
 * Reads on in the next turn of the event loop where this one has been long. Undici itself cannot be told to wait: when
 * the other side closes meanwhile, it throws where nobody can catch it (https://github.com/nodejs/undici/issues/5360).
 */
function readInTurns(socket: Socket): Socket {
  const turn = new Turn();
  const read = socket._read.bind(socket);
  socket._read = (size) => {
    if (turn.isOver()) {
      setImmediate(() => {
        read(size);
      });
    } else {
      read(size);
    }
  };
  return socket;
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
