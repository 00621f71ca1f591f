import { EaselError } from '../model/errors';
import { promptLength } from '../../shared/composePrompt';
import { formatNamed } from '../../shared/imageFormat';
import { findMaskProblem } from '../image/maskProblem';
import { notOffered, type Capabilities } from '../../shared/capabilities';
import {
  extraOptions,
  largestSeed,
  requestOptions,
  takesOption,
  type ExtraOption,
} from '../../shared/options';
import type { Reference } from '../model/reference';
import type { ImageRequest } from '../model/request';
import type { RequestProblem } from '../../shared/requestProblem';

/**
 * Checks a request against what a model can do, before anything is paid.
 * @throws EaselError `invalidRequest` with the first problem found.
 */
export function checkRequest(request: ImageRequest, capabilities: Capabilities): void {
  const problem = findProblem(request, capabilities);
  if (problem) {
    throw new EaselError('invalidRequest', { problem });
  }
}

function findProblem(request: ImageRequest, capabilities: Capabilities): RequestProblem | undefined {
  return (
    findPromptProblem(request.prompt, capabilities) ??
    findReferenceProblem(request.references, capabilities) ??
    findMaskProblem(request, capabilities) ??
    findOptionProblem(request, capabilities) ??
    findTransparencyProblem(request) ??
    findSeedProblem(request, capabilities) ??
    (request.negativePrompt !== undefined && capabilities.negativePrompt !== true
      ? { problem: 'negativePromptNotTaken' }
      : undefined) ??
    (request.count > capabilities.maxImages
      ? { problem: 'tooManyImages', count: request.count, limit: capabilities.maxImages }
      : undefined)
  );
}

function findPromptProblem(prompt: string, { maxPromptLength }: Capabilities): RequestProblem | undefined {
  if (prompt.trim() === '') {
    return { problem: 'emptyPrompt' };
  }
  const length = promptLength(prompt);
  return length > maxPromptLength ? { problem: 'promptTooLong', length, limit: maxPromptLength } : undefined;
}

function findReferenceProblem(
  references: readonly Reference[],
  capabilities: Capabilities,
): RequestProblem | undefined {
  if (references.length > capabilities.maxReferences) {
    return { problem: 'tooManyReferences', count: references.length, limit: capabilities.maxReferences };
  }
  for (const reference of references) {
    const { name, format, use } = reference;
    if (!capabilities.referenceFormats.includes(format)) {
      return { problem: 'referenceFormat', file: name, format, accepted: capabilities.referenceFormats };
    }
    const tooLarge = findSizeProblem(reference, capabilities);
    if (tooLarge) {
      return tooLarge;
    }
    if (use === 'style' && !capabilities.styleReferences) {
      return { problem: 'styleReference', file: name };
    }
  }
  return undefined;
}

function findSizeProblem(
  { name: file, byteLength, width = 0, height = 0 }: Reference,
  { referenceLimits: { maxSide = Infinity, maxBytes = Infinity } = {} }: Capabilities,
): RequestProblem | undefined {
  if (Math.max(width, height) > maxSide) {
    return { problem: 'referencePixels', file, width, height, limit: maxSide };
  }
  return byteLength > maxBytes ? { problem: 'referenceBytes', file, byteLength, limit: maxBytes } : undefined;
}

function findOptionProblem(request: ImageRequest, capabilities: Capabilities): RequestProblem | undefined {
  for (const option of [...requestOptions, ...extraOptions]) {
    const value = request[option] ?? '';
    const capability = capabilities[option] ?? notOffered;
    if (!takesOption(capability, value)) {
      const { offered } = capability;
      return { problem: 'optionNotOffered', option, value, offered: offered === 'any' ? [] : offered };
    }
  }
  return undefined;
}

/** "transparent needs png or webp": https://developers.openai.com/api/reference/resources/images, and no JPEG can. */
function findTransparencyProblem({
  background,
  outputFormat: format = '',
}: Pick<ImageRequest, ExtraOption>): RequestProblem | undefined {
  return background === 'transparent' && formatNamed(format) === 'jpeg'
    ? { problem: 'transparentFormat', format }
    : undefined;
}

function findSeedProblem(
  { seed }: Pick<ImageRequest, 'seed'>,
  { seed: isTaken = false }: Capabilities,
): RequestProblem | undefined {
  if (seed === undefined) {
    return undefined;
  }
  const isInRange = Number.isInteger(seed) && seed >= 0 && seed <= largestSeed;
  return !isTaken
    ? { problem: 'seedNotTaken', seed }
    : isInRange
      ? undefined
      : { problem: 'seedOutOfRange', seed, limit: largestSeed };
}
