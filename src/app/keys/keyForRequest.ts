import { Declined } from '../../core/model/cancellation';
import { EaselError } from '../../core/model/errors';
import { originOf } from '../../core/http/policy/keyOrigin';
import type { Provider } from '../../core/model/provider';
import { confirmAddress, readStoredKey, storeKey, type StoredKey } from './keyStore';
import type { Services } from '../services';
import { refuseBlocked, refuseBrokenRow } from '../providers/providerSettings';

/**
 * The key for a request, empty where the provider needs none. Asks for a missing key, and before a key goes
 * to another address than the one it was entered for.
 * @throws Declined when the user declined; EaselError `invalidRequest` when the address would expose the key, or the
 * settings do not allow the provider.
 */
export async function keyForRequest(parts: Services, provider: Provider): Promise<string> {
  refuseBlocked(parts.settings, provider);
  if (!provider.needsKey) {
    return '';
  }
  refuseBrokenRow(parts.settings, provider);
  await confirmAddress(parts, provider);
  const stored = await readStoredKey(parts, provider);
  if (stored === undefined) {
    return parts.questions.askForKey(provider);
  }
  if (stored.origin !== originOf(provider.baseUrl)) {
    await confirmNewOrigin(parts, provider, stored);
    await storeKey(parts, provider, stored.key);
  }
  return stored.key;
}

/**
 * As `keyForRequest`, where nobody is there to be asked.
 * @throws EaselError `unauthorized` (reason `noKey`) where there is no key for this very address; `invalidRequest` where
 * the settings do not allow the provider.
 */
export async function storedKeyForRequest(parts: Services, provider: Provider): Promise<string> {
  refuseBlocked(parts.settings, provider);
  const stored = await readStoredKey(parts, provider);
  if (provider.needsKey && stored?.origin !== originOf(provider.baseUrl)) {
    throw new EaselError('unauthorized', { reason: 'noKey' });
  }
  return stored?.key ?? '';
}

async function confirmNewOrigin(
  { questions }: Services,
  provider: Provider,
  stored: StoredKey,
): Promise<void> {
  const [from, to] = [stored.origin, originOf(provider.baseUrl)];
  if (!(await questions.confirm({ kind: 'otherOrigin', provider, from, to }))) {
    throw new Declined();
  }
}
