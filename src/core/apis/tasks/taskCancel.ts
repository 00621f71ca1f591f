import { TaskStopped } from '../../model/errors';
import type { JsonAnswer } from '../../http/client';
import type { CallContext, Task } from '../common/api';
import type { TaskFormat } from '../../model/taskFormat';
import { textFor } from './taskResults';
import { addressOf } from './taskUrls';
import { firstAt } from '../response/valueAt';

/** Long enough to be heard. */
const longestCancel = 10_000;
/** In milliseconds: the user has cancelled, and waits. */
const longestWait = 3000;

/**
 * Tells the service that nobody wants the task any more, where it has a way to be told.
 * @returns that it has stopped, where the service says so before long. Never throws.
 */
export async function cancelTask(
  task: Task,
  format: TaskFormat,
  context: CallContext,
): Promise<TaskStopped | undefined> {
  const { cancelMethod, cancelPath, cancelUrl } = format;
  if (cancelPath === undefined && (cancelUrl.length === 0 || task.urls?.cancel === undefined)) {
    return undefined;
  }
  const tell = (outcome: string): void => context.log(`Asked to cancel task ${task.taskId}: ${outcome}`);
  const cancelled = async (): Promise<TaskStopped | undefined> => {
    try {
      const answer = await context.http.sendJson({
        method: cancelMethod,
        ...addressOf({ url: task.urls?.cancel, path: cancelPath }, task, context),
        // The job's own signal has fired already.
        signal: AbortSignal.timeout(longestCancel),
      });
      tell(`answered ${answer.status}`);
      return stoppedBy(answer, format);
    } catch (error) {
      tell(String(error));
      return undefined;
    }
  };
  return Promise.race([cancelled(), timeout()]);
}

function stoppedBy(answer: JsonAnswer, format: TaskFormat): TaskStopped | undefined {
  const { words, begun } = format.stopped;
  const word = textFor(answer, format.status)?.toLowerCase();
  if (answer.status < 200 || answer.status >= 300 || word === undefined || !words.includes(word)) {
    return undefined;
  }
  const isUnbegun = begun === 'never' || (begun !== undefined && firstAt(answer, [begun.at]) === undefined);
  return new TaskStopped(!isUnbegun);
}

async function timeout(): Promise<undefined> {
  await new Promise((resolve) => setTimeout(resolve, longestWait).unref());
}
