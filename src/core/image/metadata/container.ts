/** An image file taken apart just far enough to exchange its XMP packet. All other bytes stay as they are. */
export interface OpenedContainer {
  /** The packet that is in the file. */
  readonly xmp: string | undefined;
  /** The file carries Content Credentials (C2PA), whose signature any change would break. */
  readonly hasCredentials: boolean;
  /** Bytes of UTF-8 that a packet may have in this format. */
  readonly maxPacketBytes: number;
  /** The file with this packet in place of its own. */
  withXmp(packet: string): Uint8Array;
}

/** Opens a file; `undefined` where it is broken or its packet cannot be read, so that it is better left alone. */
export type OpenContainer = (bytes: Buffer) => OpenedContainer | undefined;

/** A larger packet is no description of an image; it is not read, and never merged with. */
export const largestPacketRead = 1024 * 1024;

/** @returns undefined for a packet that is too large or not UTF-8. */
export function decodePacket(bytes: Uint8Array): string | undefined {
  if (bytes.byteLength > largestPacketRead) {
    return undefined;
  }
  try {
    return new TextDecoder(encodingOf(bytes), { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** UTF-8 in all formats that Easel writes; yet some programs write UTF-16, which the zeros beside its first `<` show. */
function encodingOf([first, second, third]: Uint8Array): 'utf-8' | 'utf-16le' | 'utf-16be' {
  const isMarked = { le: first === 0xff && second === 0xfe, be: first === 0xfe && second === 0xff };
  if (isMarked.le || (first === 0x3c && second === 0)) {
    return 'utf-16le';
  }
  return isMarked.be || (first === 0 && second === 0x3c && third === 0) ? 'utf-16be' : 'utf-8';
}
