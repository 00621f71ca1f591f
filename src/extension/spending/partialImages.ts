import { mostPartialImages, partialImagesOf } from '../../core/spending/partialImages';
import type { ImageRequest } from '../../core/model/request';
import type { ModelChoice } from '../providers/modelChoice';
import { readPartialImages } from '../platform/settings';

/** How many drafts a request asks for that cost money. */
export function partialImagesFor(
  { count, quality }: Pick<ImageRequest, 'count' | 'quality'>,
  choice: ModelChoice,
): number {
  // Of more than one call brings, each call has its own.
  const { imagesPerCall } = choice.model.capabilities;
  return partialImagesOf({ count: Math.min(count, imagesPerCall), quality }, choice, wantedPartialImages());
}

export function wantedPartialImages(): number {
  const wanted = readPartialImages() ?? 0;
  return Number.isInteger(wanted) && wanted >= 0 ? Math.min(wanted, mostPartialImages) : 0;
}
