import * as z from 'zod';
import type { ReceivedImage } from '../common/api';
import {
  imageFromBase64,
  imagesOf,
  imageUrlsIn,
  longString,
  saidIn,
  textOf,
  type LongString,
} from './responseText';
import { asObject, loose, membersOf } from './loose';
import { openaiUsage } from './usage';

const text = loose(longString);
const word = loose(z.string());

const imageUrl = z.union([longString, z.object({ url: longString }).transform(({ url }) => url)]);

/** LiteLLM's older versions and some gateways leave out one object around the address, or both. */
const imageHolder = z.union([
  imageUrl,
  z.object({ image_url: imageUrl }).transform((holder) => holder.image_url),
]);

const contentPart = z.object({ text, image_url: loose(imageUrl), b64_json: text });

const message = z.object({
  content: z.union([longString, membersOf(contentPart)]),
  images: membersOf(imageHolder),
  image: loose(imageHolder),
  reasoning_content: text,
  refusal: text,
});

const choice = z.object({ message: loose(message), finish_reason: word, error: z.unknown().nullish() });

const outputItem = z.object({ type: word, result: text, content: membersOf(contentPart) });

const answerFields = z.object({
  id: word,
  data: membersOf(z.object({ b64_json: text, url: text, media_type: word })),
  output_format: word,
  choices: membersOf(choice),
  output: membersOf(outputItem),
  error: z.unknown().nullish(),
  usage: openaiUsage,
});

/**
 * Every place where a service that speaks one of OpenAI's formats may put an image; no two agree. It fits any answer: what
 * is odd is as if it were not there.
 */
export const openaiAnswer = z.unknown().transform((body) => answerFields.parse(asObject(body) ?? {}));

export type OpenaiAnswer = z.infer<typeof openaiAnswer>;

/** An image, or the address where it stands. */
export type Found = ReceivedImage | string;

/** Whether there is anything of these formats in it, an image or not. */
export function isOpenaiAnswer({ data, choices, output, error }: OpenaiAnswer): boolean {
  return data.length + choices.length + output.length > 0 || error != null;
}

/** The first place that holds any counts. */
export function findImages(body: OpenaiAnswer): readonly Found[] {
  const texts = textsOf(body);
  const messages = body.choices.flatMap((each) => each.message ?? []);
  const parts = [
    ...messages.flatMap(({ content }) => (isParts(content) ? content : [])),
    ...body.output.flatMap(({ content }) => content),
  ];
  const mediaType = body.output_format === undefined ? undefined : `image/${body.output_format}`;
  const places: readonly (() => readonly Found[])[] = [
    () =>
      body.data.flatMap(({ b64_json: base64, url, media_type: declared }) =>
        isEmpty(base64) ? atUrl(url) : imageFromBase64(base64, declared ?? mediaType),
      ),
    () => messages.flatMap(({ images, image }) => [...images, image].flatMap((each) => atUrl(each))),
    () =>
      parts.flatMap((part) => [
        ...atUrl(part.image_url),
        ...(isEmpty(part.b64_json) ? [] : imageFromBase64(part.b64_json, undefined)),
      ]),
    // Drafts of the model's thinking stand unmarked before the result, so only the last image of a text counts.
    () => texts.flatMap((each) => imagesOf(each)).slice(-1),
    () => texts.flatMap((each) => imageUrlsIn(saidIn([each]))).slice(-1),
    () => texts.map((each) => saidIn([each]).trim()).filter((each) => isBareUrl(each)),
    () =>
      body.output.flatMap(({ type, result }) =>
        type === 'image_generation_call' && !isEmpty(result) ? imageFromBase64(result, mediaType) : [],
      ),
  ];
  return places.map((look) => look()).find((images) => images.length > 0) ?? [];
}

/** What the model said, images and all. */
export function textsOf({ choices, output }: OpenaiAnswer): readonly LongString[] {
  const contents = [...choices.map((each) => each.message?.content), ...output.map(({ content }) => content)];
  return contents.flatMap((content) =>
    isParts(content) ? content.flatMap((part) => part.text ?? []) : (content ?? []),
  );
}

type Content = NonNullable<OpenaiAnswer['choices'][number]['message']>['content'];

function isParts(content: Content | undefined): content is Exclude<Content, LongString> {
  return Array.isArray(content);
}

function isEmpty(value: LongString | undefined): value is '' | undefined {
  return value === undefined || value === '';
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
