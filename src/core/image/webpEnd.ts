import { webpChunks } from './header/webpChunks';

/**
 * Where a WebP ends, as its header says, or undefined where it is cut off. Some encoders count the byte that pads the
 * last chunk to an even length, and do not write it: then it ends where the file does.
 * https://developers.google.com/speed/webp/docs/riff_container
 */
export function endOfWebp(bytes: Buffer): number | undefined {
  if (bytes.length < 12) {
    return undefined;
  }
  // The length does not count the eight bytes that it stands in.
  const end = 8 + bytes.readUInt32LE(4);
  if (end <= bytes.length) {
    return end;
  }
  return end === bytes.length + 1 && lacksOnlyPadding(bytes) ? bytes.length : undefined;
}

function lacksOnlyPadding(bytes: Buffer): boolean {
  for (const { end, next } of webpChunks(bytes)) {
    if (end === bytes.length) {
      return next > end;
    }
  }
  return false;
}
