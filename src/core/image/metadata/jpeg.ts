import { jpegSegments, type JpegSegment } from '../header/jpegSegments';
import { decodePacket, type OpenedContainer } from './container';

/**
 * A JPEG keeps XMP in an APP1 segment with a name of its own, behind JFIF (APP0) and EXIF (APP1), and Content
 * Credentials as JUMBF boxes in APP11. XMP specification part 3, 1.1.3; C2PA specification, A.3.1
 */
export function openJpeg(bytes: Buffer): OpenedContainer | undefined {
  const segments = [...jpegSegments(bytes)];
  const last = segments.at(-1);
  if (last?.marker !== 0xda || last.end > bytes.length) {
    return undefined;
  }
  const packets = segments.filter((segment) => isNamed(bytes, segment, app1, xmpName));
  const [packet] = packets;
  const xmp = packet && decodePacket(bytes.subarray(packet.start + 4 + xmpName.length, packet.end));
  // Where there are several, the first is the one that readers take, and the others stay as they are.
  if (packet && xmp === undefined) {
    return undefined;
  }
  const place = packet ?? { start: behindHead(bytes, segments), end: behindHead(bytes, segments) };
  return {
    xmp,
    hasCredentials: segments.some((segment) => isNamed(bytes, segment, app11, 'JP')),
    maxPacketBytes: maxPacket,
    withXmp: (text) =>
      Buffer.concat([bytes.subarray(0, place.start), writeSegment(text), bytes.subarray(place.end)]),
  };
}

const app0 = 0xe0;
const app1 = 0xe1;
const app11 = 0xeb;
const xmpName = 'http://ns.adobe.com/xap/1.0/\0';
const exifName = 'Exif\0\0';
// As the XMP specification counts; two bytes less than the segment's length field allows.
const maxPacket = 65_502;

function isNamed(bytes: Buffer, { marker, start }: JpegSegment, wanted: number, name: string): boolean {
  return marker === wanted && bytes.toString('latin1', start + 4, start + 4 + name.length) === name;
}

/** Readers expect JFIF and EXIF to come first. */
function behindHead(bytes: Buffer, segments: readonly JpegSegment[]): number {
  let end = 2;
  for (const segment of segments) {
    if (segment.marker !== app0 && !isNamed(bytes, segment, app1, exifName)) {
      break;
    }
    end = segment.end;
  }
  return end;
}

function writeSegment(packet: string): Buffer {
  const content = Buffer.from(xmpName + packet);
  const head = Buffer.from([0xff, app1, 0, 0]);
  head.writeUInt16BE(content.length + 2, 2);
  return Buffer.concat([head, content]);
}
