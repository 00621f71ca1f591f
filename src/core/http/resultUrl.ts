import { EaselError } from '../errors';
import { classifyHost } from './addresses';
import type { FaultReason } from './answerFault';

/**
 * Checks an address that a stranger gave for a result: https to a public host, or the provider's own origin. A
 * relative address is resolved against the base URL. Here only literal addresses are judged; what a host name
 * leads to shows when the connection is made.
 * @throws EaselError `unexpectedAnswer` with the reason `address`.
 */
export function checkResultUrl(url: string, baseUrl: string): URL {
  const base = new URL(baseUrl.endsWith('/') ? baseUrl : `${baseUrl}/`);
  if (!URL.canParse(url, base.href)) {
    throw refused(undefined);
  }
  const resolved = new URL(url, base);
  const addressClass = classifyHost(resolved.hostname);
  const isOwn = resolved.origin === base.origin && resolved.origin !== 'null';
  const isPublic = addressClass === 'name' || addressClass === 'public';
  const isAllowed =
    addressClass !== 'metadata' &&
    resolved.username === '' &&
    resolved.password === '' &&
    (isOwn || (resolved.protocol === 'https:' && isPublic));
  if (!isAllowed) {
    throw refused(resolved.hostname);
  }
  return resolved;
}

function refused(host: string | undefined): EaselError {
  const reason: FaultReason = 'address';
  return new EaselError('unexpectedAnswer', { reason, ...(host !== undefined && { host }) });
}
