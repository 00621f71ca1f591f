import type { Model, Provider } from '../model/provider';
import type { ImageRequest } from '../model/request';

/** Drafts, unfinished images, that OpenAI's images format sends on the way, at a price. */

/** Most that the format gives for one image. */
export const mostPartialImages = 3;

/** Of several images the stream says not which one an event belongs to. */
export function isImageStreamed({ count }: Pick<ImageRequest, 'count'>, { streaming }: Provider): boolean {
  return streaming === true && count === 1;
}

/**
 * How many a request asks for. An image of low quality comes quickly, and two of them would cost as much as it does.
 * @param wanted as the user set it
 */
export function partialImagesOf(
  request: Pick<ImageRequest, 'count' | 'quality'>,
  { provider, model }: { readonly provider: Provider; readonly model: Pick<Model, 'api'> },
  wanted: number,
): number {
  const isOffered = (model.api ?? provider.api) === 'openai-images' && isImageStreamed(request, provider);
  return isOffered && request.quality !== 'low' ? wanted : 0;
}
