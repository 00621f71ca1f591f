/**
 * The `UserComment` of an EXIF block: a text behind eight bytes that name its encoding. `undefined` where there is none
 * or the block is broken. EXIF 2.32, 4.6.5; TIFF 6.0, section 2
 * @param block from the TIFF header on, or from the `Exif` in front of it.
 */
export function readUserComment(block: Buffer): string | undefined {
  try {
    const tiff = block.toString('latin1', 0, 6) === 'Exif\0\0' ? block.subarray(6) : block;
    const order = byteOrders[tiff.toString('latin1', 0, 2)];
    if (order?.u16(tiff, 2) !== 42) {
      return undefined;
    }
    const exif = findEntry(tiff, order, { at: order.u32(tiff, 4), tag: exifDirectory });
    const comment = exif && findEntry(tiff, order, { at: order.u32(tiff, exif.valueAt), tag: userComment });
    // A short value would stand in the entry itself; a comment has eight bytes before its first letter.
    const start = comment && order.u32(tiff, comment.valueAt);
    return comment && start !== undefined && comment.count > 8 && start + comment.count <= tiff.length
      ? decode(tiff.subarray(start, start + comment.count), order)
      : undefined;
  } catch (error) {
    // Node refuses to read past the end of a buffer.
    if (error instanceof RangeError) {
      return undefined;
    }
    throw error;
  }
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

function findEntry(
  tiff: Buffer,
  order: ByteOrder,
  { at, tag }: { readonly at: number; readonly tag: number },
): { readonly count: number; readonly valueAt: number } | undefined {
  const count = Math.min(order.u16(tiff, at), mostEntries);
  for (let index = 0; index < count; index++) {
    const entry = at + 2 + index * 12;
    if (order.u16(tiff, entry) === tag) {
      return { count: order.u32(tiff, entry + 4), valueAt: entry + 8 };
    }
  }
  return undefined;
}

function decode(value: Buffer, order: ByteOrder): string {
  const text = value.subarray(8);
  const encoding = value.toString('latin1', 0, 7) === 'UNICODE' ? utf16Of(text, order) : 'utf-8';
  return new TextDecoder(encoding).decode(text).replaceAll('\0', '').trim();
}

/** Some programs write UTF-16 in another order than that of the block, so the zeros of Latin letters decide. */
function utf16Of(text: Buffer, { utf16 }: ByteOrder): ByteOrder['utf16'] {
  let balance = 0;
  for (let at = 0; at + 1 < Math.min(text.length, 2000); at += 2) {
    balance += Number(text[at] === 0) - Number(text[at + 1] === 0);
  }
  return balance === 0 ? utf16 : balance > 0 ? 'utf-16be' : 'utf-16le';
}
