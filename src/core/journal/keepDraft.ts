import { EaselError } from '../errors';
import type { GeneratedImage } from '../generate';
import { readDimensions } from '../image/dimensions';
import { sniffFormat } from '../image/sniff';
import { keep } from './deliver';
import type { CallRun } from './paidCall';

/**
 * A paid image that broke off on the way: the last that was seen of it is all there is for the money, so it is kept for
 * the person, who decides whether it is of any use. It never goes into the project by itself.
 */
export async function keepDraft(run: CallRun, error: unknown): Promise<void> {
  const { row, target, lastDraft, finishImage, log } = run;
  const bytes = lastDraft?.();
  const format = bytes && sniffFormat(bytes);
  if (!row || row.isTakenOver || !format || !(isLost(error) || run.isClosing())) {
    return;
  }
  const { width, height } = readDimensions(bytes, format) ?? { width: 0, height: 0 };
  const image: GeneratedImage = { bytes, format, width, height, differences: [] };
  const finished = finishImage(image, { images: [image], leftOut: [] });
  try {
    // What it has cost is known of the whole call alone.
    await keep({ ...finished, cost: undefined, position: 0, of: 1, isDraft: true }, { row, target, log });
  } catch (reason) {
    log(`The draft could not be kept: ${String(reason)}`);
  }
}

/** Who cancels has seen it and gives it up; what a filter refuses is not to be had in another way. */
function isLost(error: unknown): boolean {
  return error instanceof EaselError && error.kind !== 'refusedByPolicy';
}
