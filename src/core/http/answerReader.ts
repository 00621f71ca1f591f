import { AnswerFault } from './answerFault';
import { JsonScanner } from './jsonScanner';
import { EventScanner } from './sse';

/** Enough of a body to tell what it is, and to quote in the log. */
const headLength = 1024;

type BodyKind = 'json' | 'html' | 'events';

/**
 * Reads a JSON or `text/event-stream` answer as it arrives.
 * @returns the value, in which every long string is a `LongText`; for an event stream the array of its events' values.
 * @throws AnswerFault with an excerpt of the answer.
 */
export async function readAnswer(
  chunks: AsyncIterable<Buffer>,
  options: { readonly contentType: string; readonly textBytes: number },
): Promise<unknown> {
  let head = Buffer.alloc(0);
  let scanner: JsonScanner | EventScanner | undefined;
  try {
    for await (const chunk of chunks) {
      if (head.length < headLength) {
        head = Buffer.concat([head, chunk.subarray(0, headLength - head.length)]);
      }
      const kind = scanner ? undefined : sniff(head, options.contentType);
      if (kind === 'html') {
        throw new AnswerFault('html');
      }
      scanner ??=
        kind === 'events' ? new EventScanner(options.textBytes) : new JsonScanner(options.textBytes);
      scanner.push(chunk);
    }
    if (!scanner) {
      throw new AnswerFault('empty');
    }
    return scanner.finish();
  } catch (error) {
    throw error instanceof AnswerFault ? withExcerpt(error, head) : error;
  }
}

/**
 * Reads at most `limit` bytes of an answer whose text is wanted as it is.
 * @returns the text, cut off where the limit was reached.
 */
export async function readText(chunks: AsyncIterable<Buffer>, limit: number): Promise<string> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const chunk of chunks) {
    parts.push(chunk);
    length += chunk.length;
    if (length > limit) {
      break;
    }
  }
  return Buffer.concat(parts).toString('utf8', 0, limit);
}

/** What a body is by its first bytes; the content type decides only where they leave it open. */
export function sniff(head: Buffer, contentType: string): BodyKind {
  const text = head
    .toString('utf8')
    .replace(/^\uFEFF/, '')
    .trimStart();
  if (text.startsWith('{') || text.startsWith('[')) {
    return 'json';
  }
  if (text.startsWith('<') || (/\bhtml\b/i.test(contentType) && text !== '')) {
    return 'html';
  }
  const isEventStream = /^text\/event-stream\b/i.test(contentType);
  return isEventStream || /^(?:data|event|id|retry)?:/.test(text) ? 'events' : 'json';
}

function withExcerpt(fault: AnswerFault, head: Buffer): AnswerFault {
  return new AnswerFault(fault.reason, head.toString('utf8'), { cause: fault.cause });
}
