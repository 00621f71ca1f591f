import { toBudget, type AnswerBudget } from './answerBudget';
import { backslash, decodePercents, EscapedCharacters, percent, readEscape } from './base64Escapes';
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
  /(?<!(?<!\\)(?:\\\\)*\\u[\da-f]{2,3})data:((?:[\w.+-]+(?:\\?\/|\\u002f|%2f)(?:[\w.+-]|\\u[\da-f]{4}|%2b)+)?)(?:;[\w.+-]+(?:=|\\u003d)[\w.+-]*)*$/i;

interface RunUnderWay {
  readonly run: Base64Run;
  /** `data:image/png;base64,` as it stood; undefined while the whole string may be base64. */
  readonly prefix: Buffer | undefined;
  readonly mediaType: string;
  /** Some of it, as in an address. */
  isPercentEncoded: boolean;
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
    const run = new Base64Run(this.expected, this.#budget.mostBytes);
    return { run, prefix, mediaType, isPercentEncoded: false };
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
        this.#underWay = this.#startRun(prefix, decodePercents(parseText(match[1] ?? '')));
        return raw.subarray(searched - before);
      }
    }
  }

  #takeRun(underWay: RunUnderWay, raw: Buffer): Buffer {
    const { run, prefix } = underWay;
    const whole = this.#escape.length > 0 ? Buffer.concat([this.#escape, raw]) : raw;
    this.#escape = Buffer.alloc(0);
    const escaped = new EscapedCharacters(whole, prefix ? [backslash, percent] : [backslash]);
    let position = 0;
    while (position < whole.length) {
      const next = escaped.nextFrom(position);
      position += run.take(whole.subarray(position, next));
      if (position < next) {
        return this.#finishRun(underWay, whole.subarray(position));
      }
      if (next < whole.length) {
        const end = takeEscaped(underWay, escaped, { whole, start: next });
        if (end === 'unfinished') {
          this.#escape = Buffer.from(whole.subarray(next));
          break;
        }
        if (end === 'other') {
          return this.#finishRun(underWay, whole.subarray(next));
        }
        position = end;
      }
    }
    if (run.characters >= shortestRun && (prefix || run.textLength >= longestText)) {
      run.commit();
    }
    return Buffer.alloc(0);
  }

  /** Returns the text behind the run, which is still to be read. */
  #finishRun({ run, prefix, mediaType, isPercentEncoded }: RunUnderWay, rest: Buffer): Buffer {
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
    const isAsUsual = run.isStandard && !isPercentEncoded && (prefix !== undefined || after.length === 0);
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

/** Takes what begins with an escape. Returns where it ends. */
function takeEscaped(
  underWay: RunUnderWay,
  escaped: EscapedCharacters,
  { whole, start }: { readonly whole: Buffer; readonly start: number },
): number | 'unfinished' | 'other' {
  const { run } = underWay;
  const { characters, end } = escaped.read(start);
  const escape = end === start ? readEscape(whole, start) : { length: end - start };
  if (!escape) {
    return 'unfinished';
  }
  const raw = whole.subarray(start, start + escape.length);
  const isTaken = 'code' in escape ? run.takeOne(escape.code, raw) : run.takeCharacters(characters, raw);
  underWay.isPercentEncoded ||= isTaken && raw.includes(percent);
  return isTaken ? start + escape.length : 'other';
}
