import type { ImageText } from './imageText';

/**
 * The texts of an EXIF block that programs put their settings into: descriptions of the first directory, and the
 * `UserComment`, a text behind eight bytes that name its encoding. None where the block is broken.
 * EXIF 2.32, 4.6.5; TIFF 6.0, section 2
 * @param block from the TIFF header on, or from the `Exif` in front of it.
 */
export function readExifTexts(block: Buffer): readonly ImageText[] {
  try {
    const tiff = block.toString('latin1', 0, 6) === 'Exif\0\0' ? block.subarray(6) : block;
    const order = byteOrders[tiff.toString('latin1', 0, 2)];
    if (order?.u16(tiff, 2) !== 42) {
      return [];
    }
    const first = { tiff, order, at: order.u32(tiff, 4) };
    const exif = findEntry(first, exifDirectory);
    const comment =
      exif && valueOf(first, findEntry({ ...first, at: order.u32(tiff, exif.valueAt) }, userComment));
    const described = descriptions.flatMap(([tag, keyword]) => {
      const value = valueOf(first, findEntry(first, tag));
      return value ? [{ keyword, text: decodeUtf8(value).replaceAll('\0', '').trim() }] : [];
    });
    return [...(comment ? [{ keyword: 'usercomment', text: decode(comment, order) }] : []), ...described];
  } catch (error) {
    // Node refuses to read past the end of a buffer.
    if (error instanceof RangeError) {
      return [];
    }
    throw error;
  }
}

/** ComfyUI puts its workflow into the maker and the model of the camera. */
const descriptions = [
  [0x010e, 'imagedescription'],
  [0x010f, 'imagedescription'],
  [0x0110, 'imagedescription'],
  [0x0131, 'software'],
] as const;

interface Directory {
  readonly tiff: Buffer;
  readonly order: ByteOrder;
  readonly at: number;
}

const exifDirectory = 0x8769;
const userComment = 0x9286;
/** More than cameras write; a bound for files made to waste time. */
const mostEntries = 1000;

interface ByteOrder {
  readonly u16: (bytes: Buffer, at: number) => number;
  readonly u32: (bytes: Buffer, at: number) => number;
  readonly utf16: 'utf-16le' | 'utf-16be';
}

const byteOrders: Readonly<Record<string, ByteOrder | undefined>> = {
  II: {
    u16: (bytes, at) => bytes.readUInt16LE(at),
    u32: (bytes, at) => bytes.readUInt32LE(at),
    utf16: 'utf-16le',
  },
  MM: {
    u16: (bytes, at) => bytes.readUInt16BE(at),
    u32: (bytes, at) => bytes.readUInt32BE(at),
    utf16: 'utf-16be',
  },
};

interface Entry {
  readonly count: number;
  readonly valueAt: number;
}

function findEntry({ tiff, order, at }: Directory, tag: number): Entry | undefined {
  const count = Math.min(order.u16(tiff, at), mostEntries);
  for (let index = 0; index < count; index++) {
    const entry = at + 2 + index * 12;
    if (order.u16(tiff, entry) === tag) {
      return { count: order.u32(tiff, entry + 4), valueAt: entry + 8 };
    }
  }
  return undefined;
}

/** A short value would stand in the entry itself, and tells nothing. */
function valueOf({ tiff, order }: Directory, entry: Entry | undefined): Buffer | undefined {
  const start = entry && order.u32(tiff, entry.valueAt);
  return entry && start !== undefined && entry.count > 8 && start + entry.count <= tiff.length
    ? tiff.subarray(start, start + entry.count)
    : undefined;
}

function decode(value: Buffer, order: ByteOrder): string {
  const text = value.subarray(8);
  const encoding = value.toString('latin1', 0, 7) === 'UNICODE' ? unicodeOf(text, order) : 'utf-8';
  return new TextDecoder(encoding).decode(text).replaceAll('\0', '').trim();
}

function decodeUtf8(value: Buffer): string {
  return new TextDecoder('utf-8').decode(value);
}

/**
 * Some programs write UTF-16 in another order than that of the block, so the zeros of Latin letters decide. Some write
 * UTF-8, which has none: all that is read here has Latin letters in it.
 */
function unicodeOf(text: Buffer, { utf16 }: ByteOrder): ByteOrder['utf16'] | 'utf-8' {
  let balance = 0;
  let zeros = 0;
  for (let at = 0; at + 1 < Math.min(text.length, 2000); at += 2) {
    balance += Number(text[at] === 0) - Number(text[at + 1] === 0);
    zeros += Number(text[at] === 0) + Number(text[at + 1] === 0);
  }
  return zeros <= 2 ? 'utf-8' : balance === 0 ? utf16 : balance > 0 ? 'utf-16be' : 'utf-16le';
}
