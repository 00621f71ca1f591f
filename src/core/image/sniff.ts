import type { ImageFormat } from '../../shared/imageFormat';
import { textEncodingOf } from './textEncoding';

/**
 * Tells what an image is by its first bytes, never by its name or by what someone declared.
 * A few hundred bytes are enough; SVG may need up to 4 KiB.
 * @returns undefined for anything that is not one of `imageFormats`, such as an HTML error page.
 */
export function sniffFormat(bytes: Uint8Array): ImageFormat | undefined {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.byteLength, prefixLimit));
  const known = signatures.find(({ at, hex }) => head.toString('hex', at, at + hex.length / 2) === hex);
  if (known) {
    return known.format;
  }
  if (isWebp(head)) {
    return 'webp';
  }
  if (isBmp(head)) {
    return 'bmp';
  }
  return sniffHeif(head) ?? (isSvg(head) ? 'svg' : undefined);
}

const prefixLimit = 4096;

const signatures: readonly { readonly format: ImageFormat; readonly at: number; readonly hex: string }[] = [
  { format: 'png', at: 0, hex: '89504e470d0a1a0a' },
  { format: 'jpeg', at: 0, hex: 'ffd8ff' },
  { format: 'gif', at: 0, hex: '474946383761' },
  { format: 'gif', at: 0, hex: '474946383961' },
  { format: 'tiff', at: 0, hex: '49492a00' },
  { format: 'tiff', at: 0, hex: '4d4d002a' },
  // BigTIFF
  { format: 'tiff', at: 0, hex: '49492b00' },
  { format: 'tiff', at: 0, hex: '4d4d002b' },
];

function isWebp(head: Buffer): boolean {
  return head.toString('latin1', 0, 4) === 'RIFF' && head.toString('latin1', 8, 12) === 'WEBP';
}

/** "BM" alone would also greet a text about BMW, so the length of the second header must be a known one. */
function isBmp(head: Buffer): boolean {
  return (
    head.length >= 18 &&
    head.toString('latin1', 0, 2) === 'BM' &&
    [12, 16, 40, 52, 56, 64, 108, 124].includes(head.readUInt32LE(14))
  );
}

const heifBrands: Readonly<Record<string, ImageFormat>> = {
  avif: 'avif',
  avis: 'avif',
  heic: 'heic',
  heix: 'heic',
  heim: 'heic',
  heis: 'heic',
  hevc: 'heic',
  hevx: 'heic',
  hevm: 'heic',
  hevs: 'heic',
};

/**
 * AVIF and HEIC are one container; the brands in its first box say which. The general brands `mif1`, `msf1` and
 * `miaf` say nothing about the codec, so a more telling brand is looked for first (ISO/IEC 23008-12, 10.2).
 */
function sniffHeif(head: Buffer): ImageFormat | undefined {
  if (head.length < 12 || head.toString('latin1', 4, 8) !== 'ftyp') {
    return undefined;
  }
  const end = Math.min(head.readUInt32BE(0), head.length);
  const brands = [head.toString('latin1', 8, 12)];
  for (let at = 16; at + 4 <= end; at += 4) {
    brands.push(head.toString('latin1', at, at + 4));
  }
  const telling = brands.find((brand) => Object.hasOwn(heifBrands, brand));
  if (telling !== undefined) {
    return heifBrands[telling];
  }
  return brands.includes('mif1') || brands.includes('msf1') ? 'heic' : undefined;
}

/** True when the first *element* is `svg`: an HTML page that merely contains one is no image. */
function isSvg(head: Buffer): boolean {
  const text = decodeText(head);
  let at = 0;
  for (;;) {
    at = skipWhitespace(text, at);
    const end = endOfProlog(text, at);
    if (end === undefined) {
      return /^<(?:[a-z][\w-]*:)?svg[\s>/]/i.test(text.slice(at, at + 80));
    }
    at = end;
  }
}

function decodeText(head: Buffer): string {
  return new TextDecoder(textEncodingOf(head)).decode(head);
}

function skipWhitespace(text: string, from: number): number {
  let at = from;
  while (at < text.length && ' \t\r\n'.includes(text.charAt(at))) {
    at++;
  }
  return at;
}

/** Where a declaration, comment or document type that starts at `at` ends; undefined when none starts there. */
function endOfProlog(text: string, at: number): number | undefined {
  const closings = [
    ['<!--', '-->'],
    ['<?', '?>'],
    ['<!DOCTYPE', '>'],
  ] as const;
  for (const [opening, closing] of closings) {
    if (text.slice(at, at + opening.length).toUpperCase() === opening) {
      const subset = opening === '<!DOCTYPE' && /^[^>]*\[/.test(text.slice(at)) ? ']' : '';
      const from = subset ? text.indexOf(subset, at) : at + opening.length;
      const end = from < 0 ? -1 : text.indexOf(closing, from);
      return end < 0 ? text.length : end + closing.length;
    }
  }
  return undefined;
}
