import type { PixelSize } from './pixelSize';

const jpegStart = Buffer.from('ffd8', 'hex');
const segmentLimit = 65_533;

/**
 * Encodes a vertical grey gradient as a baseline JPEG (ITU-T T.81) with comment segments. Every block is
 * flat, so that the scan holds only DC differences: enough for a true JPEG of the true size.
 */
export function encodeJpeg({ width, height, keyword, text }: JpegOptions): Buffer {
  const frame = Buffer.from([8, 0, 0, 0, 0, 1, 1, 0x11, 0]);
  frame.writeUInt16BE(height, 1);
  frame.writeUInt16BE(width, 3);
  // DC: the categories 0 to 8 with codes of 4 bits. AC: only "end of block", the code 0.
  const dcTable = Buffer.from([0x00, 0, 0, 0, 9, ...zeros(12), 0, 1, 2, 3, 4, 5, 6, 7, 8]);
  const acTable = Buffer.from([0x10, 1, ...zeros(15), 0]);
  return Buffer.concat([
    jpegStart,
    segment(0xe0, Buffer.from('4a46494600010100000100010000', 'hex')),
    ...comments(keyword, text).map((comment) => segment(0xfe, comment)),
    // Every step is 8, so that a DC value is exactly grey minus 128.
    segment(0xdb, Buffer.from([0, ...new Array<number>(64).fill(8)])),
    segment(0xc0, frame),
    segment(0xc4, dcTable),
    segment(0xc4, acTable),
    segment(0xda, Buffer.from([1, 1, 0, 0, 63, 0])),
    encodeScan(width, height),
    Buffer.from('ffd9', 'hex'),
  ]);
}

export interface JpegOptions extends PixelSize {
  readonly keyword: string;
  readonly text: string;
}

/** The text of all comment segments with that keyword, wherever they stand before the scan. */
export function findJpegText(bytes: Buffer, keyword: string): string | undefined {
  const mark = `${keyword}\0`;
  let found: string | undefined;
  for (let at = 2; at + 4 <= bytes.length && bytes[at] === 0xff && bytes[at + 1] !== 0xda;) {
    const length = bytes.readUInt16BE(at + 2);
    const data = bytes.toString('latin1', at + 4, at + 2 + length);
    if (bytes[at + 1] === 0xfe && data.startsWith(mark)) {
      found = (found ?? '') + data.slice(mark.length);
    }
    at += 2 + length;
  }
  return found;
}

function comments(keyword: string, text: string): Buffer[] {
  const room = segmentLimit - keyword.length - 1;
  const parts: Buffer[] = [];
  for (let at = 0; at < text.length; at += room) {
    parts.push(Buffer.from(`${keyword}\0${text.slice(at, at + room)}`, 'latin1'));
  }
  return parts;
}

function segment(marker: number, data: Buffer): Buffer {
  const head = Buffer.from([0xff, marker, 0, 0]);
  head.writeUInt16BE(data.length + 2, 2);
  return Buffer.concat([head, data]);
}

function encodeScan(width: number, height: number): Buffer {
  const [columns, rows] = [Math.ceil(width / 8), Math.ceil(height / 8)];
  const bits = new BitWriter();
  let previous = 0;
  for (let row = 0; row < rows; row++) {
    const value = Math.round(70 - (120 * row) / rows);
    for (let column = 0; column < columns; column++) {
      const difference = value - previous;
      const category = difference === 0 ? 0 : Math.floor(Math.log2(Math.abs(difference))) + 1;
      bits.write(category, 4);
      bits.write(difference < 0 ? difference + 2 ** category - 1 : difference, category);
      bits.write(0, 1);
      previous = value;
    }
  }
  return bits.finish();
}

class BitWriter {
  readonly #bytes: number[] = [];
  #pending = 0;
  #count = 0;

  write(value: number, length: number): void {
    for (let bit = length - 1; bit >= 0; bit--) {
      this.#pending = (this.#pending << 1) | ((value >> bit) & 1);
      this.#count += 1;
      if (this.#count === 8) {
        this.#bytes.push(this.#pending);
        if (this.#pending === 0xff) {
          // A data byte of 0xFF is followed by a zero, or it would begin a marker.
          this.#bytes.push(0);
        }
        this.#pending = 0;
        this.#count = 0;
      }
    }
  }

  finish(): Buffer {
    while (this.#count !== 0) {
      this.write(1, 1);
    }
    return Buffer.from(this.#bytes);
  }
}

function zeros(length: number): number[] {
  return new Array<number>(length).fill(0);
}
