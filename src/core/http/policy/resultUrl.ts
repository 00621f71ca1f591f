import { EaselError, type AddressFault } from '../../model/errors';
import { isUnencrypted } from './keyOrigin';
import type { FaultReason } from './responseFault';
import { classifyHost, isWithin, type Reach } from './addresses';

/** The provider that an answer came from, as far as it decides where its result URLs may lead. */
export interface ResultSource {
  readonly baseUrl: string;
  /** Hosts that are allowed like the base URL's own: host names, with `:port` where it is not the scheme's usual one. */
  readonly resultHosts?: readonly string[];
}

export interface CheckedUrl {
  readonly url: URL;
  /** How far a connection to it may go. */
  readonly reach: Reach;
}

/**
 * Checks an address that a stranger gave for a result: https to a public host, or the provider's own origin or one of
 * its named hosts. A relative address is resolved against the base URL, and one that means the provider itself is
 * brought to its origin. Here only literal addresses are judged; what a host name leads to shows when the connection is
 * made.
 * @param options `requireHttps`: also the provider's own hosts need encryption, except within this machine
 * @throws EaselError `unexpectedAnswer` with the reason `address`, and what is wrong with it.
 */
export function checkResultUrl(
  url: string,
  { baseUrl, resultHosts = [] }: ResultSource,
  { requireHttps = false }: { readonly requireHttps?: boolean } = {},
): CheckedUrl {
  const base = new URL(baseUrl.endsWith('/') ? baseUrl : `${baseUrl}/`);
  if (!URL.canParse(url, base.href)) {
    throw refusedAddress('malformed');
  }
  const given = new URL(url, base);
  const isNamed = isHttp(given) && resultHosts.includes(given.host);
  const resolved = isNamed || !meansOwnOrigin(given, base) ? given : atOrigin(given, base);
  const isOwn = isNamed || (isHttp(resolved) && resolved.origin === base.origin);
  const reach: Reach = isOwn ? 'own' : 'public';
  const fault =
    findFault(resolved, reach) ?? (requireHttps && isUnencrypted(resolved) ? 'unencrypted' : undefined);
  if (fault) {
    throw refusedAddress(fault, resolved.host);
  }
  return { url: resolved, reach };
}

/** @param host with its port, as `resultHosts` spells it. */
export function refusedAddress(addressFault: AddressFault, host = ''): EaselError {
  const reason: FaultReason = 'address';
  return new EaselError('unexpectedAnswer', { reason, addressFault, ...(host !== '' && { host }) });
}

/**
 * Servers behind a proxy that ends TLS, or in a container, name their results as they see themselves: with http instead
 * of https, or at `localhost`. https://github.com/mudler/LocalAI/issues/10482
 */
function meansOwnOrigin(url: URL, base: URL): boolean {
  if (!isHttp(url)) {
    return false;
  }
  if (url.hostname === base.hostname) {
    return url.protocol === 'http:' && base.protocol === 'https:';
  }
  const isOwnLoopback = isLoopback(base.hostname);
  return isLoopback(url.hostname) && isOwnServer(base) && (!isOwnLoopback || url.port === base.port);
}

function atOrigin(url: URL, base: URL): URL {
  const own = new URL(url);
  own.protocol = base.protocol;
  own.host = base.host;
  // Setting a host without a port leaves the port as it was.
  own.port = base.port;
  return own;
}

/** A server of the user's: without TLS, or within this network. */
function isOwnServer({ protocol, hostname }: URL): boolean {
  return protocol === 'http:' || !isWithin('public', classifyHost(hostname));
}

/** Also the address that a server listens to when it listens to all of them. */
function isLoopback(hostname: string): boolean {
  return ['0.0.0.0', '[::]'].includes(hostname) || classifyHost(hostname) === 'loopback';
}

function findFault(url: URL, reach: Reach): AddressFault | undefined {
  const addressClass = classifyHost(url.hostname);
  if (!isHttp(url)) {
    return 'scheme';
  }
  if (addressClass === 'metadata') {
    return 'metadata';
  }
  if (url.username !== '' || url.password !== '') {
    return 'password';
  }
  if (!isWithin(reach, addressClass)) {
    return 'local';
  }
  return reach === 'own' || url.protocol === 'https:' ? undefined : 'insecure';
}

function isHttp({ protocol }: URL): boolean {
  return protocol === 'https:' || protocol === 'http:';
}
