import type { ImageFormat } from '../../shared/imageFormat';
import { pngChunks } from './header/pngChunks';

/**
 * Whether a file has a place for transparency, told by its header: whether any pixel is transparent is not looked at.
 * @returns undefined where the format does not tell it so easily, or the bytes are broken.
 */
export function hasAlpha(bytes: Uint8Array, format: ImageFormat): boolean | undefined {
  return readers[format]?.(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
}

const readers: Readonly<Partial<Record<ImageFormat, (bytes: Buffer) => boolean | undefined>>> = {
  png: pngHasAlpha,
  jpeg: () => false,
  webp: webpHasAlpha,
};

/** Where the colour type of a PNG stands, in its first chunk, and the flag for an alpha channel. */
const colourTypeAt = 25;
const alphaChannel = 4;

/** Without a channel of its own, a chunk before the pixels may name transparent colours: https://www.w3.org/TR/png-3/#11tRNS */
function pngHasAlpha(bytes: Buffer): boolean | undefined {
  const colourType = bytes[colourTypeAt];
  if (colourType === undefined || (colourType & alphaChannel) !== 0) {
    return colourType === undefined ? undefined : true;
  }
  for (const { type } of pngChunks(bytes)) {
    if (type === 'tRNS' || type === 'IDAT' || type === 'IEND') {
      return type === 'tRNS';
    }
  }
  return undefined;
}

/** https://developers.google.com/speed/webp/docs/riff_container; a lossless image says it behind its sides. */
function webpHasAlpha(bytes: Buffer): boolean | undefined {
  const flagAt = { VP8X: 20, VP8L: 24 }[bytes.toString('latin1', 12, 16)];
  const flags = flagAt === undefined ? 0 : bytes[flagAt];
  return flags === undefined ? undefined : (flags & 0x10) !== 0;
}
