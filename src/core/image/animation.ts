import type { ImageFormat } from '../../shared/imageFormat';

/**
 * Whether an image moves, as far as its first bytes say. An answer for the user, on which nothing else depends: a GIF
 * without the usual block that says how often it is repeated passes for a still one.
 */
export function isAnimated(header: Uint8Array, format: ImageFormat): boolean {
  const bytes = Buffer.from(header.buffer, header.byteOffset, header.byteLength);
  return marks[format]?.(bytes) ?? false;
}

const marks: Readonly<Partial<Record<ImageFormat, (bytes: Buffer) => boolean>>> = {
  gif: (bytes) => bytes.includes('NETSCAPE2.0') || bytes.includes('ANIMEXTS1.0'),
  png: (bytes) => bytes.includes('acTL'),
  webp: (bytes) => bytes.toString('latin1', 12, 16) === 'VP8X' && ((bytes[20] ?? 0) & 0x02) !== 0,
  avif: (bytes) => bytes.toString('latin1', 8, 12) === 'avis',
};
