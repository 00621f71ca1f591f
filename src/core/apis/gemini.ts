import * as z from 'zod';
import { EaselError } from '../errors';
import { refusalReason } from '../http/refusalWords';
import type { JsonBody } from '../http/client';
import type { Api, ApiAnswer, CallContext, KeyCheckContext, ReceivedImage } from '../provider';
import type { ImageRequest } from '../request';
import { askFor } from './askFor';
import { orFailure } from './bodyFailure';
import { contentsOf, geminiPart, inlineOf, spokenIn, type GeminiPart } from './geminiConversation';
import { listGeminiModels } from './listModels';
import { imageFromBase64, imagesOf, textOf, withoutImages } from './longStrings';
import { readAnswer } from './readAnswer';
import { sendPaid } from './sendPaid';
import { geminiUsage } from './usage';

/**
 * Gemini's native format: `models/{model}:generateContent` with inline images.
 * https://newdocs.getinfinityblue.com/en-images/nanobanana, https://ai.google.dev/api/generate-content
 */
export const gemini: Api = { generate, checkKey, listModels: listGeminiModels, goesOn: true };

const geminiAnswer = z.object({
  candidates: z
    .array(
      z.object({
        // `content` and `parts` may be absent when the answer was blocked.
        content: z.object({ parts: z.array(geminiPart).optional() }).optional(),
        finishReason: z.string().optional(),
      }),
    )
    .optional(),
  promptFeedback: z.object({ blockReason: z.string().optional() }).optional(),
  responseId: z.string().optional(),
  usageMetadata: geminiUsage,
});

/** A stream gives one after another, the parts of the answer shared out among them. */
const geminiAnswers = z.union([z.array(geminiAnswer).min(1), geminiAnswer]);

type GeminiAnswer = z.infer<typeof geminiAnswer>;

async function generate(request: ImageRequest, context: CallContext): Promise<ApiAnswer> {
  const { provider, model } = context;
  const method = provider.streaming ? 'streamGenerateContent?alt=sse' : 'generateContent';
  const answer = await sendPaid(context, {
    path: `/v1beta/models/${encodeURIComponent(model.id)}:${method}`,
    body: buildBody(request, context),
    streaming: provider.streaming === true,
    bringsImage: (value) => {
      const piece = geminiAnswer.safeParse(value).data;
      return piece !== undefined && imagesIn(partsOf(piece)).length > 0;
    },
  });
  const requestId = answer.headers['x-request-id'];
  const source = { provider, method: 'POST' } as const;
  return orFailure(answer, source, () => {
    const body = joinPieces(readAnswer(answer, geminiAnswers, source));
    return readImages(body, { context, requestId: requestId ?? body.responseId });
  });
}

function joinPieces(answer: z.infer<typeof geminiAnswers>): GeminiAnswer {
  const pieces = Array.isArray(answer) ? answer : [answer];
  return {
    candidates: pieces.flatMap(({ candidates }) => candidates ?? []),
    promptFeedback: pieces.find(({ promptFeedback }) => promptFeedback)?.promptFeedback,
    responseId: pieces.find(({ responseId }) => responseId)?.responseId,
    // Each piece counts all that came before it.
    usageMetadata: pieces.findLast(({ usageMetadata }) => usageMetadata != null)?.usageMetadata,
  };
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

async function readImages(
  answer: GeminiAnswer,
  { context, requestId }: { readonly context: CallContext; readonly requestId: string | undefined },
): Promise<ApiAnswer> {
  const parts = partsOf(answer);
  for (const { text } of parts.filter((each) => each.thought === true && each.text !== undefined)) {
    context.log(`The model's reasoning: ${textOf(text)}`);
  }
  const spoken = spokenOf(parts);
  const images = imagesIn(parts);
  const modelText = withoutImages(spoken.map(({ text }) => textOf(text)).join(''));
  const facts = {
    ...(modelText === '' ? {} : { modelText }),
    ...(requestId !== undefined && { requestId }),
  };
  if (images.length === 0) {
    throw withoutImage(answer, facts);
  }
  const said = await spokenIn(parts);
  return {
    images,
    ...facts,
    ...(said && { spoken: said }),
    ...(answer.usageMetadata != null && { usage: answer.usageMetadata }),
  };
}

function partsOf({ candidates }: GeminiAnswer): readonly GeminiPart[] {
  return candidates?.flatMap((candidate) => candidate.content?.parts ?? []) ?? [];
}

/** Drafts of the model's thinking look like results, but are none. */
function spokenOf(parts: readonly GeminiPart[]): readonly GeminiPart[] {
  return parts.filter((each) => each.thought !== true);
}

function imagesIn(parts: readonly GeminiPart[]): readonly ReceivedImage[] {
  return spokenOf(parts).flatMap((each) => imagesOfPart(each));
}

/** Most answers hold bytes in `inlineData`; some upstreams put a Markdown data URI into the text. */
function imagesOfPart(part: GeminiPart): readonly ReceivedImage[] {
  const inline = inlineOf(part);
  return [...(inline ? imageFromBase64(inline.data, inline.mimeType) : []), ...imagesOf(part.text)];
}

function withoutImage(
  answer: GeminiAnswer,
  facts: { readonly modelText?: string; readonly requestId?: string },
): EaselError {
  const blocked = answer.promptFeedback?.blockReason;
  const reason =
    blocked ?? answer.candidates?.find((candidate) => candidate.finishReason !== undefined)?.finishReason;
  const refused = blocked !== undefined || (reason !== undefined && refusalReason.test(reason));
  return new EaselError(refused ? 'refusedByPolicy' : 'noImage', {
    ...facts,
    ...(reason !== undefined && { reason }),
    // Gateways bill a good answer without an image as well.
    maybeBilled: true,
  });
}
