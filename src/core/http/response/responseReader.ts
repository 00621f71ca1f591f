import { AnswerBudget } from './answerBudget';
import { ResponseFault } from '../policy/responseFault';
import { JsonScanner } from './jsonScanner';
import { EventScanner } from './eventStream';

/** Enough of a body to tell what it is, and to quote in the log. */
const headLength = 1024;

export interface AnswerForm {
  readonly contentType: string;
  /** Limit for all that is kept as text. */
  readonly textBytes: number;
  /** About how long the answer is. Memory for an image is reserved by it, and touched only as the image arrives. */
  readonly expectedBytes: number;
  /** The longest that it can be, by the limits. */
  readonly mostBytes?: number;
  /** As of `JsonRequest`. */
  readonly onEvent?: ((value: unknown) => boolean) | undefined;
}

/**
 * Reads an answer as it arrives that is JSON, a `text/event-stream` or one JSON value a line.
 * @returns the value, in which every long string is a `LongText`; for events the array of their values.
 * @throws AnswerFault with an excerpt of the answer.
 */
export async function readAnswer(chunks: AsyncIterable<Buffer>, form: AnswerForm): Promise<unknown> {
  let head = Buffer.alloc(0);
  let waiting: readonly Buffer[] = [];
  let scanner: JsonScanner | EventScanner | undefined;
  try {
    for await (const chunk of chunks) {
      if (scanner) {
        scanner.push(chunk);
        continue;
      }
      head = Buffer.concat([head, chunk.subarray(0, headLength - head.length)]);
      waiting = [...waiting, chunk];
      if (isTelling(head)) {
        scanner = openScanner(head, form);
        pushAll(scanner, waiting);
        waiting = [];
      }
    }
    if (!scanner) {
      scanner = openScanner(head, form);
      pushAll(scanner, waiting);
    }
    return finish(scanner, form);
  } catch (error) {
    throw error instanceof ResponseFault ? withExcerpt(error, head) : error;
  }
}

/**
 * Reads the text of an error answer as far as it comes: its status is known, and half of it is worth more than none.
 * @returns the text, cut off where the limit in bytes was reached or the connection was lost.
 */
export async function readErrorText(chunks: AsyncIterable<Buffer>, limit: number): Promise<string> {
  const parts: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of chunks) {
      parts.push(chunk);
      length += chunk.length;
      if (length > limit) {
        break;
      }
    }
  } catch {
    // A server that refuses a large upload often closes the connection on it.
  }
  return Buffer.concat(parts).toString('utf8', 0, limit);
}

/** `event:`, behind a byte order mark. */
const longestFirstWord = 9;

/** Whether enough is there to see the name of an event stream's field. */
function isTelling(head: Buffer): boolean {
  return head.length === headLength || head.toString('latin1').trimStart().length >= longestFirstWord;
}

/** An answer of one JSON value a line (NDJSON) is one of events. */
function finish(scanner: JsonScanner | EventScanner, { onEvent }: AnswerForm): unknown {
  try {
    return scanner.finish();
  } catch (error) {
    const lines = scanner instanceof JsonScanner ? scanner.lines() : undefined;
    if (!lines) {
      throw error;
    }
    const left = lines.values.filter((value) => onEvent?.(value) !== true);
    if (!lines.isWhole) {
      throw new ResponseFault('truncated', '', { cause: error });
    }
    return left;
  }
}

/** The first bytes say what a body is; the content type decides only where they leave it open. */
function openScanner(
  head: Buffer,
  { contentType, textBytes, expectedBytes, mostBytes, onEvent }: AnswerForm,
): JsonScanner | EventScanner {
  const text = head
    .toString('utf8')
    .replace(/^\uFEFF/, '')
    .trimStart();
  const budget = new AnswerBudget(textBytes, mostBytes);
  if (text.startsWith('{') || text.startsWith('[')) {
    return new JsonScanner(budget, expectedBytes);
  }
  if (text.startsWith('<') || (/\bhtml\b/i.test(contentType) && text !== '')) {
    throw new ResponseFault('html');
  }
  const isEvents = /^text\/event-stream\b/i.test(contentType) || /^(?:data|event|id|retry)?:/.test(text);
  return isEvents ? new EventScanner(budget, expectedBytes, onEvent) : new JsonScanner(budget, expectedBytes);
}

function pushAll(scanner: JsonScanner | EventScanner, chunks: readonly Buffer[]): void {
  for (const chunk of chunks) {
    scanner.push(chunk);
  }
}

function withExcerpt(fault: ResponseFault, head: Buffer): ResponseFault {
  return new ResponseFault(fault.reason, head.toString('utf8'), { cause: fault.cause });
}
