import { ByteBuffer } from './byteBuffer';

/**
 * V8 handles base64 strings up to 120 KiB several times faster than those between 128 and 1000 KiB
 * (measured in Node 20 and 24), so characters are decoded in slices of this length.
 */
const sliceLength = 96 * 1024;

export interface DecoderMark {
  readonly byteLength: number;
  readonly carry: string;
}

/** Decodes base64 as it arrives, in the standard and the url-safe alphabet, with or without padding. */
export class Base64Decoder {
  readonly #bytes: ByteBuffer;
  /** Up to three characters that wait for the rest of their group of four. */
  #carry = '';
  #characters = 0;

  constructor(
    /** Characters that may come. */
    expected = 0,
    /** Characters that can come at most. */
    most?: number,
  ) {
    this.#bytes = new ByteBuffer(most && bytesOf(most), bytesOf(expected));
  }

  /** Base64 characters taken so far. */
  get characters(): number {
    return this.#characters;
  }

  /**
   * Takes characters up to the first one that is not of the alphabet, or a little fewer.
   * @returns how many were taken. Fewer than given: look at the rest one by one.
   */
  decode(raw: Buffer): number {
    let taken = 0;
    while (taken < raw.length) {
      const slice = raw.subarray(taken, taken + sliceLength);
      const count = this.#decodeSlice(slice);
      taken += count;
      if (count < slice.length) {
        break;
      }
    }
    return taken;
  }

  /** All bytes. A single left-over character holds no whole byte and is dropped. */
  finish(): Buffer {
    if (this.#carry.length > 1) {
      this.#bytes.append(Buffer.from(this.#carry, 'base64'));
    }
    this.#carry = '';
    return this.#bytes.finish();
  }

  /** Remembers how far the text has come, for `toText`. */
  mark(): DecoderMark {
    return { byteLength: this.#bytes.length, carry: this.#carry };
  }

  /** The characters taken up to a mark, in the standard alphabet. Only before `finish`. */
  toText({ byteLength, carry }: DecoderMark): Buffer {
    // Encoding in one piece is fine: this happens once, when base64 turns out to be text after all.
    return Buffer.from(this.#bytes.view(0, byteLength).toString('base64') + carry, 'latin1');
  }

  #decodeSlice(slice: Buffer): number {
    const head = Math.min(slice.length, (4 - this.#carry.length) % 4);
    const whole = head + Math.floor((slice.length - head) / 4) * 4;
    if (!this.#takeHead(slice.toString('latin1', 0, head))) {
      return 0;
    }
    this.#characters += head;
    if (whole > head) {
      if (!this.#bytes.appendBase64(slice.toString('latin1', head, whole))) {
        return head;
      }
      this.#characters += whole - head;
    }
    const tail = slice.subarray(whole);
    if (!tail.every(isBase64)) {
      return whole;
    }
    this.#carry += tail.toString('latin1');
    this.#characters += tail.length;
    return slice.length;
  }

  /** Completes the group of four that an earlier call began. */
  #takeHead(head: string): boolean {
    if (head === '') {
      return true;
    }
    const group = this.#carry + head;
    if (group.length < 4) {
      if (!isBase64Text(head)) {
        return false;
      }
      this.#carry = group;
      return true;
    }
    if (!this.#bytes.appendBase64(group)) {
      return false;
    }
    this.#carry = '';
    return true;
  }
}

function bytesOf(characters: number): number {
  return Math.ceil(characters / 4) * 3;
}

const characters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_';

/** 1 for each byte that is a character of base64. */
const alphabet = Uint8Array.from({ length: 256 }, (_, byte) =>
  characters.includes(String.fromCharCode(byte)) ? 1 : 0,
);

/** Whether a byte is a character of the standard or the url-safe alphabet; padding is not. */
export function isBase64(byte: number): boolean {
  return alphabet[byte] === 1;
}

function isBase64Text(text: string): boolean {
  return Buffer.from(text, 'latin1').every(isBase64);
}
