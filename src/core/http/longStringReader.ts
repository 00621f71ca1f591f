import { toBudget, type AnswerBudget } from './answerBudget';
import { isBase64 } from './base64Decoder';
import { Base64Run } from './base64Run';
import { EscapedText, parseText } from './escapedText';
import { LongText, type EmbeddedBytes } from './longText';

/** A shorter run after `;base64,` is no image, and stays text. */
const shortestRun = 64;
/** In bytes: a longer piece of base64 is no text, whatever comes behind it. */
const longestText = 4 * 1024 * 1024;

const base64Marker = ';base64,';
/** Its end is the same in capitals, and can be searched for as bytes. */
const markerEnd = Buffer.from('64,');
/** A media type with its parameters is shorter than this. */
const longestDataPrefix = 300;
/**
 * The end of a text in front of `;base64,`; some servers escape a slash, a plus or an equals sign in it. The first
 * letters may also be the last digits of an escape, as in `\u2fdata:`.
 */
const dataPrefix =
  /(?<!(?<!\\)(?:\\\\)*\\u[\da-f]{2,3})data:((?:[\w.+-]+(?:\\?\/|\\u002f)(?:[\w.+-]|\\u[\da-f]{4})+)?)(?:;[\w.+-]+(?:=|\\u003d)[\w.+-]*)*$/i;

const [slash, backslash] = [0x2f, 0x5c];
const unicodeEscape = 0x75;
const shortEscapes: Readonly<Record<string, number>> = { '/': 0x2f, n: 0x0a, r: 0x0d, t: 0x09 };
/** Stands for all that is not base64, such as an escaped quote. */
const notBase64 = 0;

interface RunUnderWay {
  readonly run: Base64Run;
  /** `data:image/png;base64,` as it stood; undefined while the whole string may be base64. */
  readonly prefix: Buffer | undefined;
  readonly mediaType: string;
}

/**
 * Reads one long JSON string as it arrives, between its quotes and with its escapes. The whole string may be base64,
 * or text with any number of `data:` URIs, as in Markdown, or plain text.
 */
export class LongStringReader {
  readonly #pieces: (string | EmbeddedBytes)[] = [];
  readonly #text = new EscapedText(longestDataPrefix + base64Marker.length);
  readonly #budget: AnswerBudget;
  #underWay: RunUnderWay | undefined;
  /** The beginning of an escape whose rest is in the next piece. */
  #escape: Buffer = Buffer.alloc(0);

  constructor(
    /** As of `JsonScanner`. */
    budget: number | AnswerBudget,
    /** Bytes of the whole answer that may still come. */
    private readonly expected = 0,
  ) {
    this.#budget = toBudget(budget);
    this.#underWay = this.#budget.hasFiles ? this.#startRun(undefined, '') : undefined;
  }

  take(raw: Buffer): void {
    let rest = raw;
    while (rest.length > 0) {
      rest = this.#underWay ? this.#takeRun(this.#underWay, rest) : this.#takeText(rest);
    }
  }

