import * as vscode from 'vscode';
import { withAddress } from '../../core/providerSettings/parseBaseUrl';
import { judgeKeyAddress } from '../../core/http/policy/keyOrigin';
import type { ProviderDraft, ProviderKind } from '../../core/providerSettings/providerDraft';
import { whyBlocked } from '../../app/providers/providerSettings';
import type { Settings } from '../../app/ports';
import { problemText } from '../text/problemText';
import { faultTexts } from '../text/settingProblem';
import { askInStep, back } from './multiStepInput';
import { loopbackText } from '../text/unreachableText';
import { wrongWith } from './validateField';
import type { Step, StepId } from './step';

const { t } = vscode.l10n;

/** Of a kind whose address nobody can know. */
const examples: Readonly<Partial<Record<ProviderKind, string>>> = {
  azure: 'https://resource.openai.azure.com/openai/deployments/name',
  tasks: 'https://api.example.com',
};

const address: Step = {
  id: 'address',
  applies: () => true,
  ask: async ({ draft, ...others }, { place, parts }) => {
    const typed = await askInStep({
      ...place,
      value: draft.baseUrl,
      prompt: t('The address of the API. It may end in the version, such as /v1.'),
      placeholder: examples[draft.kind] ?? 'https://gateway.example.com/v1',
      check: (value) =>
        wrongWith(
          { baseUrl: withAddress(draft, value).baseUrl },
          t('An address that begins with https:// or http://.'),
        ) ?? blockedText(withAddress(draft, value), parts.settings),
      note: (value) => noteOn(withAddress(draft, value)),
    });
    return typed === back ? back : { ...others, draft: withAddress(draft, typed) };
  },
};

/** At the address, where it can be mended, and not after all other questions. */
function blockedText({ id, known, baseUrl }: ProviderDraft, settings: Settings): string | undefined {
  const problem = whyBlocked(settings, { id, baseUrl, api: known?.api ?? 'openai-images' });
  return problem && problemText(problem);
}

function noteOn({ baseUrl }: ProviderDraft): vscode.InputBoxValidationMessage | undefined {
  if (!URL.canParse(baseUrl)) {
    return undefined;
  }
  const { protocol, hostname } = new URL(baseUrl);
  if (protocol === 'http:' && judgeKeyAddress(baseUrl) === 'refused') {
    return {
      message: t(
        'Over http a key goes only to this machine or to a private address: here only a server without a key will do.',
      ),
      severity: vscode.InputBoxValidationSeverity.Warning,
    };
  }
  const message = loopbackText(hostname, vscode.env.remoteName);
  return message === undefined ? undefined : { message, severity: vscode.InputBoxValidationSeverity.Info };
}

const version = textStep({
  id: 'version',
  kind: 'azure',
  field: 'apiVersion',
  prompt: () => t('The version of the API, api-version in the query. Empty: none is named.'),
  check: (value) =>
    value === '' ? undefined : wrongWith({ query: { 'api-version': value } }, faultTexts.headerName()),
});

const submitPath = textStep({
  id: 'submitPath',
  kind: 'tasks',
  field: 'submitPath',
  prompt: () => t('The path that a request goes to, behind the address. “{model}” stands for the model.'),
  check: (value) => wrongWith({ task: { submitPath: value } }, faultTexts.taskPath()),
});

const pollPath = textStep({
  id: 'pollPath',
  kind: 'tasks',
  field: 'pollPath',
  prompt: () => t('The path that a task is asked for at. “{task_id}” stands for its id.'),
  check: (value) => wrongWith({ task: { pollPath: value } }, faultTexts.taskPath()),
});

export const addressSteps: readonly Step[] = [address, version, submitPath, pollPath];

interface TextStepOptions {
  readonly id: StepId;
  readonly kind: ProviderKind;
  readonly field: 'apiVersion' | 'submitPath' | 'pollPath';
  readonly prompt: () => string;
  readonly check: (value: string) => string | undefined;
}

/** Asks providers of one kind for a text that goes into the draft as it is typed. */
function textStep({ id, kind, field, prompt, check }: TextStepOptions): Step {
  return {
    id,
    applies: (draft) => draft.kind === kind,
    ask: async ({ draft, ...others }, { place }) => {
      const typed = await askInStep({ ...place, value: draft[field], prompt: prompt(), check });
      return typed === back ? back : { ...others, draft: { ...draft, [field]: typed } };
    },
  };
}
