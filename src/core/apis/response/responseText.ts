import * as z from 'zod';
import { ResponseFault } from '../../http/policy/responseFault';
import { decodeDataUri } from '../../http/dataUri';
import { LongStringReader } from '../../http/response/longStringReader';
import { LongText } from '../../http/response/longText';
import { decodePercents } from '../../http/response/base64Escapes';
import { sniffFormat } from '../../image/sniff';
import type { ReceivedImage } from '../common/api';
import { linkedAddresses } from './linkedAddresses';

/** A string of an answer: short ones come as they are, long ones with their base64 already decoded. */
export const longString = z.union([z.string(), z.instanceof(LongText)]);

export type LongString = z.infer<typeof longString>;

/** The text without what was embedded in it. */
export function textOf(value: LongString | null | undefined): string {
  return value instanceof LongText ? value.text : (value ?? '');
}

/** Longer than anyone reads, and short enough for whatever looks through it. */
const longestSaid = 256 * 1024;

/** What was said in several texts, without what was embedded in them; cut off where nobody would read on. */
export function saidIn(texts: readonly (LongString | undefined)[], separator = ''): string {
  let said = '';
  for (const [index, text] of texts.entries()) {
    said += index > 0 ? separator : '';
    for (const piece of text instanceof LongText ? text.pieces : [text]) {
      said += typeof piece === 'string' ? piece.slice(0, longestSaid) : '';
      if (said.length >= longestSaid) {
        return said.slice(0, longestSaid);
      }
    }
  }
  return said;
}

/** As in an answer: a text whose base64 is decoded where there is any. */
export function toLongString(text: string): LongString {
  if (!text.includes('64,')) {
    return text;
  }
  const reader = new LongStringReader(text.length * 2);
  reader.take(Buffer.from(JSON.stringify(text).slice(1, -1)));
  const read = reader.finish();
  return read.embedded.length > 0 ? read : text;
}

const dataUri = /data:(image\/[\w.+-]+);base64,([\w+/=%-]+)/giu;
/** In any other spelling, as with parameters or a line break behind the comma. */
const otherDataUri = /;\s*base64,/iu;

/** As many as a long text gives. */
const mostDataUris = 64;

/** The images in a string: base64, a data URI, or Markdown around data URIs. In the order of the text. */
export function imagesOf(value: LongString | null | undefined): readonly ReceivedImage[] {
  if (value instanceof LongText) {
    const embedded = value.embedded.map(({ bytes, mediaType }) => ({
      bytes,
      ...(mediaType !== undefined && { declaredMediaType: mediaType }),
    }));
    return embedded.length > 0 ? embedded : plainDataUri(value.text);
  }
  const text = value ?? '';
  // An image of a few hundred bytes still stands in a short string.
  const found = Array.from(text.matchAll(dataUri)).slice(0, mostDataUris);
  if (found.length > 0) {
    return found.map(([, mediaType = '', base64 = '']) => ({
      bytes: Buffer.from(decodePercents(base64), 'base64'),
      declaredMediaType: mediaType.toLowerCase(),
    }));
  }
  const read = otherDataUri.test(text) ? toLongString(text) : text;
  return read instanceof LongText ? imagesOf(read) : plainDataUri(text);
}

/** A text that is a data URI without base64, as of an SVG. */
function plainDataUri(text: string): readonly ReceivedImage[] {
  if (!/^\s*data:image\//iu.test(text)) {
    return [];
  }
  try {
    const { bytes, mediaType } = decodeDataUri(text.trim());
    return [{ bytes, ...(mediaType !== undefined && { declaredMediaType: mediaType }) }];
  } catch (error) {
    if (error instanceof ResponseFault) {
      return [];
    }
    throw error;
  }
}

/** The addresses of images in Markdown or HTML that stand elsewhere, in the order of the text. */
export function imageUrlsIn(text: string): readonly string[] {
  return linkedAddresses(text.slice(0, longestSaid))
    .filter(({ address, isImage }) => isImage && /^https?:/iu.test(address))
    .map(({ address }) => address);
}

/** What is left of a text once the images in it have been taken out, and those that were fetched. */
export function withoutImages(text: string, fetched: ReadonlySet<string> = new Set()): string {
  const kept: string[] = [];
  let from = 0;
  for (const { address, isImage, start, end } of linkedAddresses(text)) {
    // Of an image that was embedded, the address is gone already.
    const isTaken = isImage && (address === '' || /^data:/iu.test(address));
    if (isTaken || fetched.has(address)) {
      kept.push(text.slice(from, start));
      from = end;
    }
  }
  const left = [...kept, text.slice(from)].join('').trim();
  return fetched.has(left) || /^data:image\/\S+$/iu.test(left) ? '' : left;
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

/** The images of a string of which nobody said that it holds any: those that begin as images do. */
export function certainImagesOf(value: LongString): readonly ReceivedImage[] {
  const found = imagesOf(value);
  const isBase64 = typeof value === 'string' && found.length === 0 && /^[\w+/=\s-]{40,}$/u.test(value);
  const all = isBase64 ? [{ bytes: Buffer.from(value, 'base64') }] : found;
  return all.filter(({ bytes }) => sniffFormat(bytes) !== undefined);
}
