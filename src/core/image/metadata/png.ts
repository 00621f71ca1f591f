import { inflateSync } from 'node:zlib';
import { pngChunks, type PngChunk } from '../header/pngChunks';
import { chunk } from '../pngWriter';
import { decodePacket, largestPacketRead, type OpenedContainer } from './container';

/**
 * A PNG keeps XMP in an `iTXt` chunk of its own keyword, and Content Credentials in a `caBX` chunk.
 * https://www.w3.org/TR/png-3/#11iTXt, XMP specification part 3, 1.1.5
 */
export function openPng(bytes: Buffer): OpenedContainer | undefined {
  const chunks = readPngChunks(bytes);
  // A header of another length is broken, and what stands behind its end would be taken for a part of it.
  if (chunks?.[0]?.type !== 'IHDR' || chunks[0].end !== endOfHeader) {
    return undefined;
  }
  const packets = chunks.filter(
    ({ type, start, end }) => type === 'iTXt' && isXmp(bytes.subarray(start + 8, end - 4)),
  );
  const [packet] = packets;
  const xmp = packet && readText(bytes.subarray(packet.start + 8, packet.end - 4));
  if (packets.length > 1 || (packet && xmp === undefined)) {
    return undefined;
  }
  return {
    xmp,
    hasCredentials: chunks.some(({ type }) => type === 'caBX'),
    maxPacketBytes: largestPacketRead,
    withXmp: (text) =>
      Buffer.concat([
        bytes.subarray(0, packet?.start ?? endOfHeader),
        chunk('iTXt', Buffer.concat([keyword, uncompressed, Buffer.from(text)])),
        bytes.subarray(packet?.end ?? endOfHeader),
      ]),
  };
}

/** The signature, and the 13 bytes of the header in their chunk. */
const endOfHeader = 8 + 12 + 13;
const keyword = Buffer.from('XML:com.adobe.xmp\0', 'latin1');
// Not compressed, method 0, no language, no translated keyword
const uncompressed = Buffer.alloc(4);

// An image of 100 MB in chunks of 1 KB; a bound for files made to waste time.
const mostChunks = 100_000;

/** @returns undefined when the chunks do not end with a whole `IEND`. */
export function readPngChunks(bytes: Buffer): readonly PngChunk[] | undefined {
  const chunks: PngChunk[] = [];
  for (const each of pngChunks(bytes)) {
    if (chunks.length === mostChunks) {
      break;
    }
    chunks.push(each);
    if (each.type === 'IEND') {
      return each.end <= bytes.length ? chunks : undefined;
    }
  }
  return undefined;
}

function isXmp(data: Buffer): boolean {
  return data.subarray(0, keyword.length).equals(keyword);
}

function readText(data: Buffer): string | undefined {
  const isCompressed = data[keyword.length] === 1;
  const language = data.indexOf(0, keyword.length + 2);
  const translated = language < 0 ? -1 : data.indexOf(0, language + 1);
  if (translated < 0) {
    return undefined;
  }
  const text = data.subarray(translated + 1);
  const plain = isCompressed ? inflate(text) : text;
  return plain && decodePacket(plain);
}

function inflate(data: Buffer): Buffer | undefined {
  try {
    return inflateSync(data, { maxOutputLength: largestPacketRead });
  } catch {
    return undefined;
  }
}
