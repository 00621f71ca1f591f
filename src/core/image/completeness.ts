import type { ImageFormat } from '../../shared/imageFormat';
import { isCompleteGif } from './gifBlocks';
import { jpegSegments } from './header/jpegSegments';
import { pngChunks } from './header/pngChunks';
import { isCompleteSvg } from './svgEnd';
import { endOfWebp } from './webpEnd';

/**
 * Tells whether an image is whole: an answer cut off on its way must not be saved silently.
 * Bytes behind the end of an image are tolerated, as providers and cameras append things.
 * TIFF has no end to look for and counts as complete.
 */
export function isComplete(bytes: Uint8Array, format: ImageFormat): boolean {
  return checks[format](Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
}

const checks: Record<ImageFormat, (bytes: Buffer) => boolean> = {
  png: isCompletePng,
  jpeg: isCompleteJpeg,
  webp: (bytes) => endOfWebp(bytes) !== undefined,
  gif: isCompleteGif,
  bmp: (bytes) => bytes.length >= 26 && bytes.readUInt32LE(2) <= bytes.length,
  avif: isCompleteHeif,
  heic: isCompleteHeif,
  svg: isCompleteSvg,
  tiff: () => true,
};

function isCompletePng(bytes: Buffer): boolean {
  for (const { type, end } of pngChunks(bytes)) {
    if (type === 'IEND') {
      return end <= bytes.length;
    }
  }
  return false;
}

/** The thumbnail inside EXIF has an end marker too, so only one behind the start of the scan counts. */
function isCompleteJpeg(bytes: Buffer): boolean {
  for (const { marker, end } of jpegSegments(bytes)) {
    if (marker === 0xda) {
      // From the back, where it stands in a whole image.
      return bytes.lastIndexOf(Buffer.from([0xff, 0xd9])) >= end;
    }
  }
  return false;
}

/** Boxes without which an image is not whole. */
const telling: ReadonlySet<string> = new Set(['ftyp', 'meta', 'mdat', 'moov', 'moof']);

/** The pixels lie in `mdat`, of very small files in an `idat` inside `meta`. */
function isCompleteHeif(bytes: Buffer): boolean {
  const found = { meta: false, pixels: false };
  let at = 0;
  while (at + 8 <= bytes.length) {
    const short = bytes.readUInt32BE(at);
    const type = bytes.toString('latin1', at + 4, at + 8);
    const long = short === 1 && at + 16 <= bytes.length;
    // A length of 0 says that the last box runs to the end of the file, wherever that is.
    const length = short === 0 ? bytes.length - at : long ? Number(bytes.readBigUInt64BE(at + 8)) : short;
    if (length < 8 || at + length > bytes.length) {
      // What something else has appended is no box.
      return found.meta && found.pixels && !telling.has(type);
    }
    found.meta ||= type === 'meta';
    found.pixels ||= type === 'mdat' || (type === 'meta' && bytes.subarray(at, at + length).includes('idat'));
    at += length;
  }
  return found.meta && found.pixels;
}
