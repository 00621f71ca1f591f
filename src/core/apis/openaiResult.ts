import { EaselError } from '../errors';
import { failureWithin } from '../http/answerErrors';
import type { JsonAnswer } from '../http/client';
import type { Usage } from '../money';
import type { ApiAnswer, CallContext, ReceivedImage } from '../provider';
import { fetchImage } from './fetchImage';
import { textOf, withoutImages } from './longStrings';
import { findImages, isBareUrl, textsOf, type Found, type OpenaiAnswer } from './openaiAnswer';

/**
 * The images of an answer with what the model said, fetched where they stand behind an address.
 * @throws EaselError `noImage`, `refusedByPolicy`, or what an error in a good answer stands for.
 */
export async function readImages(
  body: OpenaiAnswer,
  answer: JsonAnswer,
  context: CallContext,
): Promise<ApiAnswer> {
  const text = textsOf(body)
    .map((each) => textOf(each))
    .join('\n');
  const modelText = withoutImages(text);
  const requestId = answer.headers['x-request-id'] ?? body.id;
  const said = requestId == null ? {} : { requestId };
  const facts = { ...(modelText === '' || isBareUrl(modelText) ? {} : { modelText }), ...said };
  const found = findImages(body);
  if (found.length === 0) {
    throw withoutImage(body, { answer, context, facts });
  }
  const usage = body.usage == null ? {} : { usage: usageFor(body.usage, context) };
  return { ...(await fetchAll(found, context, { ...said, text })), ...facts, ...usage };
}

/** Only OpenRouter's `cost` is known to be dollars. */
function usageFor({ cost, ...usage }: Usage, { provider, model }: CallContext): Usage {
  const isInDollars = (model.api ?? provider.api) === 'openrouter-images';
  return { ...usage, ...(cost !== undefined && isInDollars && { cost }) };
}

/** One image that cannot be fetched does not take the others with it. */
async function fetchAll(
  found: readonly Found[],
  context: CallContext,
  said: Said,
): Promise<Pick<ApiAnswer, 'images' | 'leftOut'>> {
  if (found.some((each) => typeof each === 'string')) {
    context.report({ step: 'downloading' });
  }
  const results = await Promise.allSettled(
    found.map(async (each) => (typeof each === 'string' ? fetchPaid(each, context, said) : each)),
  );
  const images = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  const leftOut = results.flatMap((result) =>
    result.status === 'rejected' ? [result.reason as unknown] : [],
  );
  if (images.length === 0 || context.signal.aborted) {
    throw leftOut[0] ?? context.signal.reason;
  }
  return { images, leftOut };
}

interface Said {
  /** All that the model said, with the addresses in it. */
  readonly text: string;
  readonly requestId?: string;
}

/** The image was made, wherever it is, so where it cannot be fetched the person gets its address. */
async function fetchPaid(
  url: string,
  context: CallContext,
  { text, ...facts }: Said,
): Promise<ReceivedImage> {
  try {
    return await fetchImage(url, context);
  } catch (error) {
    if (!(error instanceof EaselError)) {
      throw error;
    }
    const modelText = text.includes(url) ? text : `${text}\n${url}`.trim();
    const details = { ...error.details, ...facts, modelText, maybeBilled: true };
    throw new EaselError(error.kind, details, { cause: error.cause });
  }
}

interface Failure {
  readonly answer: JsonAnswer;
  readonly context: CallContext;
  readonly facts: Pick<ApiAnswer, 'modelText' | 'requestId'>;
}

function withoutImage(body: OpenaiAnswer, { answer, context, facts }: Failure): EaselError {
  const error = body.error ?? body.choices?.find((choice) => choice.error != null)?.error;
  if (error != null) {
    const { host } = new URL(context.provider.baseUrl);
    return failureWithin({ ...answer, body: { error } }, { host, method: 'POST' });
  }
  const refusal = body.choices?.map(({ message }) => textOf(message?.refusal)).join('') ?? '';
  const reason = body.choices?.find((choice) => choice.finish_reason != null)?.finish_reason ?? undefined;
  return new EaselError(refusal !== '' || reason === 'content_filter' ? 'refusedByPolicy' : 'noImage', {
    ...facts,
    ...(refusal !== '' && { modelText: refusal }),
    ...(reason !== undefined && { reason }),
    // Gateways bill a good answer without an image as well.
    maybeBilled: true,
  });
}
