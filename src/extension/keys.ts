import * as vscode from 'vscode';
import * as z from 'zod';
import { EaselError } from '../core/errors';
import { judgeKeyAddress, originOf } from '../core/http/keyOrigin';
import type { Provider } from '../core/provider';
import type { Parts } from './parts';

/** The secret is the key with the origin it was entered for, so that a changed address cannot get it unasked. */
const storedKey = z.object({ key: z.string().min(1), origin: z.string().min(1) });

export type StoredKey = z.infer<typeof storedKey>;

/** Never throws: a keyring that is locked must not keep lists from being shown. */
export async function hasKey(parts: Parts, provider: Provider): Promise<boolean> {
  const stored = provider.needsKey && (await readStoredKey(parts, provider).catch(() => undefined));
  return stored !== undefined;
}

/** @throws EaselError `unauthorized` (reason `keyring`) where the system's keyring is missing or locked. */
export async function storeKey({ context }: Parts, provider: Provider, key: string): Promise<void> {
  const stored: StoredKey = { key, origin: originOf(provider.baseUrl) };
  await throughKeyring(() => context.secrets.store(secretName(provider), JSON.stringify(stored)));
}

export async function removeKey({ context }: Parts, provider: Provider): Promise<void> {
  await context.secrets.delete(secretName(provider));
}

/** Calls back when any key was set or removed, in this window or another. */
export function onDidChangeKeys({ context }: Parts, changed: () => void): vscode.Disposable {
  return context.secrets.onDidChange(({ key }) => {
    if (key.startsWith(secretPrefix)) {
      changed();
    }
  });
}

/** A key goes over plain http only to this machine, or to a private address after one confirmation. */
export async function confirmAddress({ context }: Parts, provider: Provider): Promise<void> {
  const judgement = judgeKeyAddress(provider.baseUrl);
  if (judgement === 'refused') {
    throw new EaselError('invalidRequest', {
      problem: { problem: 'insecureAddress', url: provider.baseUrl },
    });
  }
  const origin = originOf(provider.baseUrl);
  const confirmed = context.globalState.get<readonly string[]>(confirmedName) ?? [];
  if (judgement !== 'private' || confirmed.includes(origin)) {
    return;
  }
  const send = vscode.l10n.t('Send It');
  const choice = await vscode.window.showWarningMessage(
    vscode.l10n.t('Send the API key of {0} to {1} without encryption?', provider.label, origin),
    {
      modal: true,
      detail: vscode.l10n.t('Anyone on the way can read it. Easel asks once for each address.'),
    },
    send,
  );
  if (choice !== send) {
    throw new vscode.CancellationError();
  }
  await context.globalState.update(confirmedName, [...confirmed, origin]);
}

const secretPrefix = 'easel.key.';
const confirmedName = 'easel.confirmedPlainHttp';

function secretName(provider: Provider): string {
  return `${secretPrefix}${provider.id}`;
}

async function throughKeyring<T>(use: () => Thenable<T>): Promise<T> {
  try {
    return await use();
  } catch (error) {
    throw new EaselError('unauthorized', { reason: 'keyring' }, { cause: error });
  }
}

/**
 * `undefined` where there is none, or nothing that Easel stored.
 * @throws EaselError `unauthorized` (reason `keyring`) where the system's keyring is missing or locked.
 */
export async function readStoredKey({ context }: Parts, provider: Provider): Promise<StoredKey | undefined> {
  const text = await throughKeyring(() => context.secrets.get(secretName(provider)));
  if (text === undefined) {
    return undefined;
  }
  try {
    return storedKey.safeParse(JSON.parse(text)).data;
  } catch {
    // Not JSON: nothing of ours, so the person is asked as if there were no key.
    return undefined;
  }
}
