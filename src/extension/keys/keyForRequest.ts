import * as vscode from 'vscode';
import { EaselError } from '../../core/model/errors';
import { originOf } from '../../core/http/policy/keyOrigin';
import type { Provider } from '../../core/model/provider';
import { confirmAddress, readStoredKey, storeKey, type StoredKey } from './keyStore';
import type { Services } from '../platform/services';
import { refuseBrokenRow } from '../providers/providerSettings';

/**
 * The key for a request, empty where the provider needs none. Asks for a missing key, and before a key goes
 * to another address than the one it was entered for.
 * @throws vscode.CancellationError when the user declined; EaselError `invalidRequest` when the address would expose the key.
 */
export async function keyForRequest(parts: Services, provider: Provider): Promise<string> {
  if (!provider.needsKey) {
    return '';
  }
  refuseBrokenRow(provider);
  await confirmAddress(parts, provider);
  const stored = await readStoredKey(parts, provider);
  if (stored === undefined) {
    const { askForKey } = await import('./askForKey');
    return askForKey(parts, provider);
  }
  if (stored.origin !== originOf(provider.baseUrl)) {
    await confirmNewOrigin(provider, stored);
    await storeKey(parts, provider, stored.key);
  }
  return stored.key;
}

/**
 * As `keyForRequest`, where nobody is there to be asked.
 * @throws EaselError `unauthorized` (reason `noKey`) where there is no key for this very address.
 */
export async function storedKeyForRequest(parts: Services, provider: Provider): Promise<string> {
  const stored = await readStoredKey(parts, provider);
  if (provider.needsKey && stored?.origin !== originOf(provider.baseUrl)) {
    throw new EaselError('unauthorized', { reason: 'noKey' });
  }
  return stored?.key ?? '';
}

async function confirmNewOrigin(provider: Provider, stored: StoredKey): Promise<void> {
  const origin = originOf(provider.baseUrl);
  const use = vscode.l10n.t('Use It There');
  const choice = await vscode.window.showWarningMessage(
    vscode.l10n.t(
      'The API key of {0} was entered for {1}. Use it for {2}?',
      provider.label,
      stored.origin,
      origin,
    ),
    { modal: true, detail: vscode.l10n.t('The address in the setting easel.providers has changed since.') },
    use,
  );
  if (choice !== use) {
    throw new vscode.CancellationError();
  }
}
