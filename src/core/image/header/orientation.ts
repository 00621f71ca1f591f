import { readOrientation } from './exifOrientation';
import type { ImageFormat } from '../../../shared/imageFormat';
import { jpegSegments } from './jpegSegments';
import { pngChunks } from './pngChunks';
import { firstWebpChunk, readWebpChunk, webpChunks } from './webpChunks';

/** Whether EXIF says that an image is to be turned or mirrored before it is shown, which not every program heeds. */
export function isTurned(bytes: Buffer, format: ImageFormat): boolean {
  return orientationOf(readers[format]?.(bytes)) > 1;
}

/** Whether EXIF lays a PNG on its side. */
export function isPngOnSide(bytes: Buffer): boolean {
  return orientationOf(pngExif(bytes)) >= 5;
}

/** Whether a WebP has EXIF that may stand behind the first bytes of a file. */
export function hasWebpExif(bytes: Buffer): boolean {
  return bytes.toString('latin1', 12, 16) === 'VP8X' && ((bytes[20] ?? 0) & exifFlag) !== 0;
}

/** As `isTurned`, for all bytes of a WebP, of which no more than a chunk of EXIF is kept. */
export async function isTurnedBehind(pieces: AsyncIterable<Uint8Array>): Promise<boolean> {
  let kept: Buffer = Buffer.alloc(0);
  /** What is left of a chunk that nobody asks for. */
  let skipped = firstWebpChunk;
  for await (const piece of pieces) {
    kept = kept.length > 0 ? Buffer.concat([kept, piece]) : Buffer.from(piece);
    for (;;) {
      const passed = Math.min(skipped, kept.length);
      kept = kept.subarray(passed);
      skipped -= passed;
      if (skipped > 0 || kept.length < 8) {
        break;
      }
      const { type, end, next } = readWebpChunk(kept, 0);
      if (type !== 'EXIF') {
        skipped = next;
      } else if (kept.length < Math.min(next, longestExif)) {
        break;
      } else {
        return orientationOf(kept.subarray(8, end)) > 1;
      }
    }
  }
  return false;
}

/** Of EXIF in a JPEG; the orientation stands at its beginning. */
const longestExif = 64 * 1024;
const exifFlag = 0x08;
/** A bound for files made to waste time. */
const mostChunks = 10_000;

const readers: Readonly<Partial<Record<ImageFormat, (bytes: Buffer) => Buffer | undefined>>> = {
  jpeg: jpegExif,
  png: pngExif,
  webp: webpExif,
};

/** 1 (upright) where there is none, or it is cut off. */
function orientationOf(exif: Buffer | undefined): number {
  try {
    return exif ? readOrientation(withoutMark(exif)) : 1;
  } catch (error) {
    // Node refuses to read past the end of a buffer.
    if (error instanceof RangeError) {
      return 1;
    }
    throw error;
  }
}

/** Many programs put the mark of a JPEG in front of it everywhere. */
function withoutMark(exif: Buffer): Buffer {
  return exif.toString('latin1', 0, 6) === exifMark ? exif.subarray(6) : exif;
}

const exifMark = 'Exif\0\0';

function jpegExif(bytes: Buffer): Buffer | undefined {
  for (const { marker, start } of jpegSegments(bytes)) {
    if (marker === 0xe1 && bytes.toString('latin1', start + 4, start + 10) === exifMark) {
      return bytes.subarray(start + 10);
    }
  }
  return undefined;
}

/** Only in front of the image: behind it nobody heeds the orientation. https://www.w3.org/TR/png-3/#eXIf */
function pngExif(bytes: Buffer): Buffer | undefined {
  let left = mostChunks;
  for (const { type, start, end } of pngChunks(bytes)) {
    if (type === 'eXIf') {
      return bytes.subarray(start + 8, end - 4);
    }
    left -= 1;
    if (type === 'IDAT' || type === 'IEND' || left === 0) {
      break;
    }
  }
  return undefined;
}

function webpExif(bytes: Buffer): Buffer | undefined {
  let left = mostChunks;
  for (const { type, start, end } of webpChunks(bytes)) {
    if (type === 'EXIF') {
      return bytes.subarray(start + 8, end);
    }
    left -= 1;
    if (left === 0) {
      break;
    }
  }
  return undefined;
}
