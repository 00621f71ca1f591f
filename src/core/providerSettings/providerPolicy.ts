import { isUnencrypted } from '../http/policy/keyOrigin';
import type { Provider } from '../model/provider';

/** Which providers may be used, as a user or an administrator has set it. */
export interface ProviderPolicy {
  /** IDs and hosts, in lower case; `undefined` for all of them. */
  readonly allowed: readonly string[] | undefined;
  readonly requireHttps: boolean;
}

export type PolicyFault = 'notAllowed' | 'unencrypted';

/** Why a provider must not be used. Placeholder always may, since it sends nothing. */
export function findPolicyFault(
  { id, api, baseUrl }: Pick<Provider, 'id' | 'api' | 'baseUrl'>,
  { allowed, requireHttps }: ProviderPolicy,
): PolicyFault | undefined {
  if (api === 'placeholder') {
    return undefined;
  }
  const url = URL.canParse(baseUrl) ? new URL(baseUrl) : undefined;
  if (
    allowed &&
    ![id, url?.hostname, url?.host].some((name) => name !== undefined && allowed.includes(name))
  ) {
    return 'notAllowed';
  }
  return requireHttps && (!url || isUnencrypted(url)) ? 'unencrypted' : undefined;
}

/**
 * The setting `easel.allowedProviders`. An address counts as its host. What is no list, or a list without a text, allows
 * nothing: whoever wrote it wanted to restrict something.
 * @returns `undefined` where all are allowed
 */
export function parseAllowed(value: unknown): readonly string[] | undefined {
  if (value === undefined || value === null || (Array.isArray(value) && value.length === 0)) {
    return undefined;
  }
  const entries: readonly unknown[] = Array.isArray(value) ? value : [value];
  return entries.flatMap((entry) =>
    typeof entry === 'string' && entry.trim() !== '' ? [nameIn(entry)] : [],
  );
}

function nameIn(entry: string): string {
  const text = entry.trim().toLowerCase();
  return text.includes('://') && URL.canParse(text) ? new URL(text).host : text;
}
