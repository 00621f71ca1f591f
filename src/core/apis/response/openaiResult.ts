import { EaselError } from '../../model/errors';
import { failureWithin } from '../../http/responseErrors';
import type { JsonAnswer } from '../../http/client';
import type { Usage } from '../../model/price';
import type { ApiAnswer, CallContext } from '../common/api';
import { collectImages } from './collectImages';
import { joinEvents } from './joinEvents';
import { saidIn, withoutImages } from './responseText';
import { asObject } from './loose';
import { findImages, isOpenaiAnswer, textsOf, type OpenaiAnswer } from './openaiAnswer';
import { otherShape } from './parseResponse';

/**
 * The images of an answer with what the model said, fetched where they stand behind an address.
 * @throws EaselError `noImage`, `refusedByPolicy`, or what an error in a good answer stands for.
 */
export async function readImages(
  body: OpenaiAnswer,
  answer: JsonAnswer,
  context: CallContext,
): Promise<ApiAnswer> {
  const text = saidIn(textsOf(body), '\n');
  const requestId = answer.headers['x-request-id'] ?? body.id;
  const said = requestId === undefined ? {} : { requestId };
  const failure = (): EaselError =>
    withoutImage(body, { answer, context, facts: { ...said, ...spoken(text) } });
  const collected = await collectImages(
    { known: findImages(body), body: answer.body, text, facts: said, isRefused: isRefused(body) },
    context,
  );
  if (!collected) {
    throw failure();
  }
  const { images, leftOut, addresses } = collected;
  const usage = body.usage == null ? {} : { usage: usageFor(body.usage, context) };
  return { images, leftOut, ...said, ...spoken(text, addresses), ...usage };
}

/** What the model said, without the images that came: one that did not is shown where it stands. */
function spoken(text: string, fetched?: ReadonlySet<string>): { readonly modelText?: string } {
  const modelText = withoutImages(text, fetched);
  return modelText === '' ? {} : { modelText };
}

/** Only OpenRouter's `cost` is known to be dollars. */
function usageFor({ cost, ...usage }: Usage, { provider, model }: CallContext): Usage {
  const isInDollars = (model.api ?? provider.api) === 'openrouter-images';
  return { ...usage, ...(cost !== undefined && isInDollars && { cost }) };
}

interface Failure {
  readonly answer: JsonAnswer;
  readonly context: CallContext;
  readonly facts: Pick<ApiAnswer, 'modelText' | 'requestId'>;
}

function isRefused(body: OpenaiAnswer): boolean {
  return errorIn(body) != null || refusalIn(body) !== '' || reasonIn(body) === 'content_filter';
}

function errorIn({ error, choices }: OpenaiAnswer): unknown {
  return error ?? choices.find((choice) => choice.error != null)?.error;
}

function refusalIn({ choices }: OpenaiAnswer): string {
  return saidIn(choices.map(({ message }) => message?.refusal));
}

function reasonIn({ choices }: OpenaiAnswer): string | undefined {
  return choices.find((choice) => choice.finish_reason !== undefined)?.finish_reason;
}

function withoutImage(body: OpenaiAnswer, { answer, context, facts }: Failure): EaselError {
  const { provider } = context;
  const error = errorIn(body);
  if (error != null) {
    const { host } = new URL(provider.baseUrl);
    return failureWithin({ ...answer, body: { error } }, { host, method: 'POST' });
  }
  if (!isOpenaiAnswer(body) && !hasLists(joinEvents(answer.body))) {
    return otherShape(answer, { provider, method: 'POST' });
  }
  const refusal = refusalIn(body);
  const reason = reasonIn(body);
  return new EaselError(refusal !== '' || reason === 'content_filter' ? 'refusedByPolicy' : 'noImage', {
    ...facts,
    ...(refusal !== '' && { modelText: refusal }),
    ...(reason !== undefined && { reason }),
    // Gateways bill a good answer without an image as well.
    maybeBilled: true,
  });
}

/** Of none of whose members anything is known. */
function hasLists(body: unknown): boolean {
  const fields = asObject(body) ?? {};
  return ['data', 'choices', 'output'].some((name) => Array.isArray(fields[name]));
}
