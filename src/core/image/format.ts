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
