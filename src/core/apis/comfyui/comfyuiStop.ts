import { EaselError, TaskStopped } from '../../model/errors';
import type { JsonBody } from '../../http/client';
import type { CallContext, Task } from '../common/api';
import { queueOf } from './comfyuiAnswers';
import { requestTo } from '../common/requestTo';

/** In milliseconds: the user has cancelled, and waits. */
const longestStop = 3000;

/**
 * Takes a task out of the server's queue, or interrupts it where it is the one being worked on; the work of others goes on.
 * @returns that the server has done so. Never throws.
 */
export async function stopTask({ taskId }: Task, context: CallContext): Promise<TaskStopped | undefined> {
  const { http, provider, log } = context;
  const signal = AbortSignal.timeout(longestStop);
  const tell = async (path: string, body: JsonBody): Promise<void> => {
    try {
      await http.sendJson({ method: 'POST', ...requestTo(context, path), body, signal });
    } catch (error) {
      // It answers with nothing at all.
      if (!(error instanceof EaselError && error.details.reason === 'empty')) {
        throw error;
      }
    }
  };
  try {
    await tell('/queue', { delete: [taskId] });
    const answer = await http.sendJson({ method: 'GET', ...requestTo(context, '/queue'), signal });
    const isRunning = queueOf(answer, provider).running.includes(taskId);
    if (isRunning) {
      // Older servers do not look at the id, and interrupt what they work on.
      await tell('/interrupt', { prompt_id: taskId });
    }
    return new TaskStopped(isRunning && provider.needsKey);
  } catch (error) {
    log(`Task ${taskId} could not be stopped: ${String(error)}`);
    return undefined;
  }
}
