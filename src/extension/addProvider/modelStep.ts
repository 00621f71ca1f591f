import * as vscode from 'vscode';
import { isCancellation } from '../../core/model/cancellation';
import { apis } from '../../core/apis/table';
import { originOf } from '../../core/http/policy/keyOrigin';
import type { ListedModel } from '../../core/model/provider';
import { providerOf, type ProviderDraft, type ProviderKind } from '../../core/providerSettings/providerDraft';
import { refuseBlocked } from '../../app/providers/providerSettings';
import type { Services } from '../ports/services';
import { sanitize } from '../text/plainText';
import { back, pickInStep, type PickItem } from './multiStepInput';
import { listedOf, needsKey, type Answers } from './answers';
import { keyFor } from './keySteps';
import { wrongWith } from './validateField';
import type { Step } from './step';

const { t } = vscode.l10n;

const placeholders: Readonly<Partial<Record<ProviderKind, () => string>>> = {
  azure: () => t('Type the name of the deployment'),
  automatic1111: () => t('Type the title of a checkpoint; “current” is the one that is loaded'),
  comfyui: () => t('Type the path of a workflow in the workspace, in the API format'),
};

/** The provider's own list comes while the user looks at the step; an id that is in no list can be typed. */
export const modelStep: Step = {
  id: 'model',
  applies: () => true,
  ask: async (answers, { parts, place }) => {
    const { draft } = answers;
    const listing = new AbortController();
    let listed = listedOf(answers);
    const load = async (): Promise<void> => {
      listed = await fetchModels(parts, answers, listing.signal);
    };
    try {
      const chosen = await pickInStep<string>({
        ...place,
        placeholder: placeholders[draft.kind]?.() ?? t('Type the id of the first model, or pick one'),
        itemsFor: (typed) => modelItems({ draft, listed: listed ?? [], typed }),
        isActive: (value) => value === draft.modelId,
        ...(listed === undefined && { loading: load() }),
      });
      if (chosen === back) {
        return back;
      }
      const origin = originOf(draft.baseUrl);
      const named = { ...answers, draft: { ...draft, modelId: chosen } };
      return listed === undefined ? named : { ...named, listed: { origin, models: listed } };
    } finally {
      listing.abort();
    }
  },
};

/** `undefined` where there is no list, or none could be had: the test that follows says why. */
async function fetchModels(
  parts: Services,
  answers: Answers,
  signal: AbortSignal,
): Promise<readonly ListedModel[] | undefined> {
  const provider = providerOf(answers.draft);
  const key = await keyFor(parts, answers);
  if (key === '' && needsKey(answers.draft)) {
    return undefined;
  }
  try {
    refuseBlocked(parts.settings, provider);
    return await apis[provider.api].listModels?.({ provider, key, http: parts.http, signal });
  } catch (error) {
    if (!isCancellation(error)) {
      parts.log.failure(error);
    }
    return undefined;
  }
}

interface ModelItems {
  readonly draft: ProviderDraft;
  readonly listed: readonly ListedModel[];
  readonly typed: string;
}

function modelItems({ draft, listed, typed }: ModelItems): readonly PickItem<string>[] {
  const known = draft.known?.models ?? [];
  const isNew = (id: string): boolean => known.every((model) => model.id !== id);
  const added = listed.filter(({ id }) => isNew(id));
  const all = [...known, ...added];
  const others = [draft.modelId, typed].filter(
    (id, index, ids) => id !== '' && ids.indexOf(id) === index && all.every((model) => model.id !== id),
  );
  return [
    ...all.map(({ id, label = id }) => ({
      value: id,
      label: sanitize(label),
      description: label === id ? '' : sanitize(id),
    })),
    ...others
      .filter((id) => wrongWith({ models: [{ id }] }, id) === undefined)
      .map((id) => ({
        value: id,
        label: sanitize(id),
        description: t('as typed'),
        alwaysShow: id === typed,
      })),
  ];
}
