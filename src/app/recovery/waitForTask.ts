import { EaselError } from '../../core/model/errors';
import { resumeTask } from '../../core/generate/generate';
import { originOf } from '../../core/http/policy/keyOrigin';
import type { ImageFolder } from '../../core/storage/imageFolder';
import type { OwnedEntry } from '../../core/journal/ownedEntry';
import { runPaidCall } from '../../core/journal/paidCall';
import type { PaidCall } from '../../core/journal/entryState';
import type { Task } from '../../core/apis/common/api';
import { callContext, openDrafts } from '../generate/generateImage';
import { imageFolder, refusingFolder } from '../generate/imageStore';
import type { JobCall, JobEnd, SavedImage } from '../jobs/job';
import { keyForRequest, storedKeyForRequest } from '../keys/keyForRequest';
import { modelOf, type ModelChoice } from '../providers/modelChoice';
import { deliveryTarget, finishImage, jobEndOf } from '../generate/paidWork';
import type { JobServices } from '../jobs/jobServices';
import { trackSpending } from '../spending/trackSpending';
import { checkTargetFolder } from '../form/targetFolder';

interface Waiting {
  readonly parts: JobServices;
  readonly job: JobCall;
  /** Someone is there to be asked for a key. */
  readonly mayAsk: boolean;
}

/** Waits for a task that was submitted earlier, saves what it brings, and closes or releases its row. */
export async function waitForTask(
  row: OwnedEntry,
  task: Task,
  { parts, job, mayAsk }: Waiting,
): Promise<JobEnd<SavedImage>> {
  const { call } = row.state;
  // Read once: settings that change while the task is waited for must not take its images away.
  const choice = modelOf(parts.settings, call);
  const watch = job.watchCall();
  const drafts = openDrafts(parts, watch);
  const end = await runPaidCall({
    row,
    target: deliveryTarget(parts, { call, folder: await folderOf(parts, call), onSaved: job.saved }),
    work: async (checkpoint) => {
      refuseOtherAddress(call, choice);
      const key = await (mayAsk ? keyForRequest : storedKeyForRequest)(parts, choice.provider);
      const spending = { call, choice, isSent: () => true, hasTask: () => true };
      const context = { ...callContext({ choice, key, parts, job, watch, drafts }), checkpoint };
      return trackSpending(parts, spending, () => resumeTask(task, call.options, context));
    },
    finishImage: (image, generated) => finishImage(parts.settings, image, generated, { call, choice }),
    isClosing: job.isClosing,
    isSent: () => true,
    log: (line) => parts.log.info(line),
  }).finally(drafts.close);
  return jobEndOf(end, { call, row });
}

/** The folder of a call. What arrives for one that takes nothing any more is kept in the storage. */
export async function folderOf(parts: JobServices, { folder }: PaidCall): Promise<ImageFolder> {
  try {
    return imageFolder(parts, (await checkTargetFolder(parts.files, folder)).uri);
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
