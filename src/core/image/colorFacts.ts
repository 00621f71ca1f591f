import type { ImageFormat } from './format';
import { jpegComponents } from './jpegDimensions';
import { isTurned } from './orientation';

/** What programs that read an image often get wrong, as far as its first bytes tell. */
export interface ColorFacts {
  /** EXIF says that it is to be turned or mirrored before it is shown, which few services heed. */
  readonly isTurned: boolean;
  /** It has shades of grey alone, which some services take for a mask. */
  readonly isGrey: boolean;
  /** It is made for printing. */
  readonly isCmyk: boolean;
}

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
