import { readDimensions } from '../header/dimensions';
import { webpChunks } from '../header/webpChunks';
import { endOfWebp } from '../webpEnd';
import { decodePacket, largestPacketRead, type OpenedContainer } from './container';

/**
 * A WebP keeps XMP in a chunk `XMP ` that the `VP8X` header announces; a simple file gets that header.
 * Content Credentials lie in a chunk `C2PA`. https://developers.google.com/speed/webp/docs/riff_container
 */
export function openWebp(bytes: Buffer): OpenedContainer | undefined {
  const chunks = readWebpChunks(bytes);
  const header = chunks && extendedHeader(bytes, chunks);
  if (!header) {
    return undefined;
  }
  const packets = chunks.filter(({ type }) => type === 'XMP ');
  const [packet] = packets;
  const xmp = packet && decodePacket(packet.data);
  if (packets.length > 1 || (packet && xmp === undefined)) {
    return undefined;
  }
  const trailing = bytes.subarray(8 + bytes.readUInt32LE(4));
  return {
    xmp,
    hasCredentials: chunks.some(({ type }) => type === 'C2PA'),
    maxPacketBytes: largestPacketRead,
    withXmp(text) {
      const others = chunks.filter(({ type }) => type !== 'VP8X' && type !== 'XMP ');
      const body = [header, ...others, { type: 'XMP ', data: Buffer.from(text) }].flatMap(writeChunk);
      return Buffer.concat([riffHeader(body), ...body, trailing]);
    },
  };
}

interface Chunk {
  readonly type: string;
  readonly data: Buffer;
}

const alphaFlag = 0x10;
const xmpFlag = 0x04;

// Each frame of an animation is one; a bound for files made to waste time.
const mostChunks = 10_000;

/** @returns undefined when the file is cut off or its chunks do not fill it. */
export function readWebpChunks(bytes: Buffer): readonly Chunk[] | undefined {
  const end = endOfWebp(bytes);
  if (end === undefined) {
    return undefined;
  }
  const chunks: Chunk[] = [];
  for (const { type, start, end: endOfChunk } of webpChunks(bytes.subarray(0, end))) {
    if (endOfChunk > end || chunks.length >= mostChunks) {
      return undefined;
    }
    chunks.push({ type, data: bytes.subarray(start + 8, endOfChunk) });
  }
  return chunks;
}

/** The file's own `VP8X` chunk, or one made for a simple file, with the flag that XMP follows. */
function extendedHeader(bytes: Buffer, [first]: readonly Chunk[]): Chunk | undefined {
  const canvas = readDimensions(bytes, 'webp');
  if (!first || !canvas) {
    return undefined;
  }
  if (first.type === 'VP8X') {
    const data = Buffer.from(first.data);
    data[0] = (data[0] ?? 0) | xmpFlag;
    return { type: 'VP8X', data };
  }
  // The 29th bit behind the signature of a lossless image says that it uses its alpha channel.
  const hasAlpha = first.type === 'VP8L' && ((first.data[4] ?? 0) & 0x10) !== 0;
  const data = Buffer.alloc(10);
  data[0] = xmpFlag | (hasAlpha ? alphaFlag : 0);
  data.writeUIntLE(canvas.width - 1, 4, 3);
  data.writeUIntLE(canvas.height - 1, 7, 3);
  return { type: 'VP8X', data };
}

/** Chunks are padded to an even length. */
function writeChunk({ type, data }: Chunk): readonly Buffer[] {
  const head = Buffer.alloc(8);
  head.write(type, 'latin1');
  head.writeUInt32LE(data.length, 4);
  return [head, data, Buffer.alloc(data.length % 2)];
}

function riffHeader(body: readonly Buffer[]): Buffer {
  const head = Buffer.from('RIFF\0\0\0\0WEBP', 'latin1');
  head.writeUInt32LE(4 + body.reduce((sum, part) => sum + part.length, 0), 4);
  return head;
}
