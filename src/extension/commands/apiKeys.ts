import * as vscode from 'vscode';
import { pickOne } from '../platform/quickInput';
import type { Provider } from '../../core/model/provider';
import { askForKey } from '../keys/askForKey';
import { confirmAddress, hasKey, idsWithKey, removeKey } from '../../app/keys/keyStore';
import type { Services } from '../ports/services';
import { sanitize } from '../text/plainText';
import { readProviders } from '../../app/providers/providerSettings';

/** *Set API Key*: for the provider that is named, or the one the user picks. */
export async function setApiKey(parts: Services, providerId: unknown): Promise<void> {
  const providers = readProviders(parts.settings).providers.filter(({ needsKey }) => needsKey);
  const provider =
    providers.find(({ id }) => id === providerId) ??
    (await pickProvider(parts, providers, vscode.l10n.t('Provider whose API key to set')));
  if (provider) {
    await confirmAddress(parts, provider);
    await askForKey(parts, provider);
  }
}

/**
 * *Remove API Key*, also of a provider whose row is gone. The model stays chosen: the next run asks for the key instead
 * of drawing a placeholder.
 */
export async function removeApiKey(parts: Services): Promise<void> {
  const { providers: allowed, blocked } = readProviders(parts.settings);
  const providers = [...allowed, ...blocked];
  const ids = await idsWithKey(
    parts,
    providers.map(({ id }) => id),
  );
  if (ids.length === 0) {
    await vscode.window.showInformationMessage(vscode.l10n.t('No API key is stored.'));
    return;
  }
  const items = ids.map((id) => {
    const provider = providers.find((each) => each.id === id);
    return {
      id,
      label: sanitize(provider?.label ?? id),
      description:
        provider?.needsKey === true
          ? vscode.l10n.t('key stored')
          : vscode.l10n.t('key stored, and no provider in the settings uses it'),
    };
  });
  const picked = await pickOne(items, {
    placeHolder: vscode.l10n.t('Provider whose API key to remove'),
    title: vscode.l10n.t('Easel: API Key'),
    ignoreFocusOut: true,
  });
  if (picked) {
    await removeKey(parts, picked);
    await vscode.window.showInformationMessage(
      vscode.l10n.t('The API key of {0} was removed.', picked.label),
    );
  }
}

async function pickProvider(
  parts: Services,
  providers: readonly Provider[],
  placeHolder: string,
): Promise<Provider | undefined> {
  const items = await Promise.all(
    providers.map(async (provider) => ({
      provider,
      label: sanitize(provider.label),
      description: (await hasKey(parts, provider)) ? vscode.l10n.t('key stored') : '',
      detail: provider.keyUrl === undefined ? '' : vscode.l10n.t('Get a key at {0}', provider.keyUrl),
    })),
  );
  const picked = await pickOne(items, {
    placeHolder,
    title: vscode.l10n.t('Easel: API Key'),
    // Someone may look for the key in the browser first.
    ignoreFocusOut: true,
  });
  return picked?.provider;
}
