import type { ColorFacts, ImageFormat } from '../../../shared/imageFormat';
import { jpegComponents } from './jpegDimensions';
import { isTurned } from './orientation';

export function readColorFacts(header: Uint8Array, format: ImageFormat): ColorFacts {
  const bytes = Buffer.from(header.buffer, header.byteOffset, header.byteLength);
  return { isTurned: isTurned(bytes, format), isGrey: false, isCmyk: false, ...readers[format]?.(bytes) };
}

const readers: Readonly<Partial<Record<ImageFormat, (bytes: Buffer) => Partial<ColorFacts>>>> = {
  jpeg: (bytes) => {
    const components = jpegComponents(bytes);
    return { isGrey: components === 1, isCmyk: components === 4 };
  },
  // Colour types 0 and 4: https://www.w3.org/TR/png-3/#6Colour-values
  png: (bytes) => ({ isGrey: bytes[colourTypeAt] === 0 || bytes[colourTypeAt] === 4 }),
};

/** In the first chunk of a PNG. */
const colourTypeAt = 25;
