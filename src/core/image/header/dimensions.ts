import type { Dimensions, ImageFormat } from '../../../shared/imageFormat';
import { readHeifDimensions } from './heifDimensions';
import { readJpegDimensions } from './jpegDimensions';
import { isPngOnSide } from './orientation';

/**
 * How many bytes from the start of a file hold its dimensions, except in unusual files: a JPEG may carry several
 * segments of 64 KiB before them.
 */
export const dimensionsPrefix = 256 * 1024;

/** At least so many of the first bytes, or all where there are fewer; the rest is not read. */
export async function readStart(source: { read(): AsyncIterable<Uint8Array> }): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  let length = 0;
  for await (const piece of source.read()) {
    pieces.push(piece);
    length += piece.byteLength;
    if (length >= dimensionsPrefix) {
      break;
    }
  }
  return Buffer.concat(pieces);
}

/**
 * Reads the size of an image as it is shown, without decoding it. Works on a prefix of the file.
 * @returns undefined where the format has no fixed size (SVG), is not read (TIFF), or the bytes are broken or too few.
 */
export function readDimensions(bytes: Uint8Array, format: ImageFormat): Dimensions | undefined {
  try {
    const found = readers[format](Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
    return found && found.width > 0 && found.height > 0 ? found : undefined;
  } catch (error) {
    // Node refuses to read past the end of a buffer: the file is broken or the prefix too short.
    if (error instanceof RangeError) {
      return undefined;
    }
    throw error;
  }
}

const readers: Record<ImageFormat, (bytes: Buffer) => Dimensions | undefined> = {
  png: readPng,
  jpeg: readJpegDimensions,
  webp: readWebp,
  gif: (bytes) => ({ width: bytes.readUInt16LE(6), height: bytes.readUInt16LE(8) }),
  bmp: readBmp,
  avif: readHeifDimensions,
  heic: readHeifDimensions,
  svg: () => undefined,
  tiff: () => undefined,
};

/** https://www.w3.org/TR/png-3/#11IHDR */
function readPng(bytes: Buffer): Dimensions | undefined {
  if (bytes.toString('latin1', 12, 16) !== 'IHDR') {
    return undefined;
  }
  const [width, height] = [bytes.readUInt32BE(16), bytes.readUInt32BE(20)];
  if (width >= 2 ** 31 || height >= 2 ** 31) {
    return undefined;
  }
  // VS Code's browser shows it as EXIF says, as it does a JPEG, but no WebP.
  return isPngOnSide(bytes) ? { width: height, height: width } : { width, height };
}

/** https://developers.google.com/speed/webp/docs/riff_container, RFC 6386 §9.1 for `VP8 `. */
function readWebp(bytes: Buffer): Dimensions | undefined {
  switch (bytes.toString('latin1', 12, 16)) {
    case 'VP8X':
      return { width: bytes.readUIntLE(24, 3) + 1, height: bytes.readUIntLE(27, 3) + 1 };
    case 'VP8L': {
      const sizes = bytes.readUInt32LE(21);
      return bytes[20] === 0x2f
        ? { width: (sizes & 0x3fff) + 1, height: ((sizes >>> 14) & 0x3fff) + 1 }
        : undefined;
    }
    case 'VP8 ':
      return bytes.readUIntBE(23, 3) === 0x9d012a
        ? { width: bytes.readUInt16LE(26) & 0x3fff, height: bytes.readUInt16LE(28) & 0x3fff }
        : undefined;
    default:
      return undefined;
  }
}

function readBmp(bytes: Buffer): Dimensions {
  if (bytes.readUInt32LE(14) === 12) {
    return { width: bytes.readUInt16LE(18), height: bytes.readUInt16LE(20) };
  }
  // A negative height says that the rows run from top to bottom.
  return { width: bytes.readInt32LE(18), height: Math.abs(bytes.readInt32LE(22)) };
}
