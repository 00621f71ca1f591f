import { apis } from '../apis/table';
import { assertRequest } from './assertRequest';
import type { SpokenPart } from '../model/conversation';
import { EaselError } from '../model/errors';
import type { ImageFormat } from '../../shared/imageFormat';
import { hasAlpha } from '../image/alpha';
import { isComplete } from '../image/completeness';
import { readDimensions } from '../image/header/dimensions';

import { compareWithRequest } from '../image/pixels';
import type { Difference } from '../model/recipe';
import { sniffFormat } from '../image/sniff';
import type { ApiAnswer, CallContext, ReceivedImage, Task } from '../apis/common/api';
import type { Usage } from '../model/price';
import { withOffer } from './rowOffer';
import { withWholeCharacters, type ImageRequest } from '../model/request';

/** An image that can be saved: its type and size are read from the bytes, whatever the provider said. */
export interface GeneratedImage {
  readonly bytes: Uint8Array;
  readonly format: ImageFormat;
  /** Pixels; 0 where the header could not be read. */
  readonly width: number;
  readonly height: number;
  readonly declaredMediaType?: string;
  /** As in `ReceivedImage`. */
  readonly position?: number;
  readonly seed?: number;
  /** Where the delivered differs from the requested. */
  readonly differences: readonly Difference[];
}

export interface Generated {
  readonly images: readonly GeneratedImage[];
  /** Why other images of the same call are missing. */
  readonly leftOut: readonly unknown[];
  readonly modelText?: string;
  readonly requestId?: string;
  readonly usage?: Usage;
  /** As in `ApiAnswer`. */
  readonly spoken?: readonly SpokenPart[];
}

/**
 * Request in, images out: one call of the provider.
 * @throws EaselError of any kind but `cannotSave`; an `AbortError` when the signal fired.
 */
export async function generate(request: ImageRequest, context: CallContext): Promise<Generated> {
  const whole = withWholeCharacters(request);
  assertRequest(whole, context.model.capabilities);
  const api = apis[context.model.api ?? context.provider.api];
  try {
    const answer = await api.generate(whole, { ...context, wanted: request.count });
    return imagesAsBilled(context, await examine(answer, request, context));
  } catch (error) {
    throw errorAsBilled(context, withOffer(error, request, context));
  }
}

/**
 * Waits for a task that was submitted earlier, perhaps by another process.
 * @throws EaselError as `generate`, and `taskExpired`; an `AbortError` when the signal fired.
 */
export async function resumeTask(
  task: Task,
  request: RequestedImage,
  context: CallContext,
): Promise<Generated> {
  const api = apis[context.model.api ?? context.provider.api];
  const { resume } = api;
  if (!resume) {
    throw new EaselError('taskExpired', { ...task, taskOver: true });
  }
  try {
    const answer = await resume(task, { ...context, isResumed: true });
    return imagesAsBilled(context, await examine(answer, request, context));
  } catch (error) {
    throw errorAsBilled(context, error);
  }
}

/** Whether what was submitted to it can be fetched after a reload. */
export function isResumable({ provider, model }: Pick<CallContext, 'provider' | 'model'>): boolean {
  return apis[model.api ?? provider.api].resume !== undefined;
}

/** A server without a key has no account, so that nothing of it is ever billed. */
function errorAsBilled({ provider }: CallContext, error: unknown): unknown {
  return provider.needsKey ? error : unbilled(error);
}

function imagesAsBilled({ provider }: CallContext, generated: Generated): Generated {
  return provider.needsKey ? generated : { ...generated, leftOut: generated.leftOut.map(unbilled) };
}

function unbilled(error: unknown): unknown {
  if (!(error instanceof EaselError) || error.details.maybeBilled !== true) {
    return error;
  }
  const { maybeBilled: _, ...details } = error.details;
  return new EaselError(error.kind, details, { cause: error.cause });
}

type RequestedImage = Pick<ImageRequest, 'aspectRatio' | 'size' | 'background' | 'outputFormat'>;

/** A broken image must not take the good ones with it; only where none is left does the call fail. */
async function examine(answer: ApiAnswer, request: RequestedImage, context: CallContext): Promise<Generated> {
  const images: GeneratedImage[] = [];
  const errors: EaselError[] = [];
  for (const received of answer.images) {
    const image = examineImage(received, request);
    if (image instanceof EaselError) {
      errors.push(await withKeptBytes(image, received, context));
      context.log(`Left out one of ${answer.images.length} images: ${image.message}`);
    } else {
      images.push(image);
    }
  }
  if (images.length === 0 && errors[0]) {
    throw errors[0];
  }
  const { modelText } = answer;
  return {
    ...answer,
    ...(modelText !== undefined && { modelText: modelText.toWellFormed() }),
    images,
    leftOut: [...(answer.leftOut ?? []), ...errors],
  };
}

/** A broken image was paid for as well, and some programs can still show it. */
async function withKeptBytes(
  { kind, details }: EaselError,
  { bytes }: ReceivedImage,
  { keepBroken, log }: CallContext,
): Promise<EaselError> {
  try {
    const keptAs = await keepBroken?.(bytes);
    return new EaselError(kind, { ...details, ...(keptAs !== undefined && { keptAs }) });
  } catch (error) {
    log(`What arrived could not be kept: ${String(error)}`);
    return new EaselError(kind, details);
  }
}

function examineImage(image: ReceivedImage, request: RequestedImage): GeneratedImage | EaselError {
  const format = sniffFormat(image.bytes);
  if (format === undefined || !isComplete(image.bytes, format)) {
    const reason = format === undefined ? 'notAnImage' : 'truncated';
    const { excerpt } = image;
    return new EaselError('unexpectedAnswer', {
      reason,
      maybeBilled: true,
      ...(excerpt !== undefined && { excerpt }),
    });
  }
  const { width, height } = readDimensions(image.bytes, format) ?? { width: 0, height: 0 };
  const { declaredMediaType } = image;
  const differences = compareWithRequest(
    { ...request, ...(declaredMediaType !== undefined && { declaredMediaType }) },
    { width, height, format, hasAlpha: hasAlpha(image.bytes, format) },
  );
  return { ...image, format, width, height, differences };
}
