import { EaselError } from '../errors';
import type { ApiAnswer, CallContext, ReceivedImage, Task } from '../provider';
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
    context.report({ step: 'downloading' });
    const images = await fetchTaskImages(found, context, wait);
    return { ...images, ...(task.requestId !== undefined && { requestId: task.requestId }) };
  } catch (error) {
    throw withTask(error, task);
  }
}

/** One image that cannot be fetched does not take the others with it. */
async function fetchTaskImages(
  found: readonly Found[],
  context: CallContext,
  askAgain: () => Promise<readonly Found[]>,
): Promise<Pick<ApiAnswer, 'images' | 'leftOut'>> {
  let fresh: Promise<readonly Found[]> | undefined;
  const fetch = async (each: Found, position: number): Promise<ReceivedImage> => {
    try {
      // It may have expired, which asking the task again shows sooner than waiting.
      return await fetchFound(each, context, { isFresh: false });
    } catch (error) {
      if (!mayHaveExpired(error)) {
        throw error;
      }
      const again = (await (fresh ??= askAgain()))[position];
      if (again === undefined) {
        throw error;
      }
      return fetchFound(again, context, { isFresh: true });
    }
  };
  const fetched = await Promise.allSettled(found.map(fetch));
  const images = fetched.flatMap((each, position) =>
    each.status === 'fulfilled' ? [{ ...each.value, position }] : [],
  );
  const leftOut = fetched.flatMap((each) => (each.status === 'rejected' ? [each.reason as unknown] : []));
  if (leftOut.length > 0 && (images.length === 0 || context.signal.aborted)) {
    throw leftOut[0];
  }
  if (leftOut.length > 0) {
    context.log(`Left out ${leftOut.length} of ${found.length} images: ${String(leftOut[0])}`);
  }
  return { images, leftOut };
}

/** The person, and the provider's support, need to know which task an error belongs to. */
export function withTask(error: unknown, { taskId, requestId }: Task): unknown {
  if (!(error instanceof EaselError)) {
    return error;
  }
  const details = { taskId, ...(requestId !== undefined && { requestId }), ...error.details };
  return new EaselError(error.kind, details, { cause: error.cause });
}

async function fetchFound(
  found: Found,
  context: CallContext,
  freshness: { readonly isFresh: boolean },
): Promise<ReceivedImage> {
  return typeof found === 'string' ? fetchImage(found, context, freshness) : found;
}

function mayHaveExpired(error: unknown): boolean {
  return error instanceof EaselError && [403, 404, 410].includes(error.details.status ?? 0);
}
