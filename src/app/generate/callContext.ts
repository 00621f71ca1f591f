import type { CallContext } from '../../core/apis/common/api';
import { DraftFile, draftsFolder } from '../../core/storage/previewFile';
import type { CallWatch, JobCall } from '../jobs/job';
import { readIncludeThoughts, readTotalMilliseconds } from '../project/settings';
import type { ModelChoice } from '../providers/modelChoice';
import { readWorkflow } from '../references/workflowFile';
import type { Services } from '../services';
import { wantedPartialImages } from '../spending/partialImages';
import { keepBroken } from './paidWork';

export interface CallParts {
  readonly choice: ModelChoice;
  readonly key: string;
  readonly services: Services;
  readonly job: JobCall;
  readonly watch: CallWatch;
  readonly drafts: DraftFile;
  /** Puts a task on record as soon as it is known. */
  readonly checkpoint: CallContext['checkpoint'];
}

/** All that a call may use. */
export function callContext({
  choice,
  key,
  services,
  job,
  watch,
  drafts,
  checkpoint,
}: CallParts): CallContext {
  const { files, settings, log, http, clock } = services;
  return {
    ...choice,
    key,
    http,
    clock,
    signal: job.signal,
    isClosing: job.isClosing,
    readWorkspaceFile: (file) => readWorkflow(files, file),
    includeThoughts: readIncludeThoughts(settings),
    totalMilliseconds: readTotalMilliseconds(settings),
    checkpoint,
    keepBroken: (bytes) => keepBroken(services, bytes),
    showDraft: drafts.show,
    partialImages: wantedPartialImages(settings),
    report: watch.report,
    log: (line) => log.info(line),
  };
}

/** The drafts of a call, for whoever shows them; to be closed with it. */
export function openDrafts({ storage, log }: Services, watch: CallWatch): DraftFile {
  return new DraftFile({
    folder: draftsFolder(storage.folder),
    onShown: watch.showDraft,
    log: (line) => log.warn(line),
  });
}
