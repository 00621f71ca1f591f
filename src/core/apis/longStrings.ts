import * as z from 'zod';
import { LongText } from '../http/longText';
import type { ReceivedImage } from '../provider';

/** A string of an answer: short ones come as they are, long ones with their base64 already decoded. */
export const longString = z.union([z.string(), z.instanceof(LongText)]);

export type LongString = z.infer<typeof longString>;

/** The text without what was embedded in it. */
export function textOf(value: LongString | null | undefined): string {
  return value instanceof LongText ? value.text : (value ?? '');
}

const dataUri = /data:(image\/[\w.+-]+);base64,([\w+/=-]+)/gu;

/** The images in a string: base64, a data URI, or Markdown around data URIs. In the order of the text. */
export function imagesOf(value: LongString | null | undefined): readonly ReceivedImage[] {
  if (value instanceof LongText) {
    return value.embedded.map(({ bytes, mediaType }) => ({
      bytes,
      ...(mediaType !== undefined && { declaredMediaType: mediaType }),
    }));
  }
  // An image of a few hundred bytes still stands in a short string.
  return Array.from((value ?? '').matchAll(dataUri), ([, mediaType = '', base64 = '']) => ({
    bytes: Buffer.from(base64, 'base64'),
    declaredMediaType: mediaType,
  }));
}

const markdownImage = /!\[[^\]]*\]\(([^)\s]*)[^)]*\)/gu;

/** The addresses of Markdown images that stand elsewhere, in the order of the text. */
export function imageUrlsIn(text: string): readonly string[] {
  return Array.from(text.matchAll(markdownImage), ([, url = '']) => url).filter((url) =>
    /^https?:/u.test(url),
  );
}

/** What is left of a text once its images have been taken out. */
export function withoutImages(text: string): string {
  return text.replaceAll(markdownImage, '').trim();
}

/** The image that a string is: nothing but base64, of the type that stands beside it. */
export function imageFromBase64(value: LongString, mediaType: string | undefined): readonly ReceivedImage[] {
  const declared = mediaType === undefined ? {} : { declaredMediaType: mediaType };
  const found = imagesOf(value).map((image) => ({ ...declared, ...image }));
  if (found.length > 0 || value instanceof LongText || value === '') {
    return found;
  }
  return [{ bytes: Buffer.from(value, 'base64'), ...declared }];
}
