import { randomUUID } from 'node:crypto';
import { EaselError } from '../../core/model/errors';
import { leftToModel, withDefaults } from '../../shared/options';
import { mostCalls } from '../../shared/limits';
import { expandVariations, type Variation } from '../../shared/variations';
import type { GenerateForm } from '../form/generateForm';
import { startJob } from './generateImage';
import { settle, type Settled } from './settle';
import { ReferenceReader } from '../references/referenceReader';
import { estimateOfForms } from '../spending/confirmSpending';
import type { JobGroup } from '../jobs/job';
import { modelName } from '../../shared/modelName';
import type { ModelChoice } from '../providers/modelChoice';
import type { JobServices } from '../jobs/jobServices';
import { rememberPrompt } from '../prompts/promptHistory';

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
 * @throws EaselError `invalidRequest` (`tooManyCalls`), or as `settle`; nothing has begun then.
 */
export async function generateBatch(wish: BatchWish, services: JobServices, id: string): Promise<void> {
  const { form } = wish;
  await rememberPrompt(services, form.prompt);
  const { members, variations } = planBatch(wish);
  const [only] = members;
  if (only && members.length === 1) {
    await startJob(only.form, services, { id });
    return;
  }
  const forms = members.map((member) => member.form);
  const isPriceSeen = variations.length > 1;
  if (isPriceSeen && !(await confirmCalls({ members, variations, forms }, services))) {
    return;
  }
  const settled = await settle({ form, forms, files: form.references, isPriceSeen }, services);
  const reader = new ReferenceReader(services.files);
  makeRoom(services);
  for (const [slot, member] of members.entries()) {
    const group: JobGroup = { id, title: form.prompt, slot, label: member.label };
    const jobId = `${id}.${slot}`;
    const isPrepared = untilPrepared(jobId, services);
    startMember(member.form, services, { id: jobId, group, settled, reader });
    await isPrepared;
  }
}

interface PlannedCalls {
  readonly members: readonly Member[];
  readonly variations: readonly Variation[];
  readonly forms: readonly GenerateForm[];
}

function confirmCalls(
  { members, variations, forms }: PlannedCalls,
  { questions, settings }: JobServices,
): Promise<boolean> {
  return questions.confirm({
    kind: 'calls',
    calls: countCalls(members),
    prompts: variations.map(({ prompt }) => prompt),
    sum: estimateOfForms(settings, forms),
  });
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

interface GroupStart {
  readonly id: string;
  readonly group: JobGroup;
  /** Another try is a click of its own. */
  readonly settled?: Settled;
  readonly reader?: ReferenceReader;
}

/** Another try takes the place of the one before. */
function startMember(form: GenerateForm, services: JobServices, start: GroupStart): void {
  const { group } = start;
  const again = (rest: GenerateForm): void => startMember(rest, services, { id: randomUUID(), group });
  void startJob(form, services, { ...start, again });
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
