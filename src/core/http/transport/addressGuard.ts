import { lookup as systemLookup, type LookupAddress } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { classifyAddress, classifyHost, isWithin, type Reach } from '../policy/addresses';
import { isUnencrypted } from '../policy/keyOrigin';
import { ResponseFault } from '../policy/responseFault';
import type { NetworkSettings } from './networkSettings';
import type { Transport } from './transport';

/** Finds all addresses of a host name. */
export type Resolve = (
  hostname: string,
  done: (error: Error | null, addresses: readonly LookupAddress[]) => void,
) => void;

const systemResolve: Resolve = (hostname, done) => {
  systemLookup(hostname, { all: true }, (error, addresses) => {
    done(error, error ? [] : addresses);
  });
};

/**
 * A `lookup` for `net.connect` that resolves a name once, refuses it when any of its addresses may not be reached,
 * and hands on exactly the addresses that were checked. So the answer of DNS cannot change in between.
 * Its error is an `AnswerFault`, as of `refusedAddress`.
 */
export function guardedLookup(reach: Reach, resolve: Resolve = systemResolve): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname, (error, addresses) => {
      const refused = addresses.some(({ address }) => !isWithin(reach, classifyAddress(address)));
      const wanted = addresses.filter(({ family }) => !options.family || family === familyOf(options.family));
      const [first] = wanted;
      if (error || refused || !first) {
        callback(error ?? (refused ? refusedAddress(reach) : notFound()), '');
      } else if (options.all) {
        callback(null, [...wanted]);
      } else {
        callback(null, first.address, first.family);
      }
    });
  };
}

/**
 * A route that connects to no literal address, or known name, out of reach, be it directly or through a proxy, and where
 * encryption is required, to none without it.
 */
export function guardedRoute(
  route: Transport,
  reach: Reach,
  { requireHttps }: Pick<NetworkSettings, 'requireHttps'>,
): Transport {
  return {
    ...route,
    send: async (request) => {
      if (!isWithin(reach, classifyHost(request.url.hostname))) {
        throw refusedAddress(reach);
      }
      if (requireHttps && isUnencrypted(request.url)) {
        throw new ResponseFault('unencrypted');
      }
      return route.send(request);
    },
  };
}

/** With the reason `metadata` where our own address leads there, and `address` where a stranger's may not be reached. */
function refusedAddress(reach: Reach): ResponseFault {
  return new ResponseFault(reach === 'own' ? 'metadata' : 'address');
}

function familyOf(family: number | 'IPv4' | 'IPv6'): number {
  return family === 'IPv4' ? 4 : family === 'IPv6' ? 6 : family;
}

function notFound(): NodeJS.ErrnoException {
  return Object.assign(new Error('ENOTFOUND'), { code: 'ENOTFOUND' });
}
