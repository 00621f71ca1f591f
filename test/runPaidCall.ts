import type { Task } from '../src/core/apis/common/api';
import type { Generated } from '../src/core/generate/generate';
import { deliverImages, endFailed, saveTask, type CallEnd, type CallRun } from '../src/core/journal/paidCall';

export interface PaidWork extends CallRun {
  /** Calls the provider, or waits for the task that is on record. */
  readonly work: (saveTask: (task: Task) => Promise<void>) => Promise<Generated>;
}

/** One call from before it is sent to its last saved image, in the order of the main path. */
export async function runPaidCall({ work, ...run }: PaidWork): Promise<CallEnd> {
  let generated: Generated;
  try {
    generated = await work((task) => saveTask(run, task));
  } catch (error) {
    return endFailed(run, error);
  }
  return deliverImages(run, generated);
}
