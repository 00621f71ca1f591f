import { t } from '@vscode/l10n';
import { optionNames } from '../../shared/optionTable';
import { mostCalls } from '../../shared/limits';
import { expandVariations } from '../../shared/variations';
import { modelName } from '../../shared/modelName';
import type { JobView, PanelForm } from '../../protocol/views';
import { fitForm } from './fitForm';
import type { FormProblem } from './formProblem';
import { optionLabel, optionOf } from './options';
import { findChoice, type Choice, type PageState } from './state';

/** Several jobs come of one click. */
export function isBatch({ form }: PageState): boolean {
  return form.compareWith.length > 0 || promptCount(form) > 1;
}

/** How many prompts the prompt with its variations is; one more than the limit stands for any number above it. */
export function promptCount(form: PanelForm): number {
  return promptsOf(form)?.length ?? mostCalls + 1;
}

/** The prompt, or one for each of its variations; `undefined` for more than one click may make. */
export function promptsOf({ prompt, variations }: PanelForm): readonly string[] | undefined {
  return variations ? expandVariations(prompt)?.map((each) => each.prompt) : [prompt];
}

/** On all models and for all variations. */
export function callCount(state: PageState): number {
  const calls = formsOf(state).map(({ form, choice }) =>
    Math.ceil(form.count / choice.model.capabilities.imagesPerCall),
  );
  return promptCount(state.form) * calls.reduce((sum, each) => sum + each, 0);
}

/** Why what is compared, or the variations, cannot be generated. */
export function batchProblems(
  state: PageState,
  problemsOf: (state: PageState) => readonly FormProblem[],
): readonly FormProblem[] {
  if (!isBatch(state)) {
    return [];
  }
  const ofMain = new Set(problemsOf(alone(state, state.form)).map(({ text }) => text));
  const ofOthers = formsOf(state)
    .slice(1)
    .flatMap(({ form, choice }) =>
      problemsOf(alone(state, form))
        .filter(({ text }) => !ofMain.has(text))
        .map(({ text, isPassing }) => ({
          field: 'models' as const,
          text: t('{0}: {1}', nameOf(choice), text),
          ...(isPassing && { isPassing }),
        })),
    );
  const tooMany = t('More than {0} calls. Choose fewer models, variations or images.', mostCalls);
  return [
    ...(callCount(state) > mostCalls ? [{ field: 'models' as const, text: tooMany }] : []),
    ...ofOthers,
  ];
}

/** What of the form other models do in another way than it says. */
export function compareNotes(state: PageState): readonly string[] {
  const { form: wanted } = state;
  const main = findChoice(state.providers, wanted)?.model.capabilities;
  return formsOf(state)
    .slice(1)
    .flatMap(({ form, choice }) => [
      ...optionNames
        .filter((name) => form[name] !== wanted[name] && main && optionOf(main, name).offered.length !== 0)
        .map((name) =>
          form[name] === ''
            ? t('{0}: without {1}', nameOf(choice), optionLabel(name))
            : t(
                '{0}: {1} {2} instead of {3}',
                nameOf(choice),
                optionLabel(name),
                form[name],
                wanted[name] || t('Auto'),
              ),
        ),
      ...(form.seed === wanted.seed ? [] : [t('{0}: without {1}', nameOf(choice), t('Seed'))]),
      ...(form.negativePrompt === wanted.negativePrompt
        ? []
        : [t('{0}: without {1}', nameOf(choice), t('Negative prompt'))]),
      ...(form.count < wanted.count
        ? [
            form.count === 1
              ? t('{0}: 1 image at most', nameOf(choice))
              : t('{0}: {1} images at most', nameOf(choice), form.count),
          ]
        : []),
    ]);
}

function nameOf({ provider, model }: Choice): string {
  return modelName(provider.label, model.label);
}

interface FormOfModel {
  readonly form: PanelForm;
  readonly choice: Choice;
}

/** The form as each model takes it, the chosen one first. */
function formsOf({ providers, form }: PageState): readonly FormOfModel[] {
  return [form, ...form.compareWith].flatMap(({ providerId, modelId }) => {
    const choice = findChoice(providers, { providerId, modelId });
    return choice ? [{ choice, form: fitForm({ ...form, providerId, modelId }, providers) }] : [];
  });
}

function alone(state: PageState, form: PanelForm): PageState {
  return { ...state, form: { ...form, compareWith: [], variations: false } };
}

/** A group as the page shows it. */
export interface JobGroup {
  readonly id: string;
  readonly title: string;
  readonly jobs: readonly JobView[];
}

/** Newest first, the jobs of each in the order of its slots. */
export function groupsOf(jobs: readonly JobView[]): readonly JobGroup[] {
  const groups = new Map<string, JobGroup>();
  for (const job of jobs) {
    const { id, title } = job.group ?? {};
    if (id !== undefined && title !== undefined) {
      groups.set(id, { id, title, jobs: [...(groups.get(id)?.jobs ?? []), job] });
    }
  }
  const slot = ({ group }: JobView): number => group?.slot ?? 0;
  return Array.from(groups.values(), (group) => ({
    ...group,
    jobs: group.jobs.toSorted((a, b) => slot(a) - slot(b)),
  }));
}
