import * as z from 'zod';
import { mostSaidBytes, type AnswerPart, type SpokenPart } from '../../model/conversation';
import { Base64Text, type JsonBody } from '../../http/client';
import { LongText } from '../../http/response/longText';
import { formatFacts } from '../../../shared/imageFormat';
import { sniffFormat } from '../../image/sniff';
import type { Provider } from '../../model/provider';
import type { ByteSource, Reference } from '../../model/reference';
import type { ImageRequest } from '../../model/request';
import { sha256Of } from '../../util/sha256';
import { loose } from '../response/loose';
import { imageFromBase64, imagesOf, longString, textOf, type LongString } from '../response/responseText';

/** A part of an answer. Gateways answer in either spelling, and write null for what is not there. */
export const geminiPart = z.object({
  text: loose(longString),
  thought: loose(z.boolean()),
  inlineData: loose(z.object({ mimeType: loose(z.string()), data: longString })),
  inline_data: loose(
    z.object({ mime_type: loose(z.string()), mimeType: loose(z.string()), data: longString }),
  ),
  fileData: loose(z.object({ fileUri: z.string() })),
  file_data: loose(z.object({ file_uri: z.string() })),
  thoughtSignature: loose(longString),
  thought_signature: loose(longString),
});

export type GeminiPart = z.infer<typeof geminiPart>;

/** The image that is a part, with the type that stands beside it. */
export function inlineOf({
  inlineData,
  inline_data: snake,
}: GeminiPart): { readonly mimeType: string | undefined; readonly data: LongString } | undefined {
  const inline = inlineData ?? (snake && { mimeType: snake.mime_type ?? snake.mimeType, data: snake.data });
  return inline && { mimeType: inline.mimeType, data: inline.data };
}

/** The address of a part that stands elsewhere. */
export function fileIn({ fileData, file_data: snake }: GeminiPart): string | undefined {
  return fileData?.fileUri ?? snake?.file_uri;
}

/**
 * All that is said, oldest first: what was said before is given back as it came, signatures in the parts that they came
 * in. https://ai.google.dev/gemini-api/docs/image-generation#thought-signatures
 */
export function contentsOf(
  { prompt, references, conversation = [] }: ImageRequest,
  { inlineDataName = 'inlineData' }: Provider,
): readonly JsonBody[] {
  const inline = (mimeType: string, image: ByteSource): Readonly<Record<string, JsonBody>> => ({
    [inlineDataName]: { mimeType, data: new Base64Text(image) },
  });
  const asked = (text: string, images: readonly Reference[]): JsonBody => ({
    role: 'user',
    // The instruction has a part of its own: text behind an image in the same part is lost in some gateways.
    parts: [{ text }, ...images.map((image) => inline(formatFacts[image.format].mediaType, image))],
  });
  const answered = ({ signature: thoughtSignature, ...part }: AnswerPart): JsonBody =>
    'image' in part
      ? { ...inline(part.mediaType, part.image), thoughtSignature }
      : { text: part.text, thoughtSignature };
  return [
    ...conversation.flatMap((exchange) => [
      asked(exchange.prompt, exchange.references),
      { role: 'model', parts: exchange.answer.map((part) => answered(part)) },
    ]),
    asked(prompt, references),
  ];
}

/**
 * What must be given back for the conversation to go on: all but the thoughts, which carry no signatures of their own.
 * @returns `undefined` where it could not be given back as it came, it is too much, or an image is unsigned: "Image part
 * is missing a thought_signature" is what the next request would be answered.
 */
export async function spokenIn(parts: readonly GeminiPart[]): Promise<readonly SpokenPart[] | undefined> {
  const spoken: SpokenPart[] = [];
  for (const part of parts.filter(({ thought }) => thought !== true)) {
    const one = await spokenPart(part);
    if (!one) {
      return undefined;
    }
    spoken.push(one);
  }
  const said = spoken.reduce((sum, part) => sum + lengthOf(part), 0);
  return said <= mostSaidBytes && spoken.some((part) => 'sha256' in part) ? spoken : undefined;
}

function lengthOf({ signature = '', ...part }: SpokenPart): number {
  return signature.length + ('text' in part ? (part.text ?? '').length : 0);
}

async function spokenPart(part: GeminiPart): Promise<SpokenPart | undefined> {
  const given = part.thoughtSignature ?? part.thought_signature;
  const signature = given === undefined ? undefined : signatureOf(given);
  const signed = signature !== undefined && { signature };
  const inline = inlineOf(part);
  if (inline) {
    const [image, ...others] = imageFromBase64(inline.data, inline.mimeType);
    const format = image && sniffFormat(image.bytes);
    // What is declared as another type than it is would be refused as input.
    const isAsDeclared = format !== undefined && formatFacts[format].mediaType === inline.mimeType;
    return image && isAsDeclared && others.length === 0 && signed && part.text === undefined
      ? { sha256: await sha256Of(image.bytes), mediaType: inline.mimeType, ...signed }
      : undefined;
  }
  // A file that stands elsewhere is no part that could be given back.
  if ((given !== undefined && signature === undefined) || fileIn(part) !== undefined) {
    return undefined;
  }
  if (part.text === undefined) {
    return signed || undefined;
  }
  return imagesOf(part.text).length === 0 ? { text: textOf(part.text), ...signed } : undefined;
}

/** A long one has been decoded on the way, as base64 is; `undefined` where encoding it would not bring it back. */
function signatureOf(value: LongString): string | undefined {
  if (!(value instanceof LongText)) {
    return value;
  }
  const [piece, ...others] = value.pieces;
  if (piece === undefined || others.length > 0) {
    return undefined;
  }
  if (typeof piece === 'string') {
    return piece;
  }
  return piece.isSpeltOtherwise ? undefined : Buffer.from(piece.bytes).toString('base64');
}
