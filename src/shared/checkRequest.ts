import { notOffered, type Capabilities } from './capabilities';
import { promptLength } from './composePrompt';
import { formatNamed } from './imageFormat';
import { checkMask, type CheckedMask } from './maskProblem';
import {
  extraOptions,
  largestSeed,
  requestOptions,
  takesOption,
  type ChosenOptions,
  type ReferenceUse,
} from './options';
import type { ReferenceFacts } from './referenceFit';
import type { RequestProblem } from './requestProblem';

/** A reference as it would be sent. Without facts where it has yet to be converted to what the model takes. */
export interface CheckedReference extends Partial<ReferenceFacts> {
  /** How the problems call it. */
  readonly name: string;
  readonly use: ReferenceUse;
}

/** As much of a request as can be checked before its files are read. */
export interface CheckedRequest extends ChosenOptions {
  readonly prompt: string;
  readonly references: readonly CheckedReference[];
  readonly mask?: CheckedMask;
  readonly count: number;
}

/**
 * All that a model cannot do of a request. The page shows them while the form is filled in, the host refuses a request
 * for the first one before anything is paid.
 */
export function checkRequest(request: CheckedRequest, capabilities: Capabilities): readonly RequestProblem[] {
  return [
    ...checkPrompt(request.prompt, capabilities),
    ...checkReferences(request.references, capabilities),
    ...checkMask(request, capabilities),
    ...checkOptions(request, capabilities),
    ...checkTransparency(request),
    ...checkSeed(request.seed, capabilities),
    ...given(request.negativePrompt !== undefined && capabilities.negativePrompt !== true, {
      problem: 'negativePromptNotTaken',
    }),
    ...given(request.count > capabilities.maxImages, {
      problem: 'tooManyImages',
      count: request.count,
      limit: capabilities.maxImages,
    }),
  ];
}

function given(isProblem: boolean, problem: RequestProblem): readonly RequestProblem[] {
  return isProblem ? [problem] : [];
}

function checkPrompt(prompt: string, { maxPromptLength: limit }: Capabilities): readonly RequestProblem[] {
  const length = promptLength(prompt);
  return prompt.trim() === ''
    ? [{ problem: 'emptyPrompt' }]
    : given(length > limit, { problem: 'promptTooLong', length, limit });
}

function checkReferences(
  references: readonly CheckedReference[],
  capabilities: Capabilities,
): readonly RequestProblem[] {
  const { maxReferences: limit } = capabilities;
  const count = references.length;
  return [
    ...given(count > limit, { problem: 'tooManyReferences', count, limit }),
    ...references.flatMap((reference) => checkReference(reference, capabilities)),
  ];
}

function checkReference(
  { name: file, use, format, byteLength = 0, width = 0, height = 0 }: CheckedReference,
  { referenceFormats: accepted, referenceLimits = {}, styleReferences }: Capabilities,
): readonly RequestProblem[] {
  const { maxSide = Infinity, maxBytes = Infinity } = referenceLimits;
  return [
    ...(format === undefined || accepted.includes(format)
      ? []
      : [{ problem: 'referenceFormat', file, format, accepted } as const]),
    ...given(Math.max(width, height) > maxSide, {
      problem: 'referencePixels',
      ...{ file, width, height, limit: maxSide },
    }),
    ...given(byteLength > maxBytes, { problem: 'referenceBytes', file, byteLength, limit: maxBytes }),
    ...given(use === 'style' && !styleReferences, { problem: 'styleReference', file }),
  ];
}

function checkOptions(request: ChosenOptions, capabilities: Capabilities): readonly RequestProblem[] {
  return [...requestOptions, ...extraOptions].flatMap((option) => {
    const { [option]: value = '' } = request;
    const { [option]: capability = notOffered } = capabilities;
    const offered = capability.offered === 'any' ? [] : capability.offered;
    return given(!takesOption(capability, value), { problem: 'optionNotOffered', option, value, offered });
  });
}

/** "transparent needs png or webp": https://developers.openai.com/api/reference/resources/images, and no JPEG can. */
function checkTransparency({
  background,
  outputFormat: format = '',
}: ChosenOptions): readonly RequestProblem[] {
  return given(background === 'transparent' && formatNamed(format) === 'jpeg', {
    problem: 'transparentFormat',
    format,
  });
}

function checkSeed(
  seed: number | undefined,
  { seed: isTaken = false }: Capabilities,
): readonly RequestProblem[] {
  if (seed === undefined) {
    return [];
  }
  const isInRange = Number.isInteger(seed) && seed >= 0 && seed <= largestSeed;
  return isTaken
    ? given(!isInRange, { problem: 'seedOutOfRange', seed, limit: largestSeed })
    : [{ problem: 'seedNotTaken', seed }];
}
