import { classifyHost } from './addresses';

/**
 * How a provider's address treats a key: over TLS; in the open, yet within this machine; in the open within a
 * private network, which needs one confirmation; or not at all.
 */
export type KeyAddress = 'secure' | 'loopback' | 'private' | 'refused';

/** Judges whether a key may be sent to an address. */
export function judgeKeyAddress(url: string): KeyAddress {
  if (!URL.canParse(url)) {
    return 'refused';
  }
  const { protocol, hostname } = new URL(url);
  if (protocol === 'https:') {
    return 'secure';
  }
  return protocol === 'http:' ? judgeOpenHost(hostname) : 'refused';
}

/**
 * Scheme, host and port, by which a key is bound to its provider.
 * @returns an empty text, which equals no origin, where the address is none.
 */
export function originOf(url: string): string {
  return URL.canParse(url) ? new URL(url).origin : '';
}

/** Whether what is sent there, or fetched from there, crosses a network that others may read. */
export function isUnencrypted({ protocol, hostname }: URL): boolean {
  return protocol === 'http:' && classifyHost(hostname) !== 'loopback';
}

function judgeOpenHost(hostname: string): KeyAddress {
  const addressClass = classifyHost(hostname);
  if (addressClass === 'loopback') {
    return 'loopback';
  }
  return addressClass === 'private' || addressClass === 'linkLocal' ? 'private' : 'refused';
}
