import { EaselError } from '../../model/errors';
import type { ApiAnswer, CallContext, ReceivedImage, Task } from '../common/api';
import { fetchFound } from './fetchFound';
import { fetchImage } from './fetchImage';
import type { Found } from './openaiAnswer';

/**
 * Waits for what a task makes, and fetches it.
 * @param wait asks the task for its results; once more where their addresses, which are signed for a time, have expired.
 */
export async function bringTask(
  task: Task,
  context: CallContext,
  wait: () => Promise<readonly Found[]>,
): Promise<ApiAnswer> {
  try {
    context.report({ step: 'queued' });
    const found = await wait();
    const images = await fetchTaskImages(found, context, wait);
    return { ...images, ...(task.requestId !== undefined && { requestId: task.requestId }) };
  } catch (error) {
    throw withTask(error, task);
  }
}

async function fetchTaskImages(
  found: readonly Found[],
  context: CallContext,
  askAgain: () => Promise<readonly Found[]>,
): Promise<Pick<ApiAnswer, 'images' | 'leftOut'>> {
  let fresh: Promise<readonly Found[]> | undefined;
  const fetch = async (address: string, position: number): Promise<ReceivedImage> => {
    try {
      // It may have expired, which asking the task again shows sooner than waiting.
      return await fetchImage(address, context, { isFresh: false });
    } catch (error) {
      if (!mayHaveExpired(error)) {
        throw error;
      }
      const again = (await (fresh ??= askAgain()))[position];
      if (again === undefined) {
        throw error;
      }
      return typeof again === 'string' ? fetchImage(again, context, { isFresh: true }) : again;
    }
  };
  const { images, leftOut } = await fetchFound(found, context, { numbered: true, fetch });
  if (leftOut.length > 0) {
    context.log(`Left out ${leftOut.length} of ${found.length} images: ${String(leftOut[0])}`);
  }
  return { images, leftOut };
}

/** The user, and the provider's support, need to know which task an error belongs to. */
export function withTask(error: unknown, { taskId, requestId }: Task): unknown {
  if (!(error instanceof EaselError)) {
    return error;
  }
  const details = { taskId, ...(requestId !== undefined && { requestId }), ...error.details };
  return new EaselError(error.kind, details, { cause: error.cause });
}

function mayHaveExpired(error: unknown): boolean {
  return error instanceof EaselError && [403, 404, 410].includes(error.details.status ?? 0);
}
