import { originOf } from '../../core/http/policy/keyOrigin';
import type { ListedModel } from '../../core/model/provider';
import type { ProviderDraft } from '../../core/providerSettings/providerDraft';

/** All that was answered so far. Nothing of it is kept before the user saves. */
export interface Answers {
  readonly draft: ProviderDraft;
  /** As typed, for one address: at another one it is asked for anew. */
  readonly typedKey?: { readonly key: string; readonly origin: string };
  /** The models that the provider itself has named. */
  readonly listed?: { readonly origin: string; readonly models: readonly ListedModel[] };
}

export function keyOf({ draft, typedKey }: Answers): string {
  return typedKey?.origin === originOf(draft.baseUrl) ? typedKey.key : '';
}

export function listedOf({ draft, listed }: Answers): readonly ListedModel[] | undefined {
  return listed?.origin === originOf(draft.baseUrl) ? listed.models : undefined;
}

/** As the provider in the making will want it. */
export function needsKey({ auth, known }: ProviderDraft): boolean {
  return auth === undefined ? known?.needsKey !== false : auth !== 'none';
}
