import * as z from 'zod';
import { EaselError } from '../../model/errors';
import { refusalReason } from '../../http/policy/refusalWords';
import type { JsonAnswer, JsonBody } from '../../http/client';
import type { Api, ApiAnswer, CallContext, KeyCheckContext } from '../common/api';
import type { ImageRequest } from '../../model/request';
import { askFor } from '../response/getJson';
import { orFailure } from '../response/bodyFailure';
import { collectImages } from '../response/collectImages';
import { contentsOf, fileIn, geminiPart, inlineOf, spokenIn, type GeminiPart } from './geminiConversation';
import { joinEvents } from '../response/joinEvents';
import { listGeminiModels } from '../response/listModels';
import { imageFromBase64, imagesOf, saidIn, withoutImages } from '../response/responseText';
import { asObject, listOf, loose, membersOf } from '../response/loose';
import type { Found } from '../response/openaiAnswer';
import { otherShape, readAnswer } from '../response/parseResponse';
import { sendPaid } from '../common/sendPaid';
import { geminiUsage } from '../response/usage';

/**
 * Gemini's native format: `models/{model}:generateContent` with inline images.
 * https://newdocs.getinfinityblue.com/en-images/nanobanana, https://ai.google.dev/api/generate-content
 */
export const gemini: Api = { generate, checkKey, listModels: listGeminiModels, goesOn: true };

const word = loose(z.string());

const geminiFields = z.object({
  candidates: membersOf(
    z.object({
      // `content` and `parts` may be absent when the answer was blocked.
      content: loose(z.object({ parts: membersOf(geminiPart) })),
      finishReason: word,
    }),
  ),
  promptFeedback: loose(z.object({ blockReason: word })),
  responseId: word,
  error: z.unknown().nullish(),
  usageMetadata: geminiUsage,
});

/** It fits any answer: gateways write null for whatever is not there, and what is odd is as if it were not. */
const geminiAnswer = z.unknown().transform((body) => geminiFields.parse(asObject(body) ?? {}));

type GeminiAnswer = z.infer<typeof geminiAnswer>;

async function generate(request: ImageRequest, context: CallContext): Promise<ApiAnswer> {
  const { provider, model } = context;
  const method = provider.streaming ? 'streamGenerateContent?alt=sse' : 'generateContent';
  const answer = await sendPaid(context, {
    path: `/v1beta/models/${encodeURIComponent(model.id)}:${method}`,
    body: buildBody(request, context),
    streaming: provider.streaming === true,
    // A stream gives one after another, the parts of the answer shared out among them.
    bringsImage: (value) => imagesIn(partsOf(geminiAnswer.parse(joinEvents([value])))).length > 0,
  });
  const requestId = answer.headers['x-request-id'];
  const source = { provider, method: 'POST' } as const;
  return orFailure(answer, source, () => {
    const body = readAnswer({ ...answer, body: joinEvents(answer.body) }, geminiAnswer, source);
    return readImages(body, { answer, context, requestId: requestId ?? body.responseId });
  });
}

/** The list of models costs nothing and needs the key. */
async function checkKey(context: KeyCheckContext): Promise<void> {
  await askFor(context, '/v1beta/models', z.unknown());
}

function buildBody(request: ImageRequest, { includeThoughts, provider }: CallContext): JsonBody {
  return {
    contents: contentsOf(request, provider),
    generationConfig: {
      responseModalities: ['TEXT', 'IMAGE'],
      imageConfig: {
        aspectRatio: request.aspectRatio || undefined,
        imageSize: request.size || undefined,
      },
      thinkingConfig: thinkingConfigOf(request, includeThoughts),
    },
  };
}

/** A model that does not think refuses the whole request for it. */
function thinkingConfigOf({ thinking = '' }: ImageRequest, includeThoughts: boolean): JsonBody | undefined {
  return includeThoughts || thinking !== ''
    ? {
        includeThoughts: includeThoughts || undefined,
        // An enumeration, whose names are in capitals: https://github.com/googleapis/js-genai, `ThinkingLevel`.
        thinkingLevel: thinking.toUpperCase() || undefined,
      }
    : undefined;
}

