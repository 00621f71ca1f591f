import * as z from 'zod';
import { EaselError } from '../errors';
import { failureWithin } from '../http/answerErrors';
import { Base64Text, type FormField, type JsonAnswer, type JsonBody } from '../http/client';
import { formatFacts } from '../image/format';
import type { Api, ApiAnswer, CallContext, KeyCheckContext, Provider } from '../provider';
import type { ImageRequest, Reference } from '../request';
import { askFor } from './askFor';
import { listOpenaiModels } from './listModels';
import { longString } from './longStrings';
import { openaiAnswer, type OpenaiAnswer } from './openaiAnswer';
import { readImages } from './openaiResult';
import { readAnswer } from './readAnswer';
import { sendPaid, type PaidRequest } from './sendPaid';
import { openaiUsage } from './usage';

/**
 * OpenAI's images format: `images/generations` as JSON, and `images/edits` as a form when there are references.
 * https://platform.openai.com/docs/api-reference/images
 */
export const openaiImages: Api = { generate, checkKey, listModels: listOpenaiModels };

/** `image_generation.partial_image`, `image_generation.completed`, the same with `image_edit`, or `error`. */
const streamEvent = z.object({
  type: z.string().nullish(),
  b64_json: longString.nullish(),
  url: longString.nullish(),
  output_format: z.string().nullish(),
  error: z.unknown().optional(),
  usage: openaiUsage,
});

type StreamEvent = z.infer<typeof streamEvent>;

/** A service that does not stream answers as if it had not been asked to. */
const answers = z.union([z.array(streamEvent).min(1), openaiAnswer]);

async function generate(request: ImageRequest, context: CallContext): Promise<ApiAnswer> {
  let drafts = 0;
  const answer = await sendPaid(context, {
    ...encode(request, context),
    streaming: isStreaming(request, context),
    onEvent: (value) => {
      if (isDraft(streamEvent.safeParse(value).data)) {
        drafts += 1;
        context.report({ step: 'drawing', drafts });
      }
    },
  });
  const body = readAnswer(answer, answers, { provider: context.provider, method: 'POST' });
  return readImages(Array.isArray(body) ? joinEvents(body, answer, context) : body, answer, context);
}

/** The list of models costs nothing and needs the key. */
async function checkKey(context: KeyCheckContext): Promise<void> {
  await askFor(context, '/v1/models', z.unknown());
}

/** Of several images the stream says not which one an event belongs to. */
function isStreaming({ count }: ImageRequest, { provider }: CallContext): boolean {
  return provider.streaming === true && count === 1;
}

function encode(request: ImageRequest, context: CallContext): PaidRequest {
  const { prompt, references, count, size, quality, background = '', outputFormat = '' } = request;
  const { seed, negativePrompt } = request;
  const texts: Readonly<Record<string, string | number | boolean | undefined>> = {
    model: context.model.id,
    prompt,
    n: count > 1 ? count : undefined,
    size: size || undefined,
    quality: quality || undefined,
    background: background || undefined,
    output_format: outputFormat || undefined,
    // Not OpenAI's own, but of servers that speak its format, such as vLLM-Omni; only a row can say so.
    seed,
    // Likewise, of Docker Model Runner.
    negative_prompt: negativePrompt,
    // One draft on the way is a sign of life; each costs about 100 tokens.
    ...(isStreaming(request, context) && { stream: true, partial_images: 1 }),
  };
  if (references.length === 0) {
    return { path: '/v1/images/generations', body: texts satisfies JsonBody };
  }
  return {
    path: '/v1/images/edits',
    form: [...fieldsOf(texts), ...referencesIn(context.provider, references)],
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
    name === 'image' && index > 0
      ? { name: 'images', value: new Base64Text(reference) }
      : fileOf(name, reference, index),
  );
}

function fileOf(name: string, reference: Reference, index: number): FormField {
  const { ending, mediaType } = formatFacts[reference.format];
  return { name, fileName: `reference-${index + 1}.${ending}`, mediaType, source: reference };
}

function isDraft(event: StreamEvent | undefined): boolean {
  return event?.type?.endsWith('.partial_image') === true;
}

/** Drafts are no results. @throws EaselError what the stream's error stands for. */
function joinEvents(
  events: readonly StreamEvent[],
  answer: JsonAnswer,
  { provider }: CallContext,
): OpenaiAnswer {
  const data = events.filter((event) => !isDraft(event) && (event.b64_json != null || event.url != null));
  const failed = events.find(({ error, type }) => error != null || type === 'error');
  if (failed && data.length === 0) {
    const { host } = new URL(provider.baseUrl);
    throw failureWithin({ ...answer, body: failed }, { host, method: 'POST' });
  }
  if (data.length === 0 && events.some(isDraft)) {
    throw new EaselError('unexpectedAnswer', { reason: 'truncated', maybeBilled: true });
  }
  return { data, output_format: data[0]?.output_format, error: undefined, usage: data[0]?.usage };
}
