import { createHash } from 'node:crypto';
import type { RecordedReference } from './record';
import type { PixelSize } from './pixelSize';
import { pngSignature } from './png';

/** A reference that the server does not take. */
export class ReferenceRefusal extends Error {
  override readonly name = 'ReferenceRefusal';
}

export type ReferenceUse = RecordedReference['use'];

/** Reads `data:<type>;base64,<data>`. @throws ReferenceRefusal */
export function readDataUri(uri: string, use: ReferenceUse): RecordedReference {
  const comma = uri.indexOf(',');
  const mediaType = /^data:([^;,]+);base64$/.exec(uri.slice(0, Math.max(0, comma)))?.[1];
  if (mediaType === undefined) {
    throw new ReferenceRefusal('a data URI must begin with "data:<media type>;base64,"');
  }
  return readBase64({ mediaType, data: uri.slice(comma + 1), use });
}

/** Reads an address or a data URI. @throws ReferenceRefusal */
export function readUrl(url: string, use: ReferenceUse): RecordedReference {
  if (url.startsWith('data:')) {
    return readDataUri(url, use);
  }
  if (!/^https?:\/\/[^/]+/.test(url) || !URL.canParse(url)) {
    throw new ReferenceRefusal('url must be an http(s) address or a data URI');
  }
  return { sha256: '', mediaType: '', byteLength: 0, use, url };
}

export interface Base64Reference {
  readonly mediaType: string;
  readonly data: string;
  readonly use: ReferenceUse;
}

/** Reads bare base64: the standard alphabet, padding optional, nothing else. @throws ReferenceRefusal */
export function readBase64({ mediaType, data, use }: Base64Reference): RecordedReference {
  if (!['image/png', 'image/jpeg', 'image/webp'].includes(mediaType)) {
    throw new ReferenceRefusal(`unsupported media type ${mediaType}`);
  }
  if (data.startsWith('data:')) {
    throw new ReferenceRefusal('data must be base64 without a "data:" prefix');
  }
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(data) || (data.endsWith('=') && data.length % 4 !== 0)) {
    throw new ReferenceRefusal('data is not base64');
  }
  const bytes = Buffer.from(data, 'base64');
  const found = sniff(bytes);
  if (found !== mediaType) {
    throw new ReferenceRefusal(`declared as ${mediaType}, but the bytes are ${found ?? 'not a known image'}`);
  }
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return { sha256, mediaType, byteLength: bytes.length, use, ...readPixelSize(bytes) };
}

function sniff(bytes: Buffer): string | undefined {
  if (bytes.subarray(0, 8).equals(pngSignature)) {
    return 'image/png';
  }
  if (bytes.length > 3 && bytes.readUIntBE(0, 3) === 0xffd8ff) {
    return 'image/jpeg';
  }
  const isWebp = bytes.toString('latin1', 0, 4) === 'RIFF' && bytes.toString('latin1', 8, 12) === 'WEBP';
  return isWebp ? 'image/webp' : undefined;
}

/** Pixels of a PNG or JPEG; nothing for WebP, whose ratio no test asks for. */
function readPixelSize(bytes: Buffer): PixelSize | undefined {
  if (bytes.length >= 24 && bytes.subarray(0, 8).equals(pngSignature)) {
    return { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) };
  }
  for (let at = 2; at + 9 <= bytes.length && bytes[at] === 0xff; at += 2 + bytes.readUInt16BE(at + 2)) {
    const marker = bytes[at + 1] ?? 0;
    // SOF0 to SOF15, without the three markers in between that are not frames (ITU-T T.81, table B.1).
    if (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)) {
      return { width: bytes.readUInt16BE(at + 7), height: bytes.readUInt16BE(at + 5) };
    }
  }
  return undefined;
}
