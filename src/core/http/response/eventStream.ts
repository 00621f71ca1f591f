import { toBudget, type AnswerBudget } from './answerBudget';
import { ResponseFault } from '../policy/responseFault';
import { JsonScanner } from './jsonScanner';

const [lineFeed, carriageReturn, colon, space] = [0x0a, 0x0d, 0x3a, 0x20];
/** `data` is the only field we read, and no field of the format is longer than this. */
const longestFieldName = 16;
const newline = Buffer.from('\n');

/**
 * Reads a `text/event-stream` answer as it arrives, whose events are JSON: one `JsonScanner` per event, so that an
 * image within a single `data:` line of many megabytes costs linear time.
 * Format: https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream
 */
export class EventScanner {
  readonly #events: unknown[] = [];
  #isEmpty = true;
  #event: JsonScanner | undefined;
  #line: 'start' | 'field' | 'beforeValue' | 'data' | 'skip' = 'start';
  #field = '';
  #afterCarriageReturn = false;

  readonly #budget: AnswerBudget;

  constructor(
    /** As of `JsonScanner`, for all events together. */
    budget: number | AnswerBudget,
    /** As of `JsonScanner`. */
    private readonly expected = 0,
    /** As of `JsonRequest`. */
    private readonly onEvent: (value: unknown) => boolean = () => false,
  ) {
    this.#budget = toBudget(budget);
  }

  /** @throws AnswerFault `tooLarge`, `malformed`, `truncated`. */
  push(chunk: Uint8Array): void {
    const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    const ends = new LineEnds(bytes);
    let position = 0;
    while (position < bytes.length) {
      const end = ends.from(position);
      this.#takePart(bytes.subarray(position, end));
      if (end < bytes.length) {
        this.#endLine(bytes[end] ?? lineFeed);
      }
      position = end + 1;
    }
  }

  /**
   * @returns the values of the events that nobody took, in order, without the closing `[DONE]`.
   * @throws AnswerFault `truncated` when the last event stops in the middle, `empty` when there was none.
   */
  finish(): readonly unknown[] {
    // Some servers leave out the blank line after the last event.
    this.#endEvent();
    if (this.#isEmpty) {
      throw new ResponseFault('empty');
    }
    return this.#events;
  }

  #takePart(part: Buffer): void {
    let rest = part;
    if (rest.length > 0) {
      this.#afterCarriageReturn = false;
    }
    if ((this.#line === 'start' || this.#line === 'field') && rest.length > 0) {
      rest = this.#takeFieldName(rest);
    }
    if (this.#line === 'beforeValue' && rest.length > 0) {
      rest = rest[0] === space ? rest.subarray(1) : rest;
      this.#line = 'data';
    }
    if (this.#line === 'data' && rest.length > 0) {
      this.#event?.push(rest);
    }
  }

  #takeFieldName(part: Buffer): Buffer {
    this.#line = 'field';
    const end = part.indexOf(colon);
    this.#field += part.toString('latin1', 0, Math.min(end < 0 ? part.length : end, longestFieldName));
    if (end < 0 && this.#field.length <= longestFieldName) {
      return Buffer.alloc(0);
    }
    // A byte order mark may stand in front of the first one.
    const isData = end >= 0 && /^(?:\xEF\xBB\xBF)?data$/.test(this.#field);
    this.#line = isData ? 'beforeValue' : 'skip';
    if (isData) {
      // Lines of one event are joined by a line feed.
      this.#event?.push(newline);
      this.#event ??= this.#openEvent();
    }
    return part.subarray(end + 1);
  }

  #openEvent(): JsonScanner {
    this.#budget.takeEvent();
    return new JsonScanner(this.#budget, this.expected);
  }

  #endLine(terminator: number): void {
    const isSecondHalf = terminator === lineFeed && this.#afterCarriageReturn;
    this.#afterCarriageReturn = terminator === carriageReturn;
    if (isSecondHalf) {
      return;
    }
    if (this.#line === 'start') {
      this.#endEvent();
    }
    this.#line = 'start';
    this.#field = '';
  }

  #endEvent(): void {
    const event = this.#event;
    this.#event = undefined;
    const text = event?.skeleton.trim();
    if (event && text !== '' && text !== '[DONE]') {
      const value = event.finish();
      this.#isEmpty = false;
      if (!this.onEvent(value)) {
        this.#events.push(value);
      }
    }
  }
}

/** Ends of lines at rising positions. Each part of the chunk is looked at only once. */
class LineEnds {
  #lineFeed = -1;
  #carriageReturn = -1;

  constructor(private readonly bytes: Buffer) {}

  from(start: number): number {
    this.#lineFeed = this.#find(lineFeed, this.#lineFeed, start);
    this.#carriageReturn = this.#find(carriageReturn, this.#carriageReturn, start);
    return Math.min(this.#lineFeed, this.#carriageReturn);
  }

  #find(byte: number, known: number, start: number): number {
    if (known >= start) {
      return known;
    }
    const found = this.bytes.indexOf(byte, start);
    return found < 0 ? this.bytes.length : found;
  }
}
