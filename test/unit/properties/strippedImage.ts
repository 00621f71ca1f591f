import type { ImageFormat } from '../../../src/shared/imageFormat';

/** A file without its XMP, taken apart by other code than that which wrote it. Only for whole files. */
export function withoutXmp(bytes: Uint8Array, format: ImageFormat): Buffer {
  const strip = strips[format];
  if (!strip) {
    throw new Error(`${format} has no place for XMP`);
  }
  return strip(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
}

const strips: Partial<Record<ImageFormat, (bytes: Buffer) => Buffer>> = {
  png: stripPng,
  jpeg: stripJpeg,
  webp: stripWebp,
};

function stripPng(bytes: Buffer): Buffer {
  for (let at = 8; at + 12 <= bytes.length;) {
    const next = at + 12 + bytes.readUInt32BE(at);
    if (startsWith(bytes.subarray(at + 4), 'iTXtXML:com.adobe.xmp\0')) {
      return cutOut(bytes, at, next);
    }
    at = next;
  }
  return bytes;
}

function stripJpeg(bytes: Buffer): Buffer {
  for (let at = 2; at + 4 <= bytes.length && bytes[at + 1] !== 0xda;) {
    const marker = bytes[at + 1] ?? 0;
    const isBare = marker === 0x01 || (marker >= 0xd0 && marker <= 0xd7);
    const next = marker === 0xff ? at + 1 : at + 2 + (isBare ? 0 : bytes.readUInt16BE(at + 2));
    if (marker === 0xe1 && startsWith(bytes.subarray(at + 4), 'http://ns.adobe.com/xap/1.0/\0')) {
      return cutOut(bytes, at, next);
    }
    at = next;
  }
  return bytes;
}

/** All chunks but the XMP and the header, which says only that there is XMP; and what stands behind the file's end. */
function stripWebp(bytes: Buffer): Buffer {
  const end = 8 + bytes.readUInt32LE(4);
  const kept: Buffer[] = [];
  for (let at = 12; at + 8 <= end;) {
    const next = at + 8 + bytes.readUInt32LE(at + 4);
    if (!['XMP ', 'VP8X'].includes(bytes.toString('latin1', at, at + 4))) {
      kept.push(bytes.subarray(at, next));
    }
    at = next + (next % 2);
  }
  return Buffer.concat([...kept, bytes.subarray(end)]);
}

function startsWith(bytes: Buffer, text: string): boolean {
  return bytes.toString('latin1', 0, text.length) === text;
}

function cutOut(bytes: Buffer, start: number, end: number): Buffer {
  return Buffer.concat([bytes.subarray(0, start), bytes.subarray(end)]);
}
