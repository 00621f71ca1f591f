import { largestSeed } from '../../../shared/options';
import type { ImageRequest } from '../../model/request';
import type { ApiAnswer, CallContext } from '../common/api';

/**
 * The seed that a call of the images format is sent with. stable-diffusion.cpp draws with 42 unless it is told
 * otherwise, so that each image of a prompt would be the same: it is told one of our making.
 */
export function seedFor(
  { seed, prompt }: Pick<ImageRequest, 'seed' | 'prompt'>,
  { provider, clock }: CallContext,
): number | undefined {
  // What the user has written for the server themselves is left alone.
  const isOurs = seed === undefined && provider.seedPlace === 'prompt' && !prompt.includes(tagName);
  return isOurs ? Math.floor(clock.random() * (largestSeed + 1)) : seed;
}

const tagName = 'sd_cpp_extra_args';

/** It takes what its format has no field for from a tag within the prompt, the first of which counts. */
export function seedTag(seed: number): string {
  return `<${tagName}>${JSON.stringify({ seed })}</${tagName}>`;
}

/** Each image with the seed that it was drawn with, where the server is known to count up and none is missing. */
export function withOwnSeeds(
  answer: ApiAnswer,
  { count }: Pick<ImageRequest, 'count'>,
  { seed, context }: { readonly seed: number | undefined; readonly context: CallContext },
): ApiAnswer {
  const isKnown = seed !== undefined && context.provider.countsSeedsUp === true;
  if (!isKnown || answer.images.length !== count) {
    return answer;
  }
  return { ...answer, images: answer.images.map((image, index) => ({ ...image, seed: seed + index })) };
}
