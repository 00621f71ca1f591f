import { EaselError } from '../../core/model/errors';
import { resumeTask, type Generated } from '../../core/generate/generate';
import { originOf } from '../../core/http/policy/keyOrigin';
import type { ImageFolder } from '../../core/storage/imageFolder';
import type { OwnedEntry } from '../../core/journal/ownedEntry';
import { deliverImages, endFailed, saveTask, type CallEnd, type CallRun } from '../../core/journal/paidCall';
import type { DraftFile } from '../../core/storage/previewFile';
import type { PaidCall } from '../../core/journal/entryState';
import type { Task } from '../../core/apis/common/api';
import { callContext, openDrafts } from '../generate/callContext';
import { imageFolder, refusingFolder } from '../generate/imageStore';
import type { CallWatch, JobCall, JobEnd, SavedImage } from '../jobs/job';
import { keyForRequest, storedKeyForRequest } from '../keys/keyForRequest';
import { modelOf, type ModelChoice } from '../providers/modelChoice';
import { deliveryTarget, finishImage, jobEndOf } from '../generate/paidWork';
import type { JobServices } from '../jobs/jobServices';
import { recordCost, recordFailure } from '../spending/trackSpending';
import { checkTargetFolder } from '../form/targetFolder';

interface Waiting {
  readonly services: JobServices;
  readonly job: JobCall;
  /** Someone is there to be asked for a key. */
  readonly mayAsk: boolean;
}

/** Waits for a task that was submitted earlier, saves what it brings, and closes or releases its row. */
export async function waitForTask(
  row: OwnedEntry,
  task: Task,
  waiting: Waiting,
): Promise<JobEnd<SavedImage>> {
  const { services, job } = waiting;
  const { call } = row.state;
  // Read once: settings that change while the task is waited for must not take its images away.
  const choice = modelOf(services.settings, call);
  const watch = job.watchCall();
  const drafts = openDrafts(services, watch);
  const callRun: CallRun = {
    row,
    target: deliveryTarget(services, {
      call,
      folder: await folderOf(services, call),
      onSaved: job.saved,
    }),
    finishImage: (image, generated) => finishImage(services.settings, image, generated, { call, choice }),
    isClosing: job.isClosing,
    isSent: () => true,
    log: (line) => services.log.info(line),
  };
  try {
    const end = await fetchResult(task, { ...waiting, choice, watch, drafts, callRun, call });
    return jobEndOf(end, { call, row });
  } finally {
    await drafts.close();
  }
}

interface Fetching extends Waiting {
  readonly call: PaidCall;
  readonly choice: ModelChoice;
  readonly watch: CallWatch;
  readonly drafts: DraftFile;
  readonly callRun: CallRun;
}

async function fetchResult(task: Task, fetching: Fetching): Promise<CallEnd> {
  const { services, job, mayAsk, call, choice, watch, drafts, callRun } = fetching;
  let generated: Generated;
  try {
    refuseOtherAddress(call, choice);
    const key = await (mayAsk ? keyForRequest : storedKeyForRequest)(services, choice.provider);
    const checkpoint = (known: Task): Promise<void> => saveTask(callRun, known);
    const context = callContext({ choice, key, services, job, watch, drafts, checkpoint });
    generated = await resumeTask(task, call.options, context);
  } catch (error) {
    await recordFailure(services, { call, choice, isSent: () => true, hasTask: () => true }, error);
    return endFailed(callRun, error);
  }
  await recordCost(services, { call, choice }, generated);
  return deliverImages(callRun, generated);
}

/** The folder of a call. What arrives for one that takes nothing any more is kept in the storage. */
export async function folderOf(services: JobServices, { folder }: PaidCall): Promise<ImageFolder> {
  try {
    return imageFolder(services, (await checkTargetFolder(services.files, folder)).uri);
  } catch (error) {
    return refusingFolder(error);
  }
}

/** @throws EaselError `taskExpired` where the provider's address has changed, or it has gone: no other address knows the task. */
function refuseOtherAddress({ providerId, origin }: PaidCall, { provider }: ModelChoice): void {
  if (provider.id !== providerId || originOf(provider.baseUrl) !== origin) {
    throw new EaselError('taskExpired', { reason: 'otherAddress', host: origin });
  }
}
