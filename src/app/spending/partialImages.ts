import { mostPartialImages, partialImagesOf } from '../../core/spending/partialImages';
import type { ImageRequest } from '../../core/model/request';
import type { ModelChoice } from '../providers/modelChoice';
import { readPartialImages } from '../project/settings';
import type { Settings } from '../ports';

/** How many drafts a request asks for that cost money. */
export function partialImagesFor(
  settings: Settings,
  { count, quality }: Pick<ImageRequest, 'count' | 'quality'>,
  choice: ModelChoice,
): number {
  // Of more than one call brings, each call has its own.
  const { imagesPerCall } = choice.model.capabilities;
  return partialImagesOf(
    { count: Math.min(count, imagesPerCall), quality },
    choice,
    wantedPartialImages(settings),
  );
}

export function wantedPartialImages(settings: Settings): number {
  const wanted = readPartialImages(settings);
  return Number.isInteger(wanted) && wanted >= 0 ? Math.min(wanted, mostPartialImages) : 0;
}
