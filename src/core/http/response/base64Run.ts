import { Base64Decoder, isBase64, type DecoderMark } from './base64Decoder';
import { ByteBuffer } from './byteBuffer';

/** Shorter pieces after a line break are words rather than base64: `…AAAA\n\nHere is your image`. */
const shortestLine = 32;
/** In bytes: more white space than this does not stand in front of base64, between its lines, nor behind the last. */
const longestBreak = 64 * 1024;

const [equals, dash, underscore] = [0x3d, 0x2d, 0x5f];
const whitespace: ReadonlySet<number> = new Set([0x20, 0x09, 0x0a, 0x0d]);

/**
 * One run of base64 inside a text, read as it arrives. Line breaks and padding belong to it, anything else ends it.
 * Until `commit` it can be given back as exactly the text it was.
 */
export class Base64Run {
  readonly #decoder: Base64Decoder;
  #state: 'characters' | 'break' | 'padding' | 'tail' | 'ended' = 'characters';
  #paddings = 0;
  #lineLength = 0;
  /** Length of the first line, 0 before the first line break. */
  #width = 0;
  /** Whitespace and the first characters after it: only what follows tells whether they belong to the run. */
  readonly #held = new ByteBuffer();
  #heldCharacters = '';
  /** The text from `#mark` on, which encoding the bytes again would not bring back exactly. */
  #raw: ByteBuffer | undefined;
  #mark: DecoderMark | undefined;
  #committed = false;
  /** In the standard alphabet, in one line. */
  #isPlain = true;

  constructor(
    /** Characters that may come. */
    expected = 0,
    /** Characters that can come at most. */
    most?: number,
  ) {
    this.#decoder = new Base64Decoder(expected, most);
  }

  /** Base64 characters that certainly belong to the run. */
  get characters(): number {
    return this.#decoder.characters;
  }

  /** After `end`: base64 of its bytes is what was taken, apart from escapes. */
  get isStandard(): boolean {
    return this.#isPlain && (this.characters + this.#paddings) % 4 === 0;
  }

