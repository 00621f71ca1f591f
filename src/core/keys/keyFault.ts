import { EaselError } from '../model/errors';
import type { Provider } from '../model/provider';

type KeyTaker = Pick<Provider, 'api' | 'baseUrl'>;

/**
 * Google's keys of the old kind, which its Gemini API takes no longer. Nobody else's begin so, and whoever speaks Google's
 * format at another address may pass a key of Google's on.
 * https://ai.google.dev/gemini-api/docs/api-key, on 30 November 2026
 */
export function isStandardGoogleKey(key: string, provider: KeyTaker): boolean {
  return isForGoogle(provider) && key.startsWith('AIza');
}

/** A refused key says why, where that is known. Google says the same of a new key that is wrong, and speaks of OAuth. */
export function withKeyFault(
  error: unknown,
  { provider, key }: { readonly provider: KeyTaker; readonly key: string },
): unknown {
  if (!(error instanceof EaselError) || error.kind !== 'unauthorized' || !isForGoogle(provider)) {
    return error;
  }
  const { reason, code, providerMessage = '' } = error.details;
  const isSaid =
    [reason, code].includes('ACCESS_TOKEN_TYPE_UNSUPPORTED') ||
    /\bstandard (?:api[ -]?)?keys?\b|\bexpected oauth 2 access token\b/iu.test(providerMessage.slice(0, 500));
  const isOld = isStandardGoogleKey(key, provider) || (isSaid && key !== '' && !key.startsWith('AQ.'));
  return isOld
    ? new EaselError(error.kind, { ...error.details, keyFault: 'googleStandardKey' }, { cause: error.cause })
    : error;
}

function isForGoogle({ api, baseUrl }: KeyTaker): boolean {
  return (
    api === 'gemini' || (URL.canParse(baseUrl) && /(?:^|\.)googleapis\.com$/u.test(new URL(baseUrl).hostname))
  );
}
