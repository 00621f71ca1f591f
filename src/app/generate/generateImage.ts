import { randomUUID } from 'node:crypto';
import type { CallContext } from '../../core/apis/common/api';
import { isResumable, type Generated } from '../../core/generate/generate';
import type { PaidCall } from '../../core/journal/entryState';
import { createEntry } from '../../core/journal/journal';
import type { OwnedEntry } from '../../core/journal/ownedEntry';
import { deliverImages, endFailed, saveTask, type CallEnd, type CallRun } from '../../core/journal/paidCall';
import { splitIntoCalls, type ImageRequest } from '../../core/model/request';
import { modelName } from '../../shared/modelName';
import type { GenerateForm } from '../form/generateForm';
import type { TargetFolder } from '../form/targetFolder';
import type { JobCall, JobEnd, JobFacts, JobGroup, SavedImage } from '../jobs/job';
import type { JobServices } from '../jobs/jobServices';
import type { ModelChoice } from '../providers/modelChoice';
import { rememberPrompt } from '../prompts/promptHistory';
import { tellWhatIsSent } from '../references/announceUpload';
import { ReferenceReader } from '../references/referenceReader';
import {
  beginSpending,
  recordCost,
  recordFailure,
  voidSpending,
  type TrackedCall,
} from '../spending/trackSpending';
import { callContext, openDrafts } from './callContext';
import { ConversationCall } from './conversationCall';
import { imageFolder } from './imageStore';
import { journalFolder } from '../../core/journal/pendingEntries';
import { collect, deliveryTarget, jobEndOf } from './paidWork';
import { prepareRequest, type PreparedRequest } from './prepareRequest';
import { recordedCall } from './recordedCall';
import { settle, type Settled } from './settle';

/**
 * The one way to an image, for every way in. The main path, from top to bottom: everything is rejected or asked before the
 * first call, each call is on record before it is sent, and its images are saved as they come.
 */

export interface JobStart {
  /** Made by the caller; a second call with the same ID does nothing. */
  readonly id: string;
  /** Shown side by side with others. */
  readonly group?: JobGroup | undefined;
  /** What the click that starts several jobs has settled for all of them. */
  readonly settled?: Settled;
  /** Reads the files of this click, and has read some of them already. */
  readonly reader?: ReferenceReader;
  /** How the caller would start it again; by default without being watched. */
  readonly again?: (form: GenerateForm) => void;
  /** As of `JobFacts`. */
  readonly isAnotherTry?: true;
}

/**
 * Checks, asks for what is missing, generates, saves. The prompt is remembered.
 * @returns how it ended, which is never an exception; `undefined` when the ID was used before.
 */
export async function generateImage(
  form: GenerateForm,
  services: JobServices,
  start: JobStart = { id: randomUUID() },
): Promise<JobEnd<SavedImage> | undefined> {
  const ended = startJob(form, services, start);
  await rememberPrompt(services, form.prompt);
  return ended;
}

/** As `generateImage`, for a prompt that is remembered already or that the user did not type. */
export function startJob(
  form: GenerateForm,
  services: JobServices,
  start: JobStart,
): Promise<JobEnd<SavedImage> | undefined> {
  return services.jobs.run({
    ...jobFacts(form, services, start),
    run: (job) => run(form, services, { job, start }),
  });
}

/** What the list of jobs says of a form. */
export function jobFacts(
  form: GenerateForm,
  services: JobServices,
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
        void generateImage(rest, services, { id: randomUUID(), isAnotherTry: true });
      }
    },
  };
}

async function run(
  form: GenerateForm,
  services: JobServices,
  { job, start }: { readonly job: JobCall; readonly start: JobStart },
): Promise<JobEnd<SavedImage>> {
  const { choice } = form;
  const reader = start.reader ?? new ReferenceReader(services.files);
  const prepared = await prepareRequest(form, services, { reader, signal: job.signal });
  const { files, request } = prepared;
  const click = { form, forms: [form], files, isPriceSeen: false };
  const { folder, keys } = start.settled ?? (await settle(click, services));
  await job.turn();
  await tellWhatIsSent(files, choice.provider, services);
  const calls = splitIntoCalls(request, choice.model.capabilities);
  // Last of all: what was spent meanwhile counts, and what is written down here is sent at once.
  const spentIds = await beginSpending(calls, choice, services);
  const key = keys.get(choice.provider.id) ?? '';
  const ends = calls.map((call, index) =>
    runCall(call, { prepared, services, job, folder, key, spentId: spentIds[index] }),
  );
  return collect(ends);
}

interface Run {
  readonly prepared: PreparedRequest;
  readonly services: JobServices;
  readonly job: JobCall;
  readonly folder: TargetFolder;
  readonly key: string;
  /** `undefined` for what costs nothing. */
  readonly spentId: string | undefined;
}

/** One call of the provider, from before it is sent to its last saved image, whatever becomes of the other calls. */
async function runCall(request: ImageRequest, run: Run): Promise<JobEnd<SavedImage>> {
  const { services, job, key } = run;
  const { form, conversation } = run.prepared;
  const { choice } = form;
  const call = recordedCall(request, { ...run, files: services.files, jobId: job.id });
  const row = await begin(call, choice, services);
  const watch = job.watchCall();
  const drafts = openDrafts(services, watch);
  const { isSent } = watch;
  const exchange = new ConversationCall({ call, form, services, row, isSent, conversation });
  const callRun: CallRun = {
    row,
    target: deliveryTarget(services, {
      call,
      folder: imageFolder(services, run.folder.uri),
      onSaved: job.saved,
    }),
    lastDraft: drafts.lastPaid,
    finishImage: (image, generated) => exchange.finish(image, generated),
    isClosing: job.isClosing,
    isSent,
    log: (line) => services.log.info(line),
  };
  const context = callContext({
    ...{ choice, key, services, job, watch, drafts },
    checkpoint: (task) => saveTask(callRun, task),
  });
  const hasTask = (): boolean => row?.state.task !== undefined;
  let end: CallEnd;
  try {
    end = await send(request, {
      exchange,
      context,
      callRun,
      tracked: { call, choice, isSent, hasTask },
      services,
    });
  } finally {
    await drafts.close();
  }
  await exchange.keep();
  return jobEndOf(end, { call, row });
}

interface Sending {
  readonly exchange: ConversationCall;
  readonly context: CallContext;
  readonly callRun: CallRun;
  readonly tracked: TrackedCall;
  readonly services: JobServices;
}

async function send(request: ImageRequest, sending: Sending): Promise<CallEnd> {
  const { exchange, context, callRun, tracked, services } = sending;
  let generated: Generated;
  try {
    generated = await exchange.generate(request, context);
  } catch (error) {
    await recordFailure(services, tracked, error);
    return endFailed(callRun, error);
  }
  await recordCost(services, tracked, generated);
  return deliverImages(callRun, generated);
}

/** What costs nothing and cannot be taken up again is on no record. */
async function begin(
  call: PaidCall,
  choice: ModelChoice,
  services: JobServices,
): Promise<OwnedEntry | undefined> {
  if (!choice.provider.needsKey && !isResumable(choice)) {
    return undefined;
  }
  try {
    return await createEntry(journalFolder(services.storage.folder), call);
  } catch (error) {
    await voidSpending(services, call.spentId);
    throw error;
  }
}
