import { randomUUID } from 'node:crypto';
import { Declined } from '../../core/model/cancellation';
import { EaselError } from '../../core/model/errors';
import { leftToModel, withDefaults } from '../../shared/options';
import { expandVariations, mostCalls, type Variation } from '../../shared/variations';
import { folderOf, type GenerateForm } from '../form/generateForm';
import { generateImage } from './generateImage';
import type { JobGroup } from '../jobs/job';
import { modelName } from '../../shared/modelName';
import { keyForRequest } from '../keys/keyForRequest';
import { confirmLinksOutside } from '../references/confirmLinks';
import type { ModelChoice } from '../providers/modelChoice';
import type { JobServices } from '../jobs/jobServices';
import { rememberPrompt } from '../prompts/promptHistory';
import { confirmSpending, estimateOfForms, refuseSpending } from '../spending/confirmSpending';

/** What one click on Generate asks for. */
export interface BatchWish {
  readonly form: GenerateForm;
  /** Models that the prompt goes to as well. */
  readonly compareWith: readonly ModelChoice[];
  /** The braces of the prompt make its variations. */
  readonly variations: boolean;
}

interface Member {
  readonly form: GenerateForm;
  readonly label: string;
}

/** Older groups that are over make room, so that they do not stand before everything else for ever. */
const keptGroups = 2;

/**
 * One job for each model and variation, all of which queue; their results stand side by side. One job alone is a job
 * like any other. The number of calls is confirmed where variations made it.
 * @throws EaselError `invalidRequest` (`tooManyCalls`), or as the questions that come before; nothing has begun then.
 */
export async function generateBatch(wish: BatchWish, parts: JobServices, id: string): Promise<void> {
  await rememberPrompt(parts, wish.form.prompt);
  const { members, variations } = planBatch(wish);
  const [only] = members;
  if (only && members.length === 1) {
    await generateImage(only.form, parts, { id, isRemembered: true });
    return;
  }
  const forms = members.map(({ form }) => form);
  const isAsked = variations.length > 1;
  if (isAsked) {
    const prompts = variations.map(({ prompt }) => prompt);
    const sum = estimateOfForms(parts.settings, forms);
    if (!(await parts.questions.confirm({ kind: 'calls', calls: countCalls(members), prompts, sum }))) {
      return;
    }
  }
  await askOnce(wish, parts);
  await (isAsked ? refuseSpending : confirmSpending)(forms, parts);
  makeRoom(parts);
  for (const [slot, { form, label }] of members.entries()) {
    const group: JobGroup = { id, title: wish.form.prompt, slot, label };
    const jobId = `${id}.${slot}`;
    const isPrepared = untilPrepared(jobId, parts);
    startMember(form, parts, { id: jobId, group, isSpendingConfirmed: true });
    await isPrepared;
  }
}

/** They queue in their order, however long the references of each take to read. */
function untilPrepared(id: string, { jobs }: JobServices): Promise<void> {
  return new Promise((resolve) => {
    const watching = jobs.onDidChange((job) => {
      if (job.id === id && job.state !== 'running') {
        watching.dispose();
        resolve();
      }
    });
  });
}

/** @throws EaselError `invalidRequest` (`tooManyCalls`). */
export function planBatch({ form, compareWith, variations: isOn }: BatchWish): {
  readonly members: readonly Member[];
  readonly variations: readonly Variation[];
} {
  const variations = isOn ? expandVariations(form.prompt) : [{ prompt: form.prompt, label: '' }];
  const choices = distinctChoices([form.choice, ...compareWith]);
  const members = (variations ?? []).flatMap(({ prompt, label }) =>
    choices.map((choice) => ({
      form: { ...fitTo(choice, form), prompt },
      label: [label, ...(choices.length > 1 ? [labelOf(choice)] : [])]
        .filter((text) => text !== '')
        .join(' · '),
    })),
  );
  if (!variations || (members.length > 1 && countCalls(members) > mostCalls)) {
    throw new EaselError('invalidRequest', { problem: { problem: 'tooManyCalls', limit: mostCalls } });
  }
  return { members, variations };
}

function distinctChoices(choices: readonly ModelChoice[]): readonly ModelChoice[] {
  return choices.filter(
    ({ provider, model }, index) =>
      choices.findIndex((other) => other.provider.id === provider.id && other.model.id === model.id) ===
      index,
  );
}

/** Options that the model does not take give way to its presets. */
function fitTo(choice: ModelChoice, form: GenerateForm): GenerateForm {
  const { capabilities } = choice.model;
  return choice === form.choice
    ? form
    : {
        ...form,
        choice,
        options: withDefaults({ ...leftToModel, ...form.options }, capabilities),
        count: Math.min(form.count, capabilities.maxImages),
        isFitted: true,
      };
}

function labelOf({ provider, model }: ModelChoice): string {
  return modelName(provider.label, model.label);
}

function countCalls(members: readonly Member[]): number {
  return members.reduce(
    (sum, { form: { count, choice } }) => sum + Math.ceil(count / choice.model.capabilities.imagesPerCall),
    0,
  );
}

/** What every job would ask by itself, all at the same time: links, the folder, and the key of each provider. */
async function askOnce({ form, compareWith }: BatchWish, parts: JobServices): Promise<void> {
  await confirmLinksOutside(form.references, parts);
  await folderOf(form.target, parts);
  const choices = new Map([form.choice, ...compareWith].map((choice) => [choice.provider.id, choice]));
  for (const choice of choices.values()) {
    try {
      await keyForRequest(parts, choice.provider);
    } catch (error) {
      // With several, whoever passed over one question may expect the others to run.
      if (error instanceof Declined && choices.size > 1) {
        const { provider, model } = choice;
        parts.questions.tell({ kind: 'noKey', provider: provider.label, model: model.label });
      }
      throw error;
    }
  }
}

interface GroupStart {
  readonly id: string;
  readonly group: JobGroup;
  /** The question for all of them was answered; another try is a question of its own. */
  readonly isSpendingConfirmed: boolean;
}

/** Another try takes the place of the one before. */
function startMember(
  form: GenerateForm,
  parts: JobServices,
  { id, group, isSpendingConfirmed }: GroupStart,
): void {
  const again = (rest: GenerateForm): void =>
    startMember(rest, parts, { id: randomUUID(), group, isSpendingConfirmed: false });
  void generateImage(form, parts, { id, group, again, isSpendingConfirmed, isRemembered: true });
}

function makeRoom({ jobs }: JobServices): void {
  const list = jobs.list();
  const isUnderWay = new Set(
    list.flatMap(({ state, group }) => (state === 'queued' || state === 'running' ? [group?.id] : [])),
  );
  const groups = new Set(list.flatMap(({ group }) => group?.id ?? []));
  Array.from(groups)
    .slice(keptGroups)
    .filter((id) => !isUnderWay.has(id))
    .forEach((id) => jobs.ungroup(id));
}
