import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { checkRequest } from '../../core/generate/checkRequest';
import { systemClock } from '../../core/model/clock';
import { DraftFile } from '../../core/storage/previewFile';
import { isResumable } from '../../core/generate/generate';
import { originOf } from '../../core/http/policy/keyOrigin';
import { createEntry } from '../../core/journal/journal';
import type { OwnedEntry } from '../../core/journal/ownedEntry';
import { runPaidCall } from '../../core/journal/paidCall';
import type { PaidCall } from '../../core/journal/entryState';
import { composePrompt } from '../../core/prompts/composePrompt';
import type { CallContext } from '../../core/apis/common/api';
import { splitIntoCalls, type ImageRequest } from '../../core/model/request';
import { confirmSpending } from '../spending/confirmSpending';
import { findConversation, type Conversation } from './conversations';
import { imageFolder } from './imageStore';
import type { CallWatch, JobCall, JobEnd, JobFacts, JobGroup, SavedImage } from '../jobs/job';
import { prepareReferences } from '../references/prepareReferences';
import { prepareMask } from '../references/prepareMask';
import { folderOf, stemOf, type GenerateForm } from '../form/generateForm';
import { confirmLinksOutside } from '../references/confirmLinks';
import { modelName } from '../../shared/modelName';
import { keyForRequest } from '../keys/keyForRequest';
import { rememberOptions, type ModelChoice } from '../providers/modelChoice';
import { deliveryTarget, jobEndOf, journalFolder, keepBroken } from './paidWork';
import { wantedPartialImages } from '../spending/partialImages';
import type { JobServices } from '../jobs/jobServices';
import { rememberPrompt } from '../prompts/promptHistory';
import type { PreparedReference } from '../references/referenceFile';
import { readIncludeThoughts, readTotalMilliseconds } from '../project/settings';
import { beginSpending, trackSpending, voidSpending } from '../spending/trackSpending';
import { recordedReferences, ConversationCall } from './conversationCall';
import { checkTargetFolder, type TargetFolder } from '../form/targetFolder';
import { tellWhatIsSent } from '../references/announceUpload';
import { readWorkflow } from '../references/workflowFile';
import { recipePath } from '../project/paths';
import type { Files } from '../ports';

/**
 * The one way to an image, for every way in: checks, asks for what is missing, generates, saves.
 * @returns `undefined` when the id was used before.
 */
export async function generateImage(
  form: GenerateForm,
  parts: JobServices,
  start: JobStart = { id: randomUUID() },
): Promise<JobEnd<SavedImage> | undefined> {
  return parts.jobs.run({
    ...jobFacts(form, parts, start),
    run: async (job) => {
      if (start.isRemembered !== true) {
        await rememberPrompt(parts, form.prompt);
      }
      return run(form, parts, job, start);
    },
  });
}

export interface JobStart {
  /** Made by the caller; a second call with the same id does nothing. */
  readonly id: string;
  /** Shown side by side with others. */
  readonly group?: JobGroup | undefined;
  /** What was typed is remembered already; the form's prompt is made of it. */
  readonly isRemembered?: true;
  /** How the caller would start it again; by default without being watched. */
  readonly again?: (form: GenerateForm) => void;
  /** The user was asked about the money already, as for all jobs of one click. */
  readonly isSpendingConfirmed?: boolean;
  /** As of `JobFacts`. */
  readonly isAnotherTry?: true;
}

/** What the list of jobs says of a form. */
export function jobFacts(
  form: GenerateForm,
  parts: JobServices,
  { id, group, again, isAnotherTry }: JobStart,
): JobFacts {
  const { provider, model } = form.choice;
  return {
    id,
    prompt: form.prompt,
    model: modelName(provider.label, model.label),
    providerId: provider.id,
    providerLimit: provider.parallelJobs ?? Infinity,
    count: form.count,
    form,
    group,
    isAnotherTry,
    again: (count) => {
      const rest = { ...form, count };
      if (again) {
        again(rest);
      } else {
        void generateImage(rest, parts, { id: randomUUID(), isAnotherTry: true });
      }
    },
  };
}

/** Everything that can be refused or asked happens before the first call, which may cost money. */
async function run(
  form: GenerateForm,
  parts: JobServices,
  job: JobCall,
  { isSpendingConfirmed = false }: JobStart,
): Promise<JobEnd<SavedImage>> {
  const { choice, options, count } = form;
  const prompt = composePrompt(form.prompt, form.additions ?? []);
  const conversation = form.continues && (await findConversation(form, parts, job.signal));
  const own = conversation ? { ...form, references: form.references.slice(1) } : form;
  const references = await prepareReferences(own, parts, job.signal);
  const files = [...(conversation?.files ?? []), ...references];
  await confirmLinksOutside(files, parts);
  const mask = await prepareMask(form, references, parts, job.signal);
  const said = conversation && { conversation: conversation.exchanges };
  const request: ImageRequest = { prompt, references, count, ...options, ...said, ...(mask && { mask }) };
  checkRequest(request, choice.model.capabilities);
  const folder = await checkTargetFolder(parts.files, await folderOf(form.target, parts));
  const key = await keyForRequest(parts, choice.provider);
  if (!isSpendingConfirmed) {
    await confirmSpending([form], parts);
  }
  // The ratio of an edit is that of its original, not one that the user chose.
  if (form.target.kind !== 'beside' && form.isFitted !== true) {
    await rememberOptions(parts, options);
  }
  await job.turn();
  await tellWhatIsSent(files, choice.provider, parts);
  const calls = splitIntoCalls(request, choice.model.capabilities);
  // Last of all: what was spent meanwhile counts, and what is written down here is sent at once.
  const spentIds = await beginSpending(calls, choice, parts);
  const all = { form, parts, job, references, conversation, folder, key };
  return collect(calls.map((each, index) => runCall(each, { ...all, spentId: spentIds[index] })));
}

