interface Box {
  readonly type: string;
  /** Offset of the first byte behind the box's header. */
  readonly start: number;
  /** Offset behind its last byte. */
  readonly end: number;
}

interface Size {
  readonly width: number;
  readonly height: number;
}

/**
 * Size of the primary image of an AVIF or HEIC file: its `ispe` property, turned by `irot`.
 * Source: ISO/IEC 14496-12 (boxes) and 23008-12, 6.5.
 * @throws RangeError when the bytes end too early.
 */
export function readHeifDimensions(bytes: Buffer): Size | undefined {
  const meta = find(boxes(bytes, 0, bytes.length), 'meta');
  if (!meta) {
    return undefined;
  }
  const inMeta = boxes(bytes, meta.start + 4, meta.end);
  const properties = find(inMeta, 'iprp');
  if (!properties) {
    return undefined;
  }
  const inProperties = boxes(bytes, properties.start, properties.end);
  const container = find(inProperties, 'ipco');
  if (!container) {
    return undefined;
  }
  const all = boxes(bytes, container.start, container.end);
  const primary = find(inMeta, 'pitm');
  const associations = find(inProperties, 'ipma');
  const ofPrimary =
    primary && associations ? propertiesOf(bytes, associations, readPrimaryId(bytes, primary), all) : [];
  return sizeFrom(bytes, ofPrimary) ?? largest(all.map((box) => readSize(bytes, box)));
}

// More boxes on one level than any camera or encoder writes; a bound for files made to waste time.
const maxBoxes = 4096;

function boxes(bytes: Buffer, from: number, to: number): readonly Box[] {
  const found: Box[] = [];
  let at = from;
  while (at + 8 <= Math.min(to, bytes.length) && found.length < maxBoxes) {
    const short = bytes.readUInt32BE(at);
    const header = short === 1 ? 16 : 8;
    const length = short === 0 ? to - at : short === 1 ? Number(bytes.readBigUInt64BE(at + 8)) : short;
    if (length < header) {
      break;
    }
    const end = Math.min(at + length, to);
    found.push({ type: bytes.toString('latin1', at + 4, at + 8), start: at + header, end });
    at += length;
  }
  return found;
}

function find(list: readonly Box[], type: string): Box | undefined {
  return list.find((box) => box.type === type);
}

function readPrimaryId(bytes: Buffer, { start }: Box): number {
  return bytes[start] === 0 ? bytes.readUInt16BE(start + 4) : bytes.readUInt32BE(start + 4);
}

/** The properties that the `ipma` box gives to one item. Indices in it count from 1. */
function propertiesOf(
  bytes: Buffer,
  { start, end }: Box,
  itemId: number,
  all: readonly Box[],
): readonly Box[] {
  const wideId = bytes.readUInt8(start) > 0;
  const wideIndex = (bytes.readUInt8(start + 3) & 1) === 1;
  let at = start + 8;
  for (let left = bytes.readUInt32BE(start + 4); left > 0 && at < end; left--) {
    const id = wideId ? bytes.readUInt32BE(at) : bytes.readUInt16BE(at);
    at += wideId ? 4 : 2;
    const count = bytes.readUInt8(at++);
    const indices = Array.from({ length: count }, (_, entry) =>
      wideIndex ? bytes.readUInt16BE(at + entry * 2) & 0x7fff : bytes.readUInt8(at + entry) & 0x7f,
    );
    if (id === itemId) {
      return indices.flatMap((index) => all[index - 1] ?? []);
    }
    at += count * (wideIndex ? 2 : 1);
  }
  return [];
}

function sizeFrom(bytes: Buffer, properties: readonly Box[]): Size | undefined {
  const size = largest(properties.map((box) => readSize(bytes, box)));
  const turn = find(properties, 'irot');
  const sideways = turn !== undefined && (bytes.readUInt8(turn.start) & 1) === 1;
  return size && sideways ? { width: size.height, height: size.width } : size;
}

function readSize(bytes: Buffer, { type, start }: Box): Size | undefined {
  return type === 'ispe'
    ? { width: bytes.readUInt32BE(start + 4), height: bytes.readUInt32BE(start + 8) }
    : undefined;
}

function largest(sizes: readonly (Size | undefined)[]): Size | undefined {
  const known = sizes.filter((size) => size !== undefined);
  return known.reduce<Size | undefined>(
    (best, size) => (best && best.width * best.height >= size.width * size.height ? best : size),
    undefined,
  );
}
