import { readOrientation } from './exifOrientation';
import { jpegSegments } from './jpegSegments';

/**
 * Size of a JPEG as it is shown: EXIF orientations 5 to 8 lie on their side.
 * @throws RangeError when the bytes end too early.
 */
export function readJpegDimensions(bytes: Buffer): { width: number; height: number } | undefined {
  let sideways = false;
  for (const { marker, start } of jpegSegments(bytes)) {
    if (isFrameHeader(marker)) {
      const [height, width] = [bytes.readUInt16BE(start + 5), bytes.readUInt16BE(start + 7)];
      return sideways ? { width: height, height: width } : { width, height };
    }
    if (marker === 0xe1 && bytes.toString('latin1', start + 4, start + 10) === 'Exif\0\0') {
      sideways = readOrientation(bytes.subarray(start + 10)) >= 5;
    }
  }
  return undefined;
}

/** How many values a pixel of a JPEG has: 1 in grey, 3 in colour, 4 in CMYK. */
export function jpegComponents(bytes: Buffer): number | undefined {
  for (const { marker, start } of jpegSegments(bytes)) {
    if (isFrameHeader(marker)) {
      return bytes[start + 9];
    }
  }
  return undefined;
}

/** SOF0 to SOF15; between them lie the tables DHT (C4), JPG (C8) and DAC (CC). */
function isFrameHeader(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
}
