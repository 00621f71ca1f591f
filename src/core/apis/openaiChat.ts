import * as z from 'zod';
import { EaselError } from '../errors';
import { Base64Text, type JsonBody } from '../http/client';
import { formatFacts } from '../image/format';
import type { Api, ApiAnswer, CallContext, KeyCheckContext, ReceivedImage } from '../provider';
import type { ImageRequest } from '../request';
import { fetchImage } from './fetchImage';
import { imagesOf, imageUrlsIn, longString, textOf, withoutImages } from './longStrings';
import { bearer, readAnswer } from './readAnswer';
import { sendPaid } from './sendPaid';

/**
 * OpenAI's chat format with Google's image options in `extra_body`; the image comes back as a Markdown data URI.
 * https://newdocs.getinfinityblue.com/en-images/nanobanana
 */
export const openaiChat: Api = { generate, checkKey };

const chatAnswer = z.object({
  id: z.string().optional(),
  choices: z.array(
    z.object({
      message: z
        .object({ content: longString.nullish(), reasoning_content: longString.nullish() })
        .optional(),
      finish_reason: z.string().nullish(),
    }),
  ),
});

async function generate(request: ImageRequest, context: CallContext): Promise<ApiAnswer> {
  const { provider } = context;
  const answer = await sendPaid(context, {
    path: '/v1/chat/completions',
    body: buildBody(request, context.model.id),
  });
  const { choices, id } = readAnswer(answer, chatAnswer, { provider, method: 'POST' });
  const requestId = answer.headers['x-request-id'] ?? id;
  const facts = requestId === undefined ? {} : { requestId };
  const reasoning = choices.map(({ message }) => textOf(message?.reasoning_content)).join('');
  if (context.includeThoughts && reasoning !== '') {
    context.log(`The model's reasoning: ${reasoning}`);
  }
  // Drafts of the model's thinking stand unmarked before the result, so only the last image counts.
  const text = choices.map(({ message }) => textOf(message?.content)).join('\n');
  const image =
    choices.flatMap(({ message }) => imagesOf(message?.content)).at(-1) ??
    (await fetchLast(text, context, facts));
  const modelText = withoutImages(text);
  const said = { ...facts, ...(modelText === '' ? {} : { modelText }) };
  if (image === undefined) {
    const reason =
      choices.find((choice) => typeof choice.finish_reason === 'string')?.finish_reason ?? undefined;
    throw new EaselError(reason === 'content_filter' ? 'refusedByPolicy' : 'noImage', {
      ...said,
      ...(reason !== undefined && { reason }),
      maybeBilled: true,
    });
  }
  return { images: [image], ...said };
}

/**
 * Some gateways put the image behind an address instead of into the text. It is paid by then, so where it cannot be
 * fetched the person gets the text with the address.
 */
async function fetchLast(
  text: string,
  context: CallContext,
  facts: { readonly requestId?: string },
): Promise<ReceivedImage | undefined> {
  const url = imageUrlsIn(text).at(-1);
  try {
    return url === undefined ? undefined : await fetchImage(url, context);
  } catch (error) {
    if (!(error instanceof EaselError)) {
      throw error;
    }
    const details = { ...error.details, ...facts, modelText: text, maybeBilled: true };
    throw new EaselError(error.kind, details, { cause: error.cause });
  }
}

/** The list of models costs nothing and needs the key. */
async function checkKey({ provider, key, http, signal }: KeyCheckContext): Promise<void> {
  const answer = await http.sendJson({
    method: 'GET',
    url: `${provider.baseUrl}/v1/models`,
    headers: bearer(key),
    signal,
  });
  readAnswer(answer, z.unknown(), { provider, method: 'GET' });
}

function buildBody(request: ImageRequest, model: string): JsonBody {
  const imageConfig = {
    aspect_ratio: request.aspectRatio || undefined,
    image_size: request.size || undefined,
  };
  return {
    model,
    stream: false,
    messages: [{ role: 'user', content: buildContent(request) }],
    // Literally a property of the body, not an option of some client library; in snake case.
    extra_body: { google: { image_config: imageConfig } },
  };
}

/** Plain text where there is nothing else, since that is all that the image models' own page documents. */
function buildContent({ prompt, references }: ImageRequest): JsonBody {
  if (references.length === 0) {
    return prompt;
  }
  const images = references.map((reference) => ({
    type: 'image_url',
    image_url: { url: new Base64Text(reference, `data:${formatFacts[reference.format].mediaType};base64,`) },
  }));
  return [{ type: 'text', text: prompt }, ...images];
}
