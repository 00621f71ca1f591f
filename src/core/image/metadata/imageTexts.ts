import { inflateSync } from 'node:zlib';
import type { ImageFormat } from '../../../shared/imageFormat';
import { jpegSegments } from '../header/jpegSegments';
import { readExifTexts } from './exifTexts';
import type { ImageText } from './imageText';
import { readPngChunks } from './png';
import { readWebpChunks } from './webp';

/** Under these programs write how they made an image. */
const keywords: ReadonlySet<string> = new Set([
  'parameters',
  'prompt',
  'invokeai_metadata',
  'sd-metadata',
  'dream',
  'comment',
  'description',
  'software',
  'source',
  'usercomment',
  // Easy Diffusion's
  ...['negative_prompt', 'seed', 'width', 'height', 'use_stable_diffusion_model'],
  ...['sampler_name', 'num_inference_steps', 'guidance_scale'],
  ...['negative prompt', 'stable diffusion model', 'sampler', 'steps', 'guidance scale'],
]);

/** Bounds for files made to waste time: a program writes a handful of texts. */
const mostTexts = 12;

const longestTexts = 512 * 1024;

const longestKeyword = 79;

/** The texts of an image that may tell how it was made, as many as are worth reading. Never throws. */
export function readImageTexts(bytes: Uint8Array, format: ImageFormat): readonly ImageText[] {
  const found: ImageText[] = [];
  let left = longestTexts;
  const read = readers[format]?.(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), () => left);
  for (const each of read ?? []) {
    left -= each.text.length;
    if (left < 0 || found.length === mostTexts) {
      break;
    }
    found.push(each);
  }
  return found;
}

type Reader = (bytes: Buffer, room: () => number) => Iterable<ImageText>;

const readers: Readonly<Partial<Record<ImageFormat, Reader>>> = {
  png: pngTexts,
  jpeg: jpegTexts,
  webp: webpTexts,
};

/** https://www.w3.org/TR/png-3/#11textinfo */
function* pngTexts(bytes: Buffer, room: () => number): Iterable<ImageText> {
  // One that is compressed costs time even where nothing comes of it.
  let tries = mostTexts;
  for (const { type, start, end } of readPngChunks(bytes) ?? []) {
    const data = bytes.subarray(start + 8, end - 4);
    if (type === 'eXIf') {
      yield* readExifTexts(data);
    }
    const keyword = decoders[type] ? keywordOf(data) : undefined;
    if (keyword !== undefined && tries > 0) {
      tries -= 1;
      const text = decoders[type]?.(data.subarray(keyword.length + 1), room());
      yield* text === undefined ? [] : [{ keyword: keyword.toLowerCase(), text }];
    }
  }
}

function keywordOf(data: Buffer): string | undefined {
  const end = data.subarray(0, longestKeyword + 1).indexOf(0);
  const keyword = data.toString('latin1', 0, Math.max(0, end));
  return keywords.has(keyword.toLowerCase()) ? keyword : undefined;
}

const decoders: Readonly<Record<string, (data: Buffer, room: number) => string | undefined>> = {
  tEXt: (data, room) => decodeText(data.subarray(0, room)),
  zTXt: (data, room) => decodeText(inflate(data.subarray(1), room)),
  // A flag, a method, the language and the translated keyword stand before the text.
  iTXt: (data, room) => {
    const language = data.indexOf(0, 2);
    const translated = language < 0 ? -1 : data.indexOf(0, language + 1);
    const text = translated < 0 ? undefined : data.subarray(translated + 1);
    return text && decodeText(data[0] === 1 ? inflate(text, room) : text.subarray(0, room));
  },
};

/** Latin-1 by the standard; many programs write UTF-8 all the same. */
function decodeText(data: Buffer | undefined): string | undefined {
  if (!data) {
    return undefined;
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(data);
  } catch {
    return data.toString('latin1');
  }
}

function inflate(data: Buffer, maxOutputLength: number): Buffer | undefined {
  try {
    return inflateSync(data, { maxOutputLength });
  } catch {
    return undefined;
  }
}

function* jpegTexts(bytes: Buffer, room: () => number): Iterable<ImageText> {
  for (const { marker, start, end } of jpegSegments(bytes)) {
    const data = bytes.subarray(start + 4, end);
    if (marker === 0xe1 && data.toString('latin1', 0, 6) === 'Exif\0\0') {
      yield* readExifTexts(data);
    } else if (marker === 0xfe) {
      const text = decodeText(data.subarray(0, room()));
      yield* text === undefined ? [] : [{ keyword: 'usercomment', text }];
    }
  }
}

function* webpTexts(bytes: Buffer): Iterable<ImageText> {
  for (const { type, data } of readWebpChunks(bytes) ?? []) {
    if (type === 'EXIF') {
      yield* readExifTexts(data);
    }
  }
}
