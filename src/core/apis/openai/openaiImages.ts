import * as z from 'zod';
import { EaselError } from '../../model/errors';
import { Base64Text, type FormField, type JsonBody } from '../../http/client';
import { formatFacts } from '../../../shared/imageFormat';
import type { Provider } from '../../model/provider';
import type { Reference } from '../../model/reference';
import type { ImageRequest } from '../../model/request';
import type { Api, ApiAnswer, CallContext, KeyCheckContext } from '../common/api';
import { isImageStreamed, partialImagesOf } from '../../spending/partialImages';
import { askFor } from '../response/getJson';
import { orFailure } from '../response/bodyFailure';
import { isDraftEvent, joinEvents } from '../response/joinEvents';
import { listOpenaiModels } from '../response/listModels';
import { imageFromBase64, longString } from '../response/responseText';
import { loose } from '../response/loose';
import { findImages, openaiAnswer } from '../response/openaiAnswer';
import { readImages } from '../response/openaiResult';
import { readAnswer } from '../response/parseResponse';
import { seedFor, seedTag, withOwnSeeds } from './openaiSeeds';
import { sendPaid, type PaidRequest } from '../common/sendPaid';
import { xaiRequest } from './xaiImages';

/**
 * OpenAI's images format: `images/generations` as JSON, and `images/edits` as a form when there are references.
 * https://platform.openai.com/docs/api-reference/images
 */
export const openaiImages: Api = { generate, checkKey, listModels: listOpenaiModels };

/** `image_generation.partial_image`, `image_generation.completed`, the same with `image_edit`, and Responses' own. */
const streamEvent = z
  .object({
    type: loose(z.string()),
    b64_json: loose(longString),
    partial_image_b64: loose(longString),
    url: loose(longString),
  })
  .catch({ type: undefined, b64_json: undefined, partial_image_b64: undefined, url: undefined });

async function generate(request: ImageRequest, context: CallContext): Promise<ApiAnswer> {
  let drafts = 0;
  const seed = seedFor(request, context);
  const answer = await sendPaid(context, {
    ...encode({ ...request, ...(seed !== undefined && { seed }) }, context),
    streaming: isImageStreamed(request, context.provider),
    onEvent: (value) => {
      const event = streamEvent.parse(value);
      if (!isDraftEvent(event)) {
        return false;
      }
      drafts += 1;
      context.report({ step: 'drawing', drafts });
      const [draft] = imageFromBase64(event.b64_json ?? event.partial_image_b64 ?? '', undefined);
      if (draft) {
        context.showDraft?.({ bytes: draft.bytes, isPaid: true });
      }
      return true;
    },
    bringsImage: (value) => findImages(openaiAnswer.parse(joinEvents([value]))).length > 0,
  });
  const source = { provider: context.provider, method: 'POST' } as const;
  const body = readAnswer({ ...answer, body: joinEvents(answer.body) }, openaiAnswer, source);
  try {
    const images = await orFailure(answer, source, () => readImages(body, answer, context));
    return withOwnSeeds(images, request, { seed, context });
  } catch (error) {
    throw drafts > 0 ? behindDrafts(error) : error;
  }
}

/** Drafts are billed, whatever comes behind them; where nothing does, the answer broke off. */
function behindDrafts(error: unknown): unknown {
  if (!(error instanceof EaselError)) {
    return error;
  }
  const isMissing = error.kind === 'noImage' || error.details.reason === 'otherShape';
  const details = { ...error.details, maybeBilled: true };
  return isMissing
    ? new EaselError('unexpectedAnswer', { ...details, reason: 'truncated' }, { cause: error.cause })
    : new EaselError(error.kind, details, { cause: error.cause });
}

/** The list of models costs nothing and needs the key. */
async function checkKey(context: KeyCheckContext): Promise<void> {
  await askFor(context, '/v1/models', z.unknown());
}

function encode(request: ImageRequest, context: CallContext): PaidRequest {
  if (context.provider.imageFields === 'xai') {
    return xaiRequest(request, context);
  }
  const { prompt, references, count, size, quality, background = '', outputFormat = '' } = request;
  const { seed, negativePrompt } = request;
  const isSeedInPrompt = context.provider.seedPlace === 'prompt';
  const texts: Readonly<Record<string, string | number | boolean | undefined>> = {
    model: context.model.id,
    prompt: isSeedInPrompt && seed !== undefined ? seedTag(seed) + prompt : prompt,
    n: count > 1 ? count : undefined,
    size: size || undefined,
    quality: quality || undefined,
    background: background || undefined,
    output_format: outputFormat || undefined,
    response_format: context.provider.responseFormat,
    // Not OpenAI's own, but of servers that speak its format, such as vLLM-Omni; only a row can say so.
    seed: isSeedInPrompt ? undefined : seed,
    // Likewise, of Docker Model Runner.
    negative_prompt: negativePrompt,
    ...(isImageStreamed(request, context.provider) && {
      stream: true,
      partial_images: partialImagesOf(request, context, context.partialImages ?? 0) || undefined,
    }),
  };
  if (references.length === 0) {
    return { path: '/v1/images/generations', body: texts satisfies JsonBody };
  }
  return {
    path: '/v1/images/edits',
    form: [
      ...fieldsOf(texts),
      ...referencesIn(context.provider, references),
      ...maskIn(context.provider, request),
    ],
  };
}

function fieldsOf(texts: Readonly<Record<string, string | number | boolean | undefined>>): FormField[] {
  return Object.entries(texts).flatMap(([name, value]) =>
    value === undefined ? [] : [{ name, value: String(value) }],
  );
}

function referencesIn(
  { referenceFields: name = 'image[]' }: Provider,
  references: readonly Reference[],
): FormField[] {
  return references.map((reference, index) =>
    name === 'image+images'
      ? index === 0
        ? fileOf('image', reference, index)
        : { name: 'images', value: new Base64Text(reference) }
      : fileOf(name, reference, index),
  );
}

/** It is about the first reference. */
function maskIn({ maskField: name = 'mask' }: Provider, { mask }: ImageRequest): FormField[] {
  return mask ? [{ name, fileName: 'mask.png', mediaType: 'image/png', source: mask }] : [];
}

function fileOf(name: string, reference: Reference, index: number): FormField {
  const { ending, mediaType } = formatFacts[reference.format];
  return { name, fileName: `reference-${index + 1}.${ending}`, mediaType, source: reference };
}