interface Run {
  readonly form: GenerateForm;
  readonly parts: JobServices;
  readonly job: JobCall;
  readonly references: readonly PreparedReference[];
  readonly conversation: Conversation | undefined;
  readonly folder: TargetFolder;
  readonly key: string;
  /** `undefined` for what costs nothing. */
  readonly spentId: string | undefined;
}

/** One call of the provider. Its images are saved as they come, whatever becomes of the other calls. */
async function runCall(request: ImageRequest, run: Run): Promise<JobEnd<SavedImage>> {
  const { form, parts, job, key } = run;
  const { choice } = form;
  const call = paidCallOf(request, run);
  const log = (line: string): void => parts.log.info(line);
  const watch = job.watchCall();
  // What costs nothing and cannot be taken up again is on no record.
  const isOnRecord = choice.provider.needsKey || isResumable(choice);
  const row = isOnRecord ? await begin(call, parts) : undefined;
  const spending = { call, choice, isSent: watch.isSent, hasTask: () => row?.state.task !== undefined };
  const spoken = new ConversationCall({
    ...{ call, form, parts, row, isSent: watch.isSent },
    conversation: run.conversation,
  });
  const drafts = openDrafts(parts, watch);
  const context = callContext({ choice, key, parts, job, watch, drafts });
  const end = await runPaidCall({
    row,
    target: deliveryTarget(parts, { call, folder: imageFolder(parts, run.folder.uri), onSaved: job.saved }),
    work: (checkpoint) =>
      trackSpending(parts, spending, () => spoken.generate(request, { ...context, checkpoint })),
    lastDraft: drafts.lastPaid,
    finishImage: (image, generated) => spoken.finish(image, generated),
    isClosing: job.isClosing,
    isSent: watch.isSent,
    log,
  }).finally(drafts.close);
  await spoken.keep();
  return jobEndOf(end, { call, row });
}

async function begin(call: PaidCall, parts: JobServices): Promise<OwnedEntry> {
  try {
    return await createEntry(journalFolder(parts), call);
  } catch (error) {
    await voidSpending(parts, call.spentId);
    throw error;
  }
}

/** The drafts of a call, which the panel shows; to be closed with it. */
export function openDrafts({ storage, log }: JobServices, watch: CallWatch): DraftFile {
  return new DraftFile({
    folder: path.join(storage.folder, 'drafts'),
    onShown: watch.showDraft,
    log: (line) => log.warn(line),
  });
}

/** All that a call may use. */
export function callContext({
  choice,
  key,
  parts,
  job,
  watch,
  drafts,
}: {
  readonly choice: ModelChoice;
  readonly key: string;
  readonly parts: JobServices;
  readonly job: JobCall;
  readonly watch: CallWatch;
  readonly drafts: DraftFile;
}): CallContext {
  return {
    ...choice,
    key,
    http: parts.http,
    clock: systemClock,
    signal: job.signal,
    isClosing: job.isClosing,
    readWorkspaceFile: (file) => readWorkflow(parts.files, file),
    includeThoughts: readIncludeThoughts(parts.settings),
    totalMilliseconds: readTotalMilliseconds(parts.settings),
    checkpoint: () => Promise.resolve(),
    keepBroken: (bytes) => keepBroken(parts, bytes),
    showDraft: drafts.show,
    partialImages: wantedPartialImages(parts.settings),
    report: watch.report,
    log: (line) => parts.log.info(line),
  };
}

function paidCallOf({ count, prompt, seed }: ImageRequest, run: Run): PaidCall {
  const { form, parts, folder, references, job, spentId, conversation } = run;
  const { options, choice, additions = [] } = form;
  return {
    jobId: job.id,
    workspaceFolder: parts.files.folderOf(folder.uri)?.uri ?? '',
    startedAt: Date.now(),
    prompt,
    ...(additions.length > 0 && { parts: { own: form.prompt, additions } }),
    providerId: choice.provider.id,
    modelId: choice.model.id,
    origin: originOf(choice.provider.baseUrl),
    options: { ...options, ...(seed !== undefined && { seed }) },
    count,
    references: recordedReferences(parts.files, references),
    ...(conversation && { continued: recordedImage(parts.files, conversation) }),
    ...(form.mask !== undefined && { mask: { sha256: form.mask } }),
    folder: folder.uri,
    stem: stemOf(form),
    ...(spentId !== undefined && { spentId }),
  };
}

function recordedImage(
  files: Files,
  { image: { uri, sha256 } }: Conversation,
): NonNullable<PaidCall['continued']> {
  return { uri, path: recipePath(files, uri), sha256 };
}

/** Waits for all calls of a job: what one failed at must not take away what another brought. */
export async function collect(work: readonly Promise<JobEnd<SavedImage>>[]): Promise<JobEnd<SavedImage>> {
  const ends = (await Promise.allSettled(work)).map((outcome) =>
    outcome.status === 'fulfilled'
      ? outcome.value
      : { saved: [], errors: [outcome.reason as unknown], open: [] },
  );
  return {
    saved: ends.flatMap(({ saved }) => saved),
    errors: ends.flatMap(({ errors }) => errors),
    open: ends.flatMap(({ open }) => open),
    costs: ends.flatMap(({ costs = [] }) => costs),
  };
}
