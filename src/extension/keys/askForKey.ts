import * as vscode from 'vscode';
import { openBox } from '../platform/quickInput';
import { Declined } from '../../core/model/cancellation';
import { apis } from '../../core/apis/table';
import { EaselError } from '../../core/model/errors';
import type { Provider } from '../../core/model/provider';
import { describeError } from '../text/errorText';
import { readTypedKey } from '../text/keyNote';
import { storeKey } from '../../app/keys/keyStore';
import { chooseModel, hasChosenModel } from '../../app/providers/modelChoice';
import { refuseBlocked } from '../../app/providers/providerSettings';
import type { Services } from '../../app/services';
import { sanitize } from '../text/plainText';

/**
 * Asks for a key, checks it where a call that costs nothing exists, and stores it.
 * @returns the key.
 * @throws Declined when the user pressed Escape.
 */
export async function askForKey(parts: Services, provider: Provider): Promise<string> {
  const { key, doubt } = await askInBox(parts, provider);
  await storeKey(parts, provider, key);
  const isFirst = !hasChosenModel(parts);
  const label = sanitize(provider.label);
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

interface CheckedKey {
  readonly key: string;
  /** Why it could not be checked, where that is so. */
  readonly doubt?: string;
}

/** The box stays open while the key is being checked, so that a refused key can be corrected where it was typed. */
async function askInBox(parts: Services, provider: Provider): Promise<CheckedKey> {
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
    throw new Declined();
  }
  return answer;
}

/** A password box with a button to the page where keys are made. */
function keyBox({ label, baseUrl, keyUrl }: Provider): vscode.InputBox {
  const box = openBox();
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
  { http, settings }: Services,
  provider: Provider,
  { key, signal }: { readonly key: string; readonly signal: AbortSignal },
): Promise<KeyCheck> {
  try {
    refuseBlocked(settings, provider);
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

/** Whoever sets the first key wants images of that provider from now on. */
async function chooseFirstModel(parts: Services, provider: Provider): Promise<void> {
  const [model] = provider.models;
  await chooseModel(parts, { provider, model });
  void vscode.window.showInformationMessage(
    vscode.l10n.t(
      'The API key was stored. Images now come from {0}: {1}.',
      sanitize(provider.label),
      sanitize(model.label),
    ),
  );
}
