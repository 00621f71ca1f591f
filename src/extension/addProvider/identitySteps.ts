import * as vscode from 'vscode';
import type { Provider } from '../../core/model/provider';
import {
  idFor,
  kindFacts,
  movedDraft,
  newDraft,
  providerKinds,
  type ProviderKind,
} from '../../core/providerSettings/providerDraft';
import { builtInProviders } from '../../core/providers/table';
import { sanitize } from '../text/plainText';
import { askInStep, back, pickInStep } from './multiStepInput';
import type { Services } from '../ports/services';
import { readProviders, refuseBrokenRow } from '../../app/providers/providerSettings';
import { wrongWith } from './validateField';
import type { Step } from './step';

const { t } = vscode.l10n;

interface KindText {
  readonly label: string;
  readonly detail: string;
}

const kindTexts: Readonly<Record<ProviderKind, () => KindText>> = {
  builtIn: () => ({
    label: t('A provider that Easel knows, at another address'),
    detail: t(
      'A gateway of your company that speaks like the provider itself, or a server on another machine',
    ),
  }),
  'openai-images': () => ({
    label: t('OpenAI-compatible images'),
    detail: t('Most gateways and local servers: LiteLLM, new-api, vLLM, Docker Model Runner'),
  }),
  'openai-chat': () => ({
    label: t('OpenAI-compatible chat'),
    detail: t('Models that draw in the answer of a conversation'),
  }),
  gemini: () => ({
    label: t('Gemini-compatible'),
    detail: t('Gateways that speak Google’s own format, generateContent'),
  }),
  azure: () => ({
    label: kindFacts.azure.label,
    detail: t('The address of a resource or of a deployment, with its version'),
  }),
  automatic1111: () => ({
    label: kindFacts.automatic1111.label,
    detail: t('The web UI or Forge, started with --api'),
  }),
  comfyui: () => ({
    label: kindFacts.comfyui.label,
    detail: t('With a workflow of the workspace, in the API format'),
  }),
  tasks: () => ({
    label: t('Custom asynchronous (tasks)'),
    detail: t('A service that gives a task, and is asked until it is done'),
  }),
};

const kind: Step = {
  id: 'kind',
  applies: () => true,
  ask: async (answers, { place, parts }) => {
    const chosen = await pickInStep<ProviderKind>({
      ...place,
      placeholder: t('What the provider speaks'),
      itemsFor: () => providerKinds.map((value) => ({ ...kindTexts[value](), value })),
      isActive: (value) => value === answers.draft.kind,
    });
    if (chosen === back || chosen === answers.draft.kind) {
      return chosen === back ? back : answers;
    }
    const [first = builtInProviders[1]] = movable(parts);
    return { draft: chosen === 'builtIn' ? movedDraft(first) : newDraft(chosen) };
  },
};

/** As the settings have them now. One that is blocked may be allowed at another address. */
function movable({ settings }: Services): readonly Provider[] {
  const ids: readonly string[] = builtInProviders.map(({ id }) => id);
  const { providers, blocked } = readProviders(settings);
  return [...providers, ...blocked].filter(({ id, api }) => ids.includes(id) && api !== 'placeholder');
}

const known: Step = {
  id: 'known',
  applies: (draft) => draft.kind === 'builtIn',
  ask: async (answers, { place, parts }) => {
    const providers = movable(parts);
    const chosen = await pickInStep({
      ...place,
      placeholder: t('Provider whose address is another one'),
      itemsFor: () =>
        providers.map((value) => ({
          label: sanitize(value.label),
          description: sanitize(value.baseUrl),
          value,
        })),
      isActive: ({ id }) => id === answers.draft.id,
    });
    if (chosen === back) {
      return back;
    }
    refuseBrokenRow(parts.settings, chosen);
    return chosen.id === answers.draft.known?.id ? answers : { draft: movedDraft(chosen) };
  },
};

const name: Step = {
  id: 'name',
  applies: (draft) => draft.kind !== 'builtIn',
  ask: async ({ draft, ...others }, { place, taken }) => {
    const label = await askInStep({
      ...place,
      value: draft.label,
      prompt: t('The name that Easel shows.'),
      placeholder: t('Such as the name of your company, or of the machine'),
      check: (value) => wrongWith({ label: value }, t('One to 60 characters.')),
    });
    if (label === back) {
      return back;
    }
    // One that the user has changed stays.
    const isOurs = draft.id === '' || draft.id === idFor(draft, taken);
    const id = isOurs ? idFor({ ...draft, label }, taken) : draft.id;
    return { ...others, draft: { ...draft, label, id } };
  },
};

const id: Step = {
  id: 'id',
  applies: (draft) => draft.kind !== 'builtIn',
  ask: async ({ draft, ...others }, { place, taken }) => {
    const typed = await askInStep({
      ...place,
      value: draft.id,
      prompt: t('The id, which stands in the settings and in recipes.'),
      check: (value) =>
        taken.includes(value)
          ? t('Another provider has this id.')
          : wrongWith(
              { id: value },
              t('Small letters, digits, dots, hyphens and underscores, 40 at most; a letter or digit first.'),
            ),
    });
    return typed === back ? back : { ...others, draft: { ...draft, id: typed } };
  },
};

export const identitySteps: readonly Step[] = [kind, known, name, id];
