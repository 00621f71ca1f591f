import { EaselError } from '../../model/errors';
import { pastedKey, unsendableIn } from '../../keys/pastedKey';
import type { Auth, Provider } from '../../model/provider';

export interface Addressed {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

interface Sender {
  readonly provider: Provider;
  readonly key: string;
}

/**
 * The address and the headers of a request to a provider's own origin: what its row adds, and the key as the row says.
 * @param path begins with a slash; it may have a query of its own.
 */
export function requestTo(sender: Sender, path: string): Addressed {
  return requestToUrl(sender, new URL(joinPaths(sender.provider.baseUrl, path)));
}

/** The same for a whole address, which must have been judged by `ownUrl`: it gets the key. */
export function requestToUrl({ provider, key }: Sender, address: URL): Addressed {
  const url = new URL(address);
  for (const [name, value] of Object.entries(provider.query ?? {})) {
    url.searchParams.set(name, value);
  }
  return { url: url.href, headers: ownHeaders({ provider, key }) };
}

/**
 * What a provider's own origin gets with each request, and no other host: what its row adds, and the key.
 * @throws EaselError `unauthorized` (reason `unsendableKey`) where no header can hold the key.
 */
export function ownHeaders({ provider, key }: Sender): Readonly<Record<string, string>> {
  const pasted = pastedKey(key, provider.auth);
  if (unsendableIn(pasted, provider.auth) !== undefined) {
    throw new EaselError('unauthorized', {
      host: new URL(provider.baseUrl).hostname,
      reason: 'unsendableKey',
    });
  }
  return { ...provider.headers, ...(pasted !== '' && keyHeader(provider.auth, pasted)) };
}

/**
 * An address that an answer gave for another request to the provider itself, if its host may have the key: the base
 * URL's origin, or one that a built-in row fixes. A relative one is resolved against the base URL.
 */
export function ownUrl(address: string, { baseUrl, keyOrigins = [] }: Provider): URL | undefined {
  const base = `${baseUrl}/`;
  const url = URL.canParse(address, base) ? new URL(address, base) : undefined;
  const isOwn = url !== undefined && [new URL(base).origin, ...keyOrigins].includes(url.origin);
  return isOwn && url.username === '' && url.password === '' ? url : undefined;
}

/** What must be seen by nobody: the key, and the password in it. */
export function secretsOf({ auth }: Provider, key: string): readonly string[] {
  const part = auth?.kind === 'basic' ? key.slice(key.indexOf(':') + 1) : pastedKey(key, auth);
  return part === key ? [key] : [key, part];
}

/**
 * Most services name their address with the version at its end, which the path begins with. Azure's address of one
 * deployment has none, as its version stands in the query.
 */
function joinPaths(baseUrl: string, path: string): string {
  if (/\/openai\/deployments\/[^/]+$/u.test(baseUrl)) {
    return baseUrl + path.replace(/^\/v\d+(?=\/)/u, '');
  }
  const version = /\/v\d+(?:beta)?$/u.exec(baseUrl)?.[0];
  return version !== undefined && path.startsWith(`${version}/`)
    ? baseUrl + path.slice(version.length)
    : baseUrl + path;
}

function keyHeader(auth: Auth = { kind: 'bearer' }, key: string): Readonly<Record<string, string>> {
  switch (auth.kind) {
    case 'bearer':
      return { authorization: `Bearer ${key}` };
    case 'basic':
      return { authorization: `Basic ${Buffer.from(key).toString('base64')}` };
    case 'header':
      return { [auth.header.toLowerCase()]: `${auth.prefix ?? ''}${key}` };
    case 'none':
      return {};
  }
}