  /** @throws AnswerFault `malformed` when an escape is not one of JSON. */
  finish(): LongText {
    if (this.#underWay) {
      this.#takeText(this.#finishRun(this.#underWay, this.#escape));
    }
    this.#finishText();
    return new LongText(this.#pieces);
  }

  #startRun(prefix: Buffer | undefined, mediaType: string): RunUnderWay {
    return { run: new Base64Run(this.expected, this.#budget.mostBytes), prefix, mediaType };
  }

  #appendText(raw: Buffer): void {
    this.#budget.takeText(raw.length);
    this.#text.append(raw);
  }

  #takeText(raw: Buffer): Buffer {
    const before = this.#text.length;
    let searched = Math.max(0, before - markerEnd.length + 1);
    this.#appendText(raw);
    for (;;) {
      const end = this.#text.view().indexOf(markerEnd, searched);
      if (end < 0) {
        this.#text.shorten();
        return Buffer.alloc(0);
      }
      searched = end + markerEnd.length;
      const found = searched - base64Marker.length;
      if (!isMarker(this.#text.view(Math.max(0, found), searched))) {
        continue;
      }
      if (!this.#budget.takePrefix()) {
        this.#text.shorten();
        return Buffer.alloc(0);
      }
      const before64 = this.#text.view(Math.max(0, found - longestDataPrefix), found).toString('latin1');
      const match = dataPrefix.exec(before64);
      if (match) {
        const start = found - match[0].length;
        const prefix = Buffer.from(this.#text.view(start, searched));
        this.#budget.giveTextBack(this.#text.length - start);
        this.#text.truncate(start);
        this.#underWay = this.#startRun(prefix, parseText(match[1] ?? ''));
        return raw.subarray(searched - before);
      }
    }
  }

  #takeRun(underWay: RunUnderWay, raw: Buffer): Buffer {
    let rest = this.#escape.length > 0 ? Buffer.concat([this.#escape, raw]) : raw;
    this.#escape = Buffer.alloc(0);
    if (takeWithSlashes(underWay.run, rest)) {
      rest = Buffer.alloc(0);
    }
    while (rest.length > 0) {
      const next = rest.indexOf(backslash);
      const plain = next < 0 ? rest : rest.subarray(0, next);
      const taken = underWay.run.take(plain);
      rest = rest.subarray(taken);
      if (taken < plain.length) {
        return this.#finishRun(underWay, rest);
      }
      if (rest.length > 0) {
        const escape = readEscape(rest);
        if (!escape) {
          this.#escape = Buffer.from(rest);
          break;
        }
        if (!underWay.run.takeOne(escape.code, rest.subarray(0, escape.length))) {
          return this.#finishRun(underWay, rest);
        }
        rest = rest.subarray(escape.length);
      }
    }
    const { run, prefix } = underWay;
    if (run.characters >= shortestRun && (prefix || run.textLength >= longestText)) {
      run.commit();
    }
    return Buffer.alloc(0);
  }

  /** Returns the text behind the run, which is still to be read. */
  #finishRun({ run, prefix, mediaType }: RunUnderWay, rest: Buffer): Buffer {
    this.#underWay = undefined;
    const after = run.end();
    const isWhole = rest.length === 0 && !run.hasTextBehind;
    const isBytes =
      run.isCommitted || (prefix ? run.characters >= shortestRun : run.characters > 0 && isWhole);
    if (!isBytes) {
      this.#appendText(prefix ?? Buffer.alloc(0));
      this.#appendText(run.toText());
      return rest;
    }
    this.#budget.takeFile();
    this.#finishText();
    const isAsUsual = run.isStandard && (prefix !== undefined || after.length === 0);
    this.#pieces.push({
      ...(mediaType && { mediaType }),
      bytes: run.toBytes(),
      ...(!isAsUsual && { isSpeltOtherwise: true }),
    });
    return prefix || !isWhole ? Buffer.concat([after, rest]) : Buffer.alloc(0);
  }

  #finishText(): void {
    const text = this.#text.finish();
    if (text !== '') {
      this.#pieces.push(text);
    }
  }
}

function isMarker(bytes: Buffer): boolean {
  return bytes.toString('latin1').toLowerCase() === base64Marker;
}

/** Some servers escape every slash, and one by one that would be hundreds of thousands of escapes. */
function takeWithSlashes(run: Base64Run, raw: Buffer): boolean {
  if (!raw.includes('\\/')) {
    return false;
  }
  const characters = Buffer.allocUnsafe(raw.length);
  let length = 0;
  for (let position = 0; position < raw.length; position++) {
    if (raw[position] === backslash && raw[position + 1] === slash) {
      position += 1;
    }
    const character = raw[position] ?? 0;
    if (!isBase64(character)) {
      return false;
    }
    characters[length++] = character;
  }
  return run.takeCharacters(characters.subarray(0, length), raw);
}

/** One escape at the start of `raw`; undefined when its end has not come yet. */
function readEscape(raw: Buffer): { readonly code: number; readonly length: number } | undefined {
  const kind = raw[1];
  if (kind === undefined) {
    return undefined;
  }
  if (kind !== unicodeEscape) {
    return { code: shortEscapes[String.fromCharCode(kind)] ?? notBase64, length: 2 };
  }
  if (raw.length < 6) {
    return undefined;
  }
  // `parseInt` alone would also take `+02f` and `2f q`, which are no JSON.
  const digits = raw.toString('latin1', 2, 6);
  const code = /^00[0-7][0-9a-f]$/i.test(digits) ? Number.parseInt(digits, 16) : notBase64;
  return { code, length: 6 };
}
