import { isComplete } from './completeness';
import { dimensionsPrefix } from './header/dimensions';
import type { ImageFormat } from '../../shared/imageFormat';
import { jpegSegments } from './header/jpegSegments';

/**
 * Tells whether an image is whole while it is read in pieces, of which it keeps the first alone. Of formats whose end
 * cannot be told so, only small files are judged.
 */
export class CompletenessWatch {
  readonly #head: Buffer;
  #length = 0;
  /** Behind the last end marker. */
  #markerEnd = 0;
  /** The last bytes, in which a marker may have begun. */
  #rest: Uint8Array = new Uint8Array();

  constructor(
    private readonly format: ImageFormat,
    private readonly byteLength: number,
  ) {
    this.#head = Buffer.alloc(Math.min(byteLength, dimensionsPrefix));
  }

  take(piece: Uint8Array): void {
    this.#head.set(
      piece.subarray(0, Math.max(0, this.#head.length - this.#length)),
      Math.min(this.#length, this.#head.length),
    );
    const marker = endMarkers[this.format];
    if (marker && this.byteLength > this.#head.length) {
      const bytes = Buffer.concat([this.#rest, piece]);
      const at = bytes.lastIndexOf(marker);
      if (at >= 0) {
        this.#markerEnd = this.#length - this.#rest.length + at + marker.length;
      }
      this.#rest = bytes.subarray(Math.max(0, bytes.length - marker.length + 1));
    }
    this.#length += piece.length;
  }

  /** Once all pieces have come. */
  get isComplete(): boolean {
    const { format, byteLength } = this;
    if (byteLength <= this.#head.length) {
      return isComplete(this.#head, format);
    }
    if (format === 'webp') {
      // Some encoders do not write the last byte that they count.
      return 8 + this.#head.readUInt32LE(4) <= byteLength + 1;
    }
    return endMarkers[format] === undefined || this.#markerEnd > this.#startOfPixels();
  }

  /** The thumbnail inside EXIF has an end marker too. */
  #startOfPixels(): number {
    const scan = this.format === 'jpeg' ? [...jpegSegments(this.#head)].at(-1) : undefined;
    return scan?.end ?? 0;
  }
}

const endMarkers: Readonly<Partial<Record<ImageFormat, Buffer>>> = {
  // An empty chunk with its checksum
  png: Buffer.from('0000000049454e44ae426082', 'hex'),
  jpeg: Buffer.from('ffd9', 'hex'),
};
