import * as vscode from 'vscode';
import { isCancellation } from '../../core/model/cancellation';
import { judgeKeyAddress, originOf } from '../../core/http/policy/keyOrigin';
import type { Provider } from '../../core/model/provider';
import {
  kindFacts,
  providerOf,
  type ProviderDraft,
  type RowAuth,
} from '../../core/providerSettings/providerDraft';
import { confirmAddress, readStoredKey } from '../../app/keys/keyStore';
import { readTypedKey } from '../text/keyNote';
import type { Services } from '../ports/services';
import { sanitize } from '../text/plainText';
import { askInStep, back, pickInStep, type PickItem } from './multiStepInput';
import { faultTexts } from '../text/settingProblem';
import { keyOf, needsKey, type Answers } from './answers';
import { wrongWith } from './validateField';
import type { Step } from './step';

const { t } = vscode.l10n;

type AuthChoice = 'known' | 'bearer' | 'header' | 'basic' | 'none';

const auth: Step = {
  id: 'auth',
  applies: () => true,
  ask: async ({ draft, ...others }, { place }) => {
    const chosen = await pickInStep<AuthChoice>({
      ...place,
      placeholder: t('How the key goes'),
      itemsFor: () => authItems(draft),
      isActive: (value) => value === choiceOf(draft),
    });
    return chosen === back ? back : { ...others, draft: withAuth(draft, chosen) };
  },
};

function choiceOf({ auth, known }: ProviderDraft): AuthChoice {
  return auth === undefined ? (known ? 'known' : 'bearer') : typeof auth === 'string' ? auth : 'header';
}

/** Where no key may go, only a server that wants none is left. */
function authItems({ baseUrl, known }: ProviderDraft): readonly PickItem<AuthChoice>[] {
  const none: PickItem<AuthChoice> = { value: 'none', label: t('No key'), detail: t('A server of your own') };
  if (judgeKeyAddress(baseUrl) === 'refused') {
    return [{ ...none, detail: t('Over http a key goes only to this machine or to a private address.') }];
  }
  return [
    ...(known
      ? [{ value: 'known', label: t('As with {0}', sanitize(known.label)) } satisfies PickItem<AuthChoice>]
      : []),
    { value: 'bearer', label: t('Bearer'), description: t('Authorization: Bearer …') },
    { value: 'header', label: t('In a header of its own'), description: t('api-key: …') },
    { value: 'basic', label: t('User and password'), description: t('Authorization: Basic …') },
    none,
  ];
}

function withAuth({ auth, ...draft }: ProviderDraft, choice: AuthChoice): ProviderDraft {
  if (choice === 'known') {
    return draft;
  }
  const chosen: RowAuth = choice === 'header' ? (headerOf(auth) ?? usualHeader(draft)) : choice;
  return { ...draft, auth: chosen };
}

function headerOf(auth: RowAuth | undefined): RowAuth | undefined {
  return typeof auth === 'object' ? auth : undefined;
}

function usualHeader({ kind }: Pick<ProviderDraft, 'kind'>): RowAuth {
  return (kind === 'builtIn' ? undefined : headerOf(kindFacts[kind].auth)) ?? { header: 'x-api-key' };
}

const header: Step = {
  id: 'header',
  applies: (draft) => typeof draft.auth === 'object',
  ask: async ({ draft, ...others }, { place }) => {
    const typed = await askInStep({
      ...place,
      value: typeof draft.auth === 'object' ? draft.auth.header : '',
      prompt: t('The name of the header that the key goes in.'),
      check: (value) => wrongWith({ auth: { header: value } }, faultTexts.headerName()),
    });
    return typed === back ? back : { ...others, draft: { ...draft, auth: { header: typed } } };
  },
};

const key: Step = {
  id: 'key',
  applies: needsKey,
  ask: async (answers, { parts, place }) => {
    const { draft } = answers;
    const provider = providerOf(draft);
    const isBasic = choiceOf(draft) === 'basic';
    const isKept = (await keptKey(parts, draft)) !== '';
    const typed = await askInStep({
      ...place,
      value: keyOf(answers),
      password: true,
      prompt: t(
        'Goes to {0} and nowhere else. Kept in the secret storage of VS Code.',
        new URL(draft.baseUrl).host,
      ),
      placeholder: isKept
        ? t('Paste the API key, or leave it empty to keep the one that is stored')
        : isBasic
          ? t('user:password')
          : t('Paste the API key'),
      check: (value) => {
        const { key: pasted, wrong } = readTypedKey(value, provider);
        return pasted === '' && !isKept ? t('Without a key, go back and choose “No key”.') : wrong;
      },
      note: (value) => readTypedKey(value, provider).note,
    });
    if (typed === back || !(await isAddressConfirmed(parts, provider))) {
      return back;
    }
    return {
      ...answers,
      typedKey: { key: readTypedKey(typed, provider).key, origin: originOf(draft.baseUrl) },
    };
  },
};

/** The key that goes to the provider, as far as one was given or is stored for this address. */
export async function keyFor(parts: Services, answers: Answers): Promise<string> {
  return needsKey(answers.draft) ? keyOf(answers) || (await keptKey(parts, answers.draft)) : '';
}

async function keptKey(parts: Services, { known, baseUrl }: ProviderDraft): Promise<string> {
  const stored = known && (await readStoredKey(parts, known).catch(() => undefined));
  return stored?.origin === originOf(baseUrl) ? stored.key : '';
}

async function isAddressConfirmed(parts: Services, provider: Provider): Promise<boolean> {
  try {
    await confirmAddress(parts, provider);
    return true;
  } catch (error) {
    if (isCancellation(error)) {
      return false;
    }
    throw error;
  }
}

export const keySteps: readonly Step[] = [auth, header, key];
