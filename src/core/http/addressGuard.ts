import { lookup as systemLookup, type LookupAddress } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { classifyAddress, type AddressClass } from './addresses';
import { AnswerFault } from './answerFault';

/** Finds all addresses of a host name. */
export type Resolve = (
  hostname: string,
  done: (error: Error | null, addresses: readonly LookupAddress[]) => void,
) => void;

/** Which addresses a connection may be made to: a stranger's result hosts must be public, our own must be no metadata service. */
export type Reach = 'public' | 'own';

const systemResolve: Resolve = (hostname, done) => {
  systemLookup(hostname, { all: true }, (error, addresses) => {
    done(error, error ? [] : addresses);
  });
};

/**
 * A `lookup` for `net.connect` that resolves a name once, refuses it when any of its addresses may not be reached,
 * and hands on exactly the addresses that were checked. So the answer of DNS cannot change in between.
 * Its error is an `AnswerFault` with the reason `address`.
 */
export function guardedLookup(reach: Reach, resolve: Resolve = systemResolve): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname, (error, addresses) => {
      const refused = addresses.some(({ address }) => !isWithin(reach, classifyAddress(address)));
      const wanted = addresses.filter(({ family }) => !options.family || family === familyOf(options.family));
      const [first] = wanted;
      if (error || refused || !first) {
        callback(error ?? (refused ? new AnswerFault('address') : notFound()), '');
      } else if (options.all) {
        callback(null, [...wanted]);
      } else {
        callback(null, first.address, first.family);
      }
    });
  };
}

/** Whether an address, or a literal host, may be connected to. Names pass: only DNS can judge them. */
export function isWithin(reach: Reach, addressClass: AddressClass): boolean {
  return reach === 'own' ? addressClass !== 'metadata' : addressClass === 'public' || addressClass === 'name';
}

function familyOf(family: number | 'IPv4' | 'IPv6'): number {
  return family === 'IPv4' ? 4 : family === 'IPv6' ? 6 : family;
}

function notFound(): NodeJS.ErrnoException {
  return Object.assign(new Error('ENOTFOUND'), { code: 'ENOTFOUND' });
}
