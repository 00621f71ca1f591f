import * as vscode from 'vscode';
import * as z from 'zod';
import { EaselError } from '../../core/model/errors';
import { judgeKeyAddress, originOf } from '../../core/http/policy/keyOrigin';
import type { Provider } from '../../core/model/provider';
import type { Services } from '../platform/services';

/** The secret is the key with the origin it was entered for, so that a changed address cannot get it unasked. */
const storedKey = z.object({ key: z.string().min(1), origin: z.string().min(1) });

export type StoredKey = z.infer<typeof storedKey>;

/** Never throws: a keyring that is locked must not keep lists from being shown. */
export async function hasKey(parts: Services, provider: Provider): Promise<boolean> {
  if (!provider.needsKey) {
    return true;
  }
  return holdsKey(parts, provider);
}

/**
 * Ids of all providers that a key is stored for, whether a row needs it or not: also of those whose row is gone.
 * @param known ids of the rows there are
 */
export async function idsWithKey(parts: Services, known: readonly string[]): Promise<readonly string[]> {
  const ids = Array.from(new Set([...known, ...knownIds(parts), ...(await listedIds(parts))]));
  const held = await Promise.all(ids.map((id) => holdsKey(parts, { id })));
  return ids.filter((_, index) => held[index]);
}

/** @throws EaselError `unauthorized` (reason `keyring`) where the system's keyring is missing or locked. */
export async function storeKey({ context }: Services, provider: Provider, key: string): Promise<void> {
  const stored: StoredKey = { key, origin: originOf(provider.baseUrl) };
  await throughKeyring(() => context.secrets.store(secretName(provider), JSON.stringify(stored)));
  await noteId(context, provider.id);
}

/** Also of a provider whose row is gone. */
export async function removeKey({ context }: Services, { id }: Pick<Provider, 'id'>): Promise<void> {
  await context.secrets.delete(secretName({ id }));
  await context.globalState.update(
    idsName,
    knownIds({ context }).filter((each) => each !== id),
  );
}

/** Calls back when any key was set or removed, in this window or another. */
export function onDidChangeKeys({ context }: Services, changed: () => void): vscode.Disposable {
  return context.secrets.onDidChange(({ key }) => {
    if (key.startsWith(secretPrefix)) {
      changed();
    }
  });
}

/** A key goes over plain http only to this machine, or to a private address after one confirmation. */
export async function confirmAddress({ context }: Services, provider: Provider): Promise<void> {
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
/** The secret storage of older versions of VS Code does not tell what is in it. */
const idsName = 'easel.keyIds';

async function holdsKey(parts: Services, { id }: Pick<Provider, 'id'>): Promise<boolean> {
  const stored = await readStoredKey(parts, { id }).catch(() => undefined);
  if (stored) {
    // It may be from a release that did not write it down.
    await noteId(parts.context, id);
  }
  return stored !== undefined;
}

async function noteId(context: Services['context'], id: string): Promise<void> {
  const ids = knownIds({ context });
  if (!ids.includes(id)) {
    await context.globalState.update(idsName, [...ids, id]);
  }
}

function knownIds({ context }: Pick<Services, 'context'>): readonly string[] {
  return z.array(z.string()).safeParse(context.globalState.get(idsName)).data ?? [];
}

async function listedIds({ context }: Services): Promise<readonly string[]> {
  const secrets: vscode.SecretStorage & { readonly keys?: () => Thenable<readonly string[]> } =
    context.secrets;
  const names = (await Promise.resolve(secrets.keys?.()).catch(() => undefined)) ?? [];
  return names.filter((name) => name.startsWith(secretPrefix)).map((name) => name.slice(secretPrefix.length));
}

const confirmedName = 'easel.confirmedPlainHttp';

function secretName({ id }: Pick<Provider, 'id'>): string {
  return `${secretPrefix}${id}`;
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
export async function readStoredKey(
  { context }: Services,
  provider: Pick<Provider, 'id'>,
): Promise<StoredKey | undefined> {
  const text = await throughKeyring(() => context.secrets.get(secretName(provider)));
  if (text === undefined) {
    return undefined;
  }
  try {
    return storedKey.safeParse(JSON.parse(text)).data;
  } catch {
    // Not JSON: nothing of ours, so the user is asked as if there were no key.
    return undefined;
  }
}
