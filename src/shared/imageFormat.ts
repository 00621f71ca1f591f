/** Image formats that Easel can tell apart by their first bytes. */
export const imageFormats = ['png', 'jpeg', 'webp', 'gif', 'bmp', 'avif', 'heic', 'svg', 'tiff'] as const;

export type ImageFormat = (typeof imageFormats)[number];

/** The format that a provider's name such as `jpg` or `PNG` stands for; `undefined` for one that Easel does not know. */
export function formatNamed(name: string): ImageFormat | undefined {
  const text = name.toLowerCase();
  return text === 'jpg' ? 'jpeg' : imageFormats.find((format) => format === text);
}

/** File ending, without the dot, and media type of each format. */
export const formatFacts: Record<
  ImageFormat,
  { readonly ending: string; readonly mediaType: string; readonly label: string }
> = {
  png: { ending: 'png', mediaType: 'image/png', label: 'PNG' },
  jpeg: { ending: 'jpg', mediaType: 'image/jpeg', label: 'JPEG' },
  webp: { ending: 'webp', mediaType: 'image/webp', label: 'WebP' },
  gif: { ending: 'gif', mediaType: 'image/gif', label: 'GIF' },
  bmp: { ending: 'bmp', mediaType: 'image/bmp', label: 'BMP' },
  avif: { ending: 'avif', mediaType: 'image/avif', label: 'AVIF' },
  heic: { ending: 'heic', mediaType: 'image/heic', label: 'HEIC' },
  svg: { ending: 'svg', mediaType: 'image/svg+xml', label: 'SVG' },
  tiff: { ending: 'tiff', mediaType: 'image/tiff', label: 'TIFF' },
};

/** What names of images end with: those that Easel offers as references. */
export const imageEndings = ['png', 'jpg', 'jpeg', 'webp', 'gif', 'bmp', 'avif', 'heic', 'svg'];

/** What Chromium, which draws VS Code and its pages, can open. */
export const drawableFormats: ReadonlySet<ImageFormat | undefined> = new Set([
  'png',
  'jpeg',
  'webp',
  'gif',
  'bmp',
  'avif',
  'svg',
]);

/** Width and height in pixels, both at least 1. */
export interface Dimensions {
  readonly width: number;
  readonly height: number;
}

/** What programs that read an image often get wrong, as far as its first bytes tell. */
export interface ColorFacts {
  /** EXIF says that it is to be turned or mirrored before it is shown, which few services heed. */
  readonly isTurned: boolean;
  /** It has shades of grey alone, which some services take for a mask. */
  readonly isGrey: boolean;
  /** It is made for printing. */
  readonly isCmyk: boolean;
}

/** 16,384 × 16,384 pixels, which take 1 GiB of memory as soon as they are shown. */
const mostShownPixels = 268_435_456;

/** Whether showing an image may take more memory than there is. The file is saved all the same. */
export function isTooLargeToShow({ width, height }: Dimensions): boolean {
  return width * height > mostShownPixels;
}
