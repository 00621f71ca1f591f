import * as z from 'zod';
import type { GivenTurns } from './geminiConversation';
import { jsonAnswer, readJson, type Answer, type Call } from './http';
import type { RecordedReference } from './record';
import { readBase64, ReferenceRefusal } from './references';
import { Refusal, type TakenRequest } from './takeCall';

const tenRatios = ['1:1', '2:3', '3:2', '3:4', '4:3', '4:5', '5:4', '9:16', '16:9', '21:9'];
const fourteenRatios = [...tenRatios, '1:4', '4:1', '1:8', '8:1'];

/** https://ai.google.dev/gemini-api/docs/image-generation */
export const geminiModels: Readonly<
  Record<
    string,
    {
      readonly ratios: readonly string[];
      readonly sizes: readonly string[];
      readonly levels: readonly string[];
    }
  >
> = {
  'gemini-nano-banana-2.1': {
    ratios: fourteenRatios,
    sizes: ['1K', '2K', '4K'],
    levels: ['MINIMAL', 'MEDIUM', 'HIGH'],
  },
  'gemini-3-pro-image': { ratios: tenRatios, sizes: ['1K', '2K', '4K'], levels: [] },
  'gemini-3.1-flash-lite-image': { ratios: tenRatios, sizes: ['1K'], levels: ['MINIMAL', 'HIGH'] },
};

const maxReferences = 14;

const part = z.strictObject({
  text: z.string().optional(),
  inlineData: z.strictObject({ mimeType: z.string(), data: z.string() }).optional(),
  thoughtSignature: z.string().optional(),
});

/** Google's own spelling; an unknown name is refused, as its JSON is protobuf. */
const body = z.strictObject({
  contents: z
    .array(z.strictObject({ role: z.enum(['user', 'model']).optional(), parts: z.array(part).min(1) }))
    .min(1),
  generationConfig: z.strictObject({
    responseModalities: z.array(z.enum(['TEXT', 'IMAGE'])).refine((each) => each.includes('IMAGE')),
    imageConfig: z
      .strictObject({ aspectRatio: z.string().optional(), imageSize: z.string().optional() })
      .optional(),
    thinkingConfig: z
      .strictObject({
        includeThoughts: z.boolean().optional(),
        thinkingLevel: z.enum(['MINIMAL', 'LOW', 'MEDIUM', 'HIGH']).optional(),
      })
      .optional(),
  }),
});

export interface GeminiRequest extends TakenRequest {
  readonly unknownFields: readonly string[];
  readonly wantsImage: boolean;
}

/** https://cloud.google.com/apis/design/errors */
export function failed(
  status: number,
  name: string,
  message: string,
  details: readonly unknown[] = [],
): Answer {
  return jsonAnswer(status, { error: { code: status, message, status: name, details } });
}

export function invalidArgument(message: string): Answer {
  return failed(400, 'INVALID_ARGUMENT', message);
}

/** @throws Refusal */
export function readGeminiRequest(call: Call, model: string, given: GivenTurns): GeminiRequest {
  const facts = geminiModels[model];
  if (!facts) {
    throw new Refusal(failed(404, 'NOT_FOUND', `models/${model} is not found for API version v1beta.`));
  }
  const parsed = body.safeParse(readJson(call));
  if (!parsed.success) {
    throw new Refusal(invalidArgument(`Invalid JSON payload received. ${z.prettifyError(parsed.error)}`));
  }
  const { contents, generationConfig } = parsed.data;
  const refused = given.refusalOf(contents);
  if (refused !== undefined) {
    throw new Refusal(invalidArgument(refused));
  }
  const all = contents.flatMap((content) => content.parts);
  if (all.filter(({ inlineData }) => inlineData).length > maxReferences) {
    throw new Refusal(invalidArgument(`At most ${maxReferences} images are taken.`));
  }
  // What came before is there to be remembered; this is what is asked.
  const parts = contents.at(-1)?.parts ?? [];
  const { aspectRatio = '', imageSize: size = '' } = generationConfig.imageConfig ?? {};
  if (aspectRatio !== '' && !facts.ratios.includes(aspectRatio)) {
    throw new Refusal(invalidArgument(`Unsupported aspect ratio ${aspectRatio}.`));
  }
  if (size !== '' && !facts.sizes.includes(size)) {
    throw new Refusal(invalidArgument(`Unsupported image size ${size}.`));
  }
  const { thinkingLevel: level } = generationConfig.thinkingConfig ?? {};
  if (level !== undefined && !facts.levels.includes(level)) {
    throw new Refusal(invalidArgument(`Thinking level ${level} is not supported for this model.`));
  }
  const references = parts.flatMap(({ inlineData }) => (inlineData ? [readInline(inlineData)] : []));
  const includeThoughts = generationConfig.thinkingConfig?.includeThoughts ?? false;
  return {
    prompt: parts.flatMap(({ text }) => text ?? []).join('\n'),
    references,
    options: { model, aspectRatio, size, quality: '', count: 1, includeThoughts },
    unknownFields: [],
    wantsImage: true,
  };
}

function readInline({ mimeType, data }: { mimeType: string; data: string }): RecordedReference {
  try {
    return readBase64({ mediaType: mimeType, data, use: 'asset' });
  } catch (error) {
    throw error instanceof ReferenceRefusal ? new Refusal(invalidArgument(error.message)) : error;
  }
}
