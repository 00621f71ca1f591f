import * as z from 'zod';
import { Declined } from '../../core/model/cancellation';
import { EaselError } from '../../core/model/errors';
import { judgeKeyAddress, originOf } from '../../core/http/policy/keyOrigin';
import type { Provider } from '../../core/model/provider';
import { readTexts } from '../project/memory';
import type { Storage } from '../ports';
import type { Services } from '../services';

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
export async function storeKey(
  { secrets, storage }: Services,
  provider: Provider,
  key: string,
): Promise<void> {
  const stored: StoredKey = { key, origin: originOf(provider.baseUrl) };
  await throughKeyring(() => secrets.store(secretName(provider), JSON.stringify(stored)));
  await noteId(storage, provider.id);
}

/** Also of a provider whose row is gone. */
export async function removeKey({ secrets, storage }: Services, { id }: Pick<Provider, 'id'>): Promise<void> {
  await secrets.delete(secretName({ id }));
  await storage.global.update(
    idsName,
    knownIds({ storage }).filter((each) => each !== id),
  );
}

/** Whether a secret of this name is one of Easel's keys. */
export function isKeyName(name: string): boolean {
  return name.startsWith(secretPrefix);
}

/** A key goes over plain http only to this machine, or to a private address after one confirmation. */
export async function confirmAddress({ storage, questions }: Services, provider: Provider): Promise<void> {
  const judgement = judgeKeyAddress(provider.baseUrl);
  if (judgement === 'refused') {
    throw new EaselError('invalidRequest', {
      problem: { problem: 'insecureAddress', url: provider.baseUrl },
    });
  }
  const origin = originOf(provider.baseUrl);
  const confirmed = readTexts(storage.global, confirmedName);
  if (judgement !== 'private' || confirmed.includes(origin)) {
    return;
  }
  if (!(await questions.confirm({ kind: 'plainHttp', provider, origin }))) {
    throw new Declined();
  }
  await storage.global.update(confirmedName, [...confirmed, origin]);
}

const secretPrefix = 'easel.key.';
/** The secret storage of older versions of VS Code does not tell what is in it. */
const idsName = 'easel.keyIds';

async function holdsKey(parts: Services, { id }: Pick<Provider, 'id'>): Promise<boolean> {
  const stored = await readStoredKey(parts, { id }).catch(() => undefined);
  if (stored) {
    // It may be from a release that did not write it down.
    await noteId(parts.storage, id);
  }
  return stored !== undefined;
}

async function noteId(storage: Storage, id: string): Promise<void> {
  const ids = knownIds({ storage });
  if (!ids.includes(id)) {
    await storage.global.update(idsName, [...ids, id]);
  }
}

function knownIds({ storage }: Pick<Services, 'storage'>): readonly string[] {
  return readTexts(storage.global, idsName);
}

async function listedIds({ secrets }: Services): Promise<readonly string[]> {
  const names = (await Promise.resolve(secrets.keys?.()).catch(() => undefined)) ?? [];
  return names.filter((name) => name.startsWith(secretPrefix)).map((name) => name.slice(secretPrefix.length));
}

const confirmedName = 'easel.confirmedPlainHttp';

function secretName({ id }: Pick<Provider, 'id'>): string {
  return `${secretPrefix}${id}`;
}

async function throughKeyring<T>(use: () => PromiseLike<T>): Promise<T> {
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
  { secrets }: Services,
  provider: Pick<Provider, 'id'>,
): Promise<StoredKey | undefined> {
  const text = await throughKeyring(() => secrets.get(secretName(provider)));
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