  /** Bytes of text that `toText` would give, about. */
  get textLength(): number {
    return this.characters + (this.#raw?.length ?? 0);
  }

  get isCommitted(): boolean {
    return this.#committed;
  }

  /** From here on the run stays bytes, and its text need not be kept. */
  commit(): void {
    this.#committed = true;
    this.#raw = undefined;
  }

  /**
   * Takes a piece of the text.
   * @returns how many bytes of it were taken; fewer than given means that the run has ended.
   */
  take(bytes: Buffer): number {
    let position = this.#takeClean(bytes);
    while (position < bytes.length) {
      const end = endOfCharacters(bytes, position);
      const piece = bytes.subarray(position, Math.max(end, position + 1));
      const taken =
        end > position ? this.takeCharacters(piece, piece) : this.takeOne(bytes[position] ?? 0, piece);
      if (!taken) {
        return position;
      }
      position += piece.length;
    }
    return position;
  }

  /**
   * Takes one character, which may stand as an escape in the text.
   * @returns false when it ended the run.
   */
  takeOne(code: number, raw: Buffer): boolean {
    if (isBase64(code)) {
      return this.takeCharacters(Buffer.of(code), raw);
    }
    const taken =
      (whitespace.has(code) && this.#takeWhitespace(raw)) || (code === equals && this.#takePadding(raw));
    return taken || this.#end();
  }

  /**
   * Takes characters of the alphabet that stand as `raw` in the text.
   * @returns false when they ended the run.
   */
  takeCharacters(characters: Buffer, raw: Buffer): boolean {
    if (this.#state === 'characters') {
      if (raw !== characters) {
        this.#keepText();
      }
      this.#keepUnlessStandard(characters);
      this.#raw?.append(raw);
      this.#decoder.decode(characters);
      this.#lineLength += characters.length;
      return true;
    }
    if (this.#state === 'break') {
      this.#held.append(raw);
      this.#heldCharacters += characters.toString('latin1');
      if (this.#heldCharacters.length >= shortestLine) {
        this.#joinHeld();
      }
      return true;
    }
    return this.#end();
  }

  /**
   * Ends the run where it is.
   * @returns the text behind it that had been held back.
   */
  end(): Buffer {
    this.#end();
    return Buffer.from(this.#held.view());
  }

  /** After `end`: more than whitespace was held back. */
  get hasTextBehind(): boolean {
    return this.#heldCharacters !== '';
  }

  /** After `end`. */
  toBytes(): Buffer {
    return this.#decoder.finish();
  }

  /** All that was taken, exactly as it stood. Instead of `toBytes`, and not after `commit`. */
  toText(): Buffer {
    const clean = this.#decoder.toText(this.#mark ?? this.#decoder.mark());
    return Buffer.concat([clean, this.#raw?.view() ?? Buffer.alloc(0), this.#held.view()]);
  }

  /** Most base64 has no line breaks; this is the fast way through it. */
  #takeClean(bytes: Buffer): number {
    if (this.#state !== 'characters' || this.#width > 0) {
      return 0;
    }
    // What stands behind the run is none of its characters; to look for its end takes long, and is seldom needed.
    if (this.#isPlain && isOfOtherAlphabet(bytes)) {
      this.#keepUnlessStandard(bytes.subarray(0, endOfCharacters(bytes, 0)));
    }
    const taken = this.#decoder.decode(bytes);
    this.#raw?.append(bytes.subarray(0, taken));
    this.#lineLength += taken;
    return taken;
  }

  #takeWhitespace(raw: Buffer): boolean {
    const isInFront = this.#state === 'characters' && this.#lineLength === 0;
    if (((isInFront ? this.#raw : this.#held)?.length ?? 0) >= longestBreak) {
      return false;
    }
    if (isInFront) {
      this.#isPlain = false;
      this.#keepText();
      this.#raw?.append(raw);
      return true;
    }
    if (this.#heldCharacters !== '') {
      return this.#joinLastLine() && this.#takeAfter(raw);
    }
    this.#held.append(raw);
    this.#state = this.#state === 'padding' || this.#state === 'tail' ? 'tail' : 'break';
    return true;
  }

  #takeAfter(raw: Buffer): boolean {
    this.#held.append(raw);
    this.#state = 'tail';
    return true;
  }

  #takePadding(raw: Buffer): boolean {
    const inPlace =
      this.#state === 'characters' ||
      (this.#state === 'break' && (this.#heldCharacters === '' || this.#joinLastLine())) ||
      (this.#state === 'padding' && this.#paddings < 2);
    if (!inPlace || this.characters === 0) {
      return false;
    }
    this.#keepText();
    this.#raw?.append(this.#held.view());
    this.#held.truncate(0);
    this.#raw?.append(raw);
    this.#paddings += 1;
    this.#state = 'padding';
    return true;
  }

  #end(): false {
    if (this.#state === 'break' && this.#heldCharacters !== '') {
      this.#joinLastLine();
    }
    this.#state = 'ended';
    return false;
  }

  /** A last line may be short, yet only where all lines before it were of one length, and none was blank. */
  #joinLastLine(): boolean {
    const lineFeeds =
      this.#held
        .view()
        .toString('latin1')
        .match(/\\n|\n/g)?.length ?? 0;
    if (this.#width < shortestLine || this.#lineLength !== this.#width || lineFeeds > 1) {
      return false;
    }
    this.#joinHeld();
    return true;
  }

  #joinHeld(): void {
    this.#isPlain = false;
    this.#keepText();
    this.#raw?.append(this.#held.view());
    this.#held.truncate(0);
    this.#width ||= this.#lineLength;
    this.#lineLength = this.#heldCharacters.length;
    this.#decoder.decode(Buffer.from(this.#heldCharacters, 'latin1'));
    this.#heldCharacters = '';
    this.#state = 'characters';
  }

  #keepText(): void {
    if (!this.#committed && !this.#raw) {
      this.#raw = new ByteBuffer();
      this.#mark = this.#decoder.mark();
    }
  }

  #keepUnlessStandard(characters: Buffer): void {
    if (this.#isPlain && isOfOtherAlphabet(characters)) {
      this.#isPlain = false;
      this.#keepText();
    }
  }
}

/** `-` and `_` of base64url. */
function isOfOtherAlphabet(characters: Buffer): boolean {
  return characters.includes(dash) || characters.includes(underscore);
}

function endOfCharacters(bytes: Buffer, start: number): number {
  let position = start;
  while (position < bytes.length && isBase64(bytes[position] ?? 0)) {
    position += 1;
  }
  return position;
}