interface Reading {
  readonly answer: JsonAnswer;
  readonly context: CallContext;
  readonly requestId: string | undefined;
}

async function readImages(body: GeminiAnswer, { answer, context, requestId }: Reading): Promise<ApiAnswer> {
  const parts = partsOf(body);
  const thoughts = saidIn(
    parts.filter((each) => each.thought === true).map((each) => each.text),
    '\n',
  ).trim();
  if (thoughts !== '') {
    context.log(`The model's reasoning: ${thoughts}`);
  }
  const text = saidIn(spokenOf(parts).map((part) => part.text));
  const said = requestId === undefined ? {} : { requestId };
  const isRefused = refusalIn(body) !== undefined || body.error != null;
  const found = { known: imagesIn(parts), body: answer.body, text, facts: said, isRefused };
  const collected = await collectImages(found, context);
  const modelText = withoutImages(text, collected?.addresses);
  const facts = { ...(modelText !== '' && { modelText }), ...said };
  if (!collected) {
    throw withoutImage(body, { answer, context, facts });
  }
  const spoken = await spokenIn(parts);
  return {
    images: collected.images,
    leftOut: collected.leftOut,
    ...facts,
    ...(spoken && { spoken }),
    ...(body.usageMetadata != null && { usage: body.usageMetadata }),
  };
}

function partsOf({ candidates }: GeminiAnswer): readonly GeminiPart[] {
  return candidates.flatMap((candidate) => candidate.content?.parts ?? []);
}

/** Drafts of the model's thinking look like results, but are none. */
function spokenOf(parts: readonly GeminiPart[]): readonly GeminiPart[] {
  return parts.filter((each) => each.thought !== true);
}

function imagesIn(parts: readonly GeminiPart[]): readonly Found[] {
  return spokenOf(parts).flatMap((each) => imagesOfPart(each));
}

/** Most answers hold bytes in `inlineData`; some upstreams put a Markdown data URI into the text, or name a file. */
function imagesOfPart(part: GeminiPart): readonly Found[] {
  const inline = inlineOf(part);
  const file = fileIn(part);
  return [
    ...(inline ? imageFromBase64(inline.data, inline.mimeType) : []),
    ...(file === undefined ? [] : [file]),
    ...imagesOf(part.text),
  ];
}

/** The reason why nothing may be drawn, or was. */
function refusalIn({ promptFeedback, candidates }: GeminiAnswer): string | undefined {
  const blocked = promptFeedback?.blockReason;
  const reason = finishReasonIn(candidates);
  return blocked ?? (reason !== undefined && refusalReason.test(reason) ? reason : undefined);
}

function finishReasonIn(candidates: GeminiAnswer['candidates']): string | undefined {
  return candidates.find((candidate) => candidate.finishReason !== undefined)?.finishReason;
}

interface Failure {
  readonly answer: JsonAnswer;
  readonly context: CallContext;
  readonly facts: Pick<ApiAnswer, 'modelText' | 'requestId'>;
}

function withoutImage(body: GeminiAnswer, { answer, context: { provider }, facts }: Failure): EaselError {
  const { candidates, promptFeedback } = body;
  if (candidates.length === 0 && !promptFeedback && !hasCandidates(answer.body)) {
    return otherShape(answer, { provider, method: 'POST' });
  }
  const refusal = refusalIn(body);
  const reason = refusal ?? finishReasonIn(candidates);
  return new EaselError(refusal === undefined ? 'noImage' : 'refusedByPolicy', {
    ...facts,
    ...(reason !== undefined && { reason }),
    // Gateways bill a good answer without an image as well.
    maybeBilled: true,
  });
}

/** An empty list, in an answer or a piece of one. */
function hasCandidates(body: unknown): boolean {
  return listOf(body).some((piece) => Array.isArray(asObject(piece)?.candidates));
}
