import type { Capabilities } from '../../shared/capabilities';
import type { Exchange } from './conversation';
import { largestSeed, type ChosenOptions } from '../../shared/options';
import type { Mask, Reference } from './reference';

/** What the user wants. An empty option means: leave it to the model. */
export interface ImageRequest extends ChosenOptions {
  readonly prompt: string;
  readonly references: readonly Reference[];
  /** Which part of the first reference is to change. */
  readonly mask?: Mask;
  /** Number of images, 1 or more. */
  readonly count: number;
  /** What was said before, oldest first; only for an API that goes on with conversations. */
  readonly conversation?: readonly Exchange[];
}

/** Half of a character, as a cut emoji leaves it, is refused by some servers and makes others fail. */
export function withWholeCharacters({ prompt, negativePrompt, ...request }: ImageRequest): ImageRequest {
  return {
    ...request,
    prompt: prompt.toWellFormed(),
    ...(negativePrompt !== undefined && { negativePrompt: negativePrompt.toWellFormed() }),
  };
}

/**
 * Splits a request into calls: where an API has no count, n images are n calls.
 * Each call succeeds or fails on its own, and draws with a seed of its own: with the same one all images were the same.
 */
export function splitIntoCalls(request: ImageRequest, capabilities: Capabilities): readonly ImageRequest[] {
  const calls: ImageRequest[] = [];
  for (let left = request.count; left > 0; left -= capabilities.imagesPerCall) {
    const seed = request.seed !== undefined && {
      seed: (request.seed + request.count - left) % (largestSeed + 1),
    };
    calls.push({ ...request, ...seed, count: Math.min(left, capabilities.imagesPerCall) });
  }
  return calls;
}
