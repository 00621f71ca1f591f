/** One marker segment: `start` is the offset of its 0xFF byte, `end` the offset behind its last byte. */
export interface JpegSegment {
  readonly marker: number;
  readonly start: number;
  readonly end: number;
}

/**
 * Walks the segments of a JPEG from behind SOI to the first scan (SOS), which comes last. It stops silently where
 * the bytes are no longer segments, and `end` may lie behind the last byte when the file is cut off.
 * Source: ITU-T T.81, B.1.
 */
export function* jpegSegments(bytes: Buffer): Generator<JpegSegment> {
  let at = 2;
  let left = mostSegments;
  while (left > 0 && at + 4 <= bytes.length && bytes[at] === 0xff) {
    const marker = bytes.readUInt8(at + 1);
    if (marker === 0xff) {
      // Fill byte
      at++;
      continue;
    }
    const hasNoLength = marker === 0x01 || (marker >= 0xd0 && marker <= 0xd7);
    const length = hasNoLength ? 0 : bytes.readUInt16BE(at + 2);
    if (marker === 0x00 || marker === 0xd8 || marker === 0xd9 || (!hasNoLength && length < 2)) {
      return;
    }
    const end = at + 2 + length;
    yield { marker, start: at, end };
    if (marker === 0xda) {
      return;
    }
    at = end;
    left--;
  }
}

// A colour profile or a large EXIF block takes some hundred at most; a bound for files made to waste time.
const mostSegments = 4096;
