import * as vscode from 'vscode';
import { apis } from '../../core/apis';
import { EaselError } from '../../core/errors';
import type { Provider } from '../../core/provider';
import { describeError } from '../errorText';
import { readTypedKey } from '../keyNote';
import { confirmAddress, hasKey, idsWithKey, removeKey, storeKey } from '../keys';
import { chooseModel, hasChosenModel } from '../modelChoice';
import type { Parts } from '../parts';
import { plain } from '../plainText';
import { readProviders } from '../settings';

/** *Set API Key*: for the provider that is named, or the one the person picks. */
export async function setApiKey(parts: Parts, providerId: unknown): Promise<void> {
  const providers = readProviders().providers.filter(({ needsKey }) => needsKey);
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
export async function removeApiKey(parts: Parts): Promise<void> {
  const { providers } = readProviders();
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
      label: plain(provider?.label ?? id),
      description:
        provider?.needsKey === true
          ? vscode.l10n.t('key stored')
          : vscode.l10n.t('key stored, and no provider in the settings uses it'),
    };
  });
  const picked = await vscode.window.showQuickPick(items, {
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

/**
 * Asks for a key, checks it where a call that costs nothing exists, and stores it.
 * @returns the key.
 * @throws vscode.CancellationError when the person pressed Escape.
 */
export async function askForKey(parts: Parts, provider: Provider): Promise<string> {
  const { key, doubt } = await askInBox(parts, provider);
  await storeKey(parts, provider, key);
  const isFirst = !hasChosenModel(parts);
  const label = plain(provider.label);
  if (doubt !== undefined) {
    void vscode.window.showWarningMessage(
      vscode.l10n.t('The API key of {0} was stored but could not be checked: {1}', label, doubt),
    );
  } else if (!isFirst) {
    void vscode.window.showInformationMessage(vscode.l10n.t('The API key of {0} was stored.', label));
  }
  if (isFirst) {
    await chooseFirstModel(parts, provider);
  }
  return key;
}

/** Whoever sets the first key wants images of that provider from now on. */
async function chooseFirstModel(parts: Parts, provider: Provider): Promise<void> {
  const [model] = provider.models;
  await chooseModel(parts, { provider, model });
  void vscode.window.showInformationMessage(
    vscode.l10n.t(
      'The API key was stored. Images now come from {0}: {1}.',
      plain(provider.label),
      plain(model.label),
    ),
  );
}

interface CheckedKey {
  readonly key: string;
  /** Why it could not be checked, where that is so. */
  readonly doubt?: string;
}

/** The box stays open while the key is being checked, so that a refused key can be corrected where it was typed. */
async function askInBox(parts: Parts, provider: Provider): Promise<CheckedKey> {
  const box = keyBox(provider);
  const checking = new AbortController();
  const answer = await new Promise<CheckedKey | undefined>((resolve) => {
    const accept = async (): Promise<void> => {
      const { key, wrong } = readTypedKey(box.value, provider);
      if (key === '' || box.busy) {
        return;
      }
      if (wrong !== undefined) {
        box.validationMessage = wrong;
        return;
      }
      box.busy = true;
      const { refusal, doubt } = await checkKey(parts, provider, { key, signal: checking.signal });
      box.busy = false;
      box.validationMessage = refusal;
      if (refusal === undefined) {
        resolve({ key, ...(doubt !== undefined && { doubt }) });
      }
    };
    box.onDidAccept(() => void accept());
    box.onDidChangeValue(() => {
      box.validationMessage = readTypedKey(box.value, provider).note;
    });
    box.onDidHide(() => {
      checking.abort();
      resolve(undefined);
    });
    box.show();
  });
  box.dispose();
  if (answer === undefined) {
    throw new vscode.CancellationError();
  }
  return answer;
}

/** A password box with a button to the page where keys are made. */
function keyBox({ label, baseUrl, keyUrl }: Provider): vscode.InputBox {
  const box = vscode.window.createInputBox();
  box.title = vscode.l10n.t('Easel: API Key of {0}', label);
  box.prompt = vscode.l10n.t(
    'Goes to {0} and nowhere else. Kept in the secret storage of VS Code.',
    new URL(baseUrl).host,
  );
  box.placeholder = vscode.l10n.t('Paste the API key');
  box.password = true;
  box.ignoreFocusOut = true;
  if (keyUrl !== undefined) {
    const tooltip = vscode.l10n.t('Get a Key at {0}', keyUrl);
    box.buttons = [{ iconPath: new vscode.ThemeIcon('link-external'), tooltip }];
    box.onDidTriggerButton(() => void vscode.env.openExternal(vscode.Uri.parse(keyUrl)));
  }
  return box;
}

interface KeyCheck {
  /** The provider's certain no. */
  readonly refusal?: string;
  /** Why there is neither a yes nor a no. */
  readonly doubt?: string;
}

/** Only a certain refusal rejects a key; a provider that is down must not keep anyone from storing theirs. */
async function checkKey(
  { http }: Parts,
  provider: Provider,
  { key, signal }: { readonly key: string; readonly signal: AbortSignal },
): Promise<KeyCheck> {
  try {
    await apis[provider.api].checkKey?.({ provider, key, http, signal });
    return {};
  } catch (error) {
    const { message } = describeError(error);
    // 403 can also mean that the account is empty or that something stands in between.
    const isRefused =
      error instanceof EaselError && error.kind === 'unauthorized' && error.details.status !== 403;
    return isRefused ? { refusal: message } : { doubt: message };
  }
}

async function pickProvider(
  parts: Parts,
  providers: readonly Provider[],
  placeHolder: string,
): Promise<Provider | undefined> {
  const items = await Promise.all(
    providers.map(async (provider) => ({
      provider,
      label: plain(provider.label),
      description: (await hasKey(parts, provider)) ? vscode.l10n.t('key stored') : '',
      detail: provider.keyUrl === undefined ? '' : vscode.l10n.t('Get a key at {0}', provider.keyUrl),
    })),
  );
  const picked = await vscode.window.showQuickPick(items, {
    placeHolder,
    title: vscode.l10n.t('Easel: API Key'),
    // Someone may look for the key in the browser first.
    ignoreFocusOut: true,
  });
  return picked?.provider;
}
