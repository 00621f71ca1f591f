import { EaselError } from '../errors';
import { isWithin, type Reach } from './addressGuard';
import { classifyHost } from './addresses';
import type { FaultReason } from './answerFault';

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
 * its named hosts. A relative address is resolved against the base URL. Here only literal addresses are judged; what a
 * host name leads to shows when the connection is made.
 * @throws EaselError `unexpectedAnswer` with the reason `address`.
 */
export function checkResultUrl(url: string, { baseUrl, resultHosts = [] }: ResultSource): CheckedUrl {
  const base = new URL(baseUrl.endsWith('/') ? baseUrl : `${baseUrl}/`);
  if (!URL.canParse(url, base.href)) {
    throw refused(undefined);
  }
  const resolved = new URL(url, base);
  const isHttp = resolved.protocol === 'https:' || resolved.protocol === 'http:';
  const isOwn = resolved.origin === base.origin || resultHosts.includes(resolved.host);
  const reach: Reach = isHttp && isOwn ? 'own' : 'public';
  const isAllowed =
    isWithin(reach, classifyHost(resolved.hostname)) &&
    resolved.username === '' &&
    resolved.password === '' &&
    (reach === 'own' || resolved.protocol === 'https:');
  if (!isAllowed) {
    throw refused(resolved.hostname);
  }
  return { url: resolved, reach };
}

function refused(host: string | undefined): EaselError {
  const reason: FaultReason = 'address';
  return new EaselError('unexpectedAnswer', { reason, ...(host !== undefined && { host }) });
}
