import { inflateSync } from 'node:zlib';
import type { ImageFormat } from '../format';
import { jpegSegments } from '../jpegSegments';
import { readUserComment } from './exifComment';
import { longestParameters, parseParameters, type GenerationParameters } from './generationParameters';
import { readPngChunks } from './png';
import { readWebpChunks } from './webp';

/** How another program made an image, where its file says so: PNG text `parameters`, or EXIF `UserComment`. */
export function readParameters(bytes: Uint8Array, format: ImageFormat): GenerationParameters | undefined {
  const texts = readers[format]?.(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)) ?? [];
  for (const text of texts) {
    const parameters = text === undefined ? undefined : parseParameters(text);
    if (parameters) {
      return parameters;
    }
  }
  return undefined;
}

type Texts = Iterable<string | undefined>;

const readers: Partial<Record<ImageFormat, (bytes: Buffer) => Texts>> = {
  png: pngTexts,
  jpeg: jpegTexts,
  webp: webpTexts,
};

const keyword = 'parameters\0';

/** https://www.w3.org/TR/png-3/#11textinfo */
function* pngTexts(bytes: Buffer): Texts {
  for (const { type, start, end } of readPngChunks(bytes) ?? []) {
    const data = bytes.subarray(start + 8, end - 4);
    if (type === 'eXIf') {
      yield readUserComment(data);
    } else if (data.toString('latin1', 0, keyword.length) === keyword) {
      yield textOf(type, data.subarray(keyword.length));
    }
  }
}

function textOf(type: string, data: Buffer): string | undefined {
  if (type === 'tEXt') {
    return data.toString('latin1', 0, longestParameters + 1);
  }
  if (type === 'zTXt') {
    return inflate(data.subarray(1))?.toString('latin1');
  }
  if (type !== 'iTXt') {
    return undefined;
  }
  // A flag, a method, the language and the translated keyword stand before the text.
  const language = data.indexOf(0, 2);
  const translated = language < 0 ? -1 : data.indexOf(0, language + 1);
  const text = translated < 0 ? undefined : data.subarray(translated + 1);
  return text && (data[0] === 1 ? inflate(text) : text)?.toString('utf8', 0, longestParameters + 1);
}

function inflate(data: Buffer): Buffer | undefined {
  try {
    return inflateSync(data, { maxOutputLength: longestParameters });
  } catch {
    return undefined;
  }
}

function* jpegTexts(bytes: Buffer): Texts {
  for (const { marker, start, end } of jpegSegments(bytes)) {
    const data = bytes.subarray(start + 4, end);
    if (marker === 0xe1 && data.toString('latin1', 0, 6) === 'Exif\0\0') {
      yield readUserComment(data);
    }
  }
}

function* webpTexts(bytes: Buffer): Texts {
  for (const { type, data } of readWebpChunks(bytes) ?? []) {
    if (type === 'EXIF') {
      yield readUserComment(data);
    }
  }
}
