import * as z from 'zod';
import type { ReceivedImage } from '../provider';
import { imageFromBase64, imagesOf, imageUrlsIn, longString, textOf, type LongString } from './longStrings';
import { openaiUsage } from './usage';

const imageUrl = z.union([longString, z.object({ url: longString }).transform(({ url }) => url)]);

/** LiteLLM's older versions and some gateways leave out one object around the address, or both. */
const imageHolder = z.union([
  imageUrl,
  z.object({ image_url: imageUrl }).transform((holder) => holder.image_url),
  z.unknown().transform(() => undefined),
]);

const contentPart = z.object({
  text: longString.nullish(),
  image_url: imageUrl.nullish(),
  b64_json: longString.nullish(),
});

const message = z.object({
  content: z.union([longString, z.array(contentPart)]).nullish(),
  images: z.array(imageHolder).nullish(),
  image: imageHolder.nullish(),
  reasoning_content: longString.nullish(),
  refusal: longString.nullish(),
});

/** Every place where a service that speaks one of OpenAI's formats may put an image; no two agree. */
export const openaiAnswer = z.object({
  id: z.string().nullish(),
  data: z
    .array(
      z.object({
        b64_json: longString.nullish(),
        url: longString.nullish(),
        media_type: z.string().nullish(),
      }),
    )
    .nullish(),
  output_format: z.string().nullish(),
  choices: z
    .array(
      z.object({
        message: message.nullish(),
        finish_reason: z.string().nullish(),
        error: z.unknown().optional(),
      }),
    )
    .nullish(),
  output: z
    .array(
      z.object({
        type: z.string().nullish(),
        result: longString.nullish(),
        content: z.array(contentPart).nullish(),
      }),
    )
    .nullish(),
  error: z.unknown().optional(),
  usage: openaiUsage,
});

export type OpenaiAnswer = z.infer<typeof openaiAnswer>;

/** An image, or the address where it stands. */
export type Found = ReceivedImage | string;

/** The first place that holds any counts. */
export function findImages(body: OpenaiAnswer): readonly Found[] {
  const texts = textsOf(body);
  const messages = body.choices?.flatMap((choice) => choice.message ?? []) ?? [];
  const parts = [
    ...messages.flatMap(({ content }) => (Array.isArray(content) ? content : [])),
    ...(body.output?.flatMap(({ content }) => content ?? []) ?? []),
  ];
  const mediaType = body.output_format == null ? undefined : `image/${body.output_format}`;
  const places: readonly (() => readonly Found[])[] = [
    () =>
      body.data?.flatMap((image) => [
        ...(image.b64_json == null ? [] : imageFromBase64(image.b64_json, image.media_type ?? mediaType)),
        ...(image.b64_json == null ? atUrl(image.url) : []),
      ]) ?? [],
    () => messages.flatMap(({ images, image }) => [...(images ?? []), image].flatMap((each) => atUrl(each))),
    () =>
      parts.flatMap((part) => [
        ...atUrl(part.image_url),
        ...(part.b64_json == null ? [] : imageFromBase64(part.b64_json, undefined)),
      ]),
    // Drafts of the model's thinking stand unmarked before the result, so only the last image of a text counts.
    () => texts.flatMap((text) => imagesOf(text)).slice(-1),
    () => texts.flatMap((text) => imageUrlsIn(textOf(text))).slice(-1),
    () => texts.map((text) => textOf(text).trim()).filter((text) => isBareUrl(text)),
    () =>
      body.output?.flatMap(({ type, result }) =>
        type === 'image_generation_call' && result != null ? imageFromBase64(result, mediaType) : [],
      ) ?? [],
  ];
  return places.map((look) => look()).find((images) => images.length > 0) ?? [];
}

/** What the model said, images and all. */
export function textsOf({ choices, output }: OpenaiAnswer): readonly LongString[] {
  const contents = [
    ...(choices?.map((choice) => choice.message?.content) ?? []),
    ...(output ?? []).map(({ content }) => content),
  ];
  return contents.flatMap((content) =>
    Array.isArray(content) ? content.flatMap(({ text }) => text ?? []) : (content ?? []),
  );
}

/** An address may be a `data:` URI, which is the image itself. */
function atUrl(url: LongString | null | undefined): readonly Found[] {
  const embedded = imagesOf(url);
  const text = textOf(url);
  return embedded.length > 0 ? embedded : text === '' ? [] : [text];
}

export function isBareUrl(text: string): boolean {
  return /^https?:\/\/\S+$/u.test(text);
}
