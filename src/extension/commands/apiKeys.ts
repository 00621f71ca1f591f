import * as vscode from 'vscode';
import { apis } from '../../core/apis';
import { EaselError } from '../../core/errors';
import type { Provider } from '../../core/provider';
import { describeError } from '../errorText';
import { confirmAddress, hasKey, removeKey, storeKey } from '../keys';
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

/** *Remove API Key*. The model stays chosen: the next run asks for the key instead of drawing a placeholder. */
export async function removeApiKey(parts: Parts): Promise<void> {
  const providers = readProviders().providers.filter(({ needsKey }) => needsKey);
  const stored = await Promise.all(providers.map((provider) => hasKey(parts, provider)));
  const withKey = providers.filter((_, index) => stored[index]);
  if (withKey.length === 0) {
    await vscode.window.showInformationMessage(vscode.l10n.t('No API key is stored.'));
    return;
  }
  const provider = await pickProvider(parts, withKey, vscode.l10n.t('Provider whose API key to remove'));
  if (provider) {
    await removeKey(parts, provider);
    await vscode.window.showInformationMessage(
      vscode.l10n.t('The API key of {0} was removed.', plain(provider.label)),
    );
  }
}

/**
 * Asks for a key, checks it where a call that costs nothing exists, and stores it.
 * @returns the key.
 * @throws vscode.CancellationError when the person pressed Escape.
 */
export async function askForKey(parts: Parts, provider: Provider): Promise<string> {
  for (let refusal = ''; ;) {
    const key = await showKeyBox(provider, refusal);
    const check = await checkKey(parts, provider, key);
    if (check.verdict === 'refused') {
      refusal = check.message;
      continue;
    }
    await storeKey(parts, provider, key);
    const isFirst = !hasChosenModel(parts);
    if (check.verdict === 'unknown') {
      void vscode.window.showWarningMessage(
        vscode.l10n.t(
          'The API key of {0} was stored but could not be checked: {1}',
          plain(provider.label),
          check.message,
        ),
      );
    } else if (!isFirst) {
      void vscode.window.showInformationMessage(
        vscode.l10n.t('The API key of {0} was stored.', plain(provider.label)),
      );
    }
    if (isFirst) {
      await chooseFirstModel(parts, provider);
    }
    return key;
  }
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

/** A password box with a button to the page where keys are made. */
async function showKeyBox(provider: Provider, refusal: string): Promise<string> {
  const box = vscode.window.createInputBox();
  box.title = vscode.l10n.t('Easel: API Key of {0}', provider.label);
  box.prompt = vscode.l10n.t(
    'Goes to {0} and nowhere else. Kept in the secret storage of VS Code.',
    new URL(provider.baseUrl).host,
  );
  box.placeholder = vscode.l10n.t('Paste the API key');
  box.password = true;
  box.ignoreFocusOut = true;
  box.validationMessage = refusal === '' ? undefined : refusal;
  const { keyUrl } = provider;
  box.buttons =
    keyUrl === undefined
      ? []
      : [
          {
            iconPath: new vscode.ThemeIcon('link-external'),
            tooltip: vscode.l10n.t('Get a Key at {0}', keyUrl),
          },
        ];
  const key = await new Promise<string | undefined>((resolve) => {
    box.onDidAccept(() => {
      if (box.value.trim() !== '') {
        resolve(box.value.trim());
      }
    });
    box.onDidChangeValue(() => {
      box.validationMessage = undefined;
    });
    box.onDidTriggerButton(
      () => keyUrl !== undefined && void vscode.env.openExternal(vscode.Uri.parse(keyUrl)),
    );
    box.onDidHide(() => resolve(undefined));
    box.show();
  });
  box.dispose();
  if (key === undefined) {
    throw new vscode.CancellationError();
  }
  return key;
}

type KeyCheck =
  { readonly verdict: 'good' } | { readonly verdict: 'refused' | 'unknown'; readonly message: string };

/** Only a certain refusal rejects a key; a provider that is down must not keep anyone from storing theirs. */
async function checkKey({ http }: Parts, provider: Provider, key: string): Promise<KeyCheck> {
  const { checkKey: check } = apis[provider.api];
  const checking = vscode.l10n.t('Checking the API key of {0}…', plain(provider.label));
  return vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title: checking, cancellable: true },
    async (_, token) => {
      const controller = new AbortController();
      token.onCancellationRequested(() => controller.abort());
      try {
        await check?.({ provider, key, http, signal: controller.signal });
        return { verdict: 'good' };
      } catch (error) {
        const refused = error instanceof EaselError && error.kind === 'unauthorized';
        return { verdict: refused ? 'refused' : 'unknown', message: describeError(error).message };
      }
    },
  );
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
  return (await vscode.window.showQuickPick(items, { placeHolder, title: vscode.l10n.t('Easel: API Key') }))
    ?.provider;
}
