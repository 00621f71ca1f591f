import * as vscode from 'vscode';
import type { KeyFault } from '../../core/model/errors';
import { isStandardGoogleKey } from '../../core/keys/keyFault';
import { pastedKey, unsendableIn } from '../../core/keys/pastedKey';
import type { Provider } from '../../core/model/provider';
import { unsendableText } from './answerText';

export interface TypedKey {
  /** Without what people paste around it. */
  readonly key: string;
  /** Why it cannot be a key. */
  readonly wrong?: string;
  /** What is worth knowing about it, though it may be taken. */
  readonly note?: vscode.InputBoxValidationMessage;
}

/** What every box makes of a key that is typed or pasted. */
export function readTypedKey(text: string, provider: Pick<Provider, 'api' | 'auth' | 'baseUrl'>): TypedKey {
  const key = pastedKey(text, provider.auth);
  const unsendable = unsendableIn(key, provider.auth);
  return {
    key,
    ...(unsendable !== undefined && { wrong: unsendableText(unsendable) }),
    ...(isStandardGoogleKey(key, provider) && {
      note: {
        message: keyFaultTexts.googleStandardKey(),
        severity: vscode.InputBoxValidationSeverity.Warning,
      },
    }),
  };
}

/** Beside a refusal, and while such a key is typed. */
export const keyFaultTexts: Readonly<Record<KeyFault, () => string>> = {
  googleStandardKey: () =>
    vscode.l10n.t(
      'Google no longer accepts keys that begin with AIza. Create one in Google AI Studio; it begins with “AQ.”.',
    ),
};
