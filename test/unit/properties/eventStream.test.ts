import assert from 'node:assert/strict';
import fc from 'fast-check';
import { ResponseFault } from '../../../src/core/http/policy/responseFault';
import { EventScanner } from '../../../src/core/http/response/eventStream';
import { chunking, cutUp, firstCut, manyCuts } from './chunks';
import { jsonDocument } from './jsonDocument';
import { mutateBytes, mutations } from './mutations';
import { describeProperties, holds } from './property';

function read(chunks: readonly Buffer[]): readonly unknown[] | ResponseFault {
  const scanner = new EventScanner(2 ** 20);
  try {
    chunks.forEach((chunk) => scanner.push(chunk));
    return scanner.finish();
  } catch (error) {
    assert.ok(error instanceof ResponseFault, String(error));
    return error;
  }
}

const lineEnd = fc.constantFrom('\n', '\r\n', '\r');
const byteOrderMark = fc.constantFrom('', '\uFEFF');

const line = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom('data: {"a":1}', 'data:[1]', 'data:"é😀"', 'data: 7', 'data:') },
  { weight: 2, arbitrary: fc.constantFrom('data: [', 'data: 2', 'data:,', 'data:]', 'data', 'data: [DONE]') },
  { weight: 5, arbitrary: fc.constant('') },
  {
    weight: 2,
    arbitrary: fc.constantFrom(': comment', ':', 'event: x', 'id', 'retry: 5', ' data: 1', 'dataa: 1'),
  },
  { weight: 1, arbitrary: fc.string({ maxLength: 30 }).filter((text) => !/[\r\n]/.test(text)) },
);

/** Lines with any line ends, each of its own kind. */
const stream = fc
  .tuple(byteOrderMark, fc.array(fc.tuple(line, lineEnd), { maxLength: 12 }))
  .map(([mark, lines]) => mark + lines.map(([text, end]) => text + end).join(''));

const eventOfDocument = fc.tuple(jsonDocument(), lineEnd, fc.constantFrom('', ': ping\n', 'event: image\n'));

describeProperties('any event stream', () => {
  holds('is read as the standard says, wherever it is cut', fc.tuple(stream, firstCut), ([text, first]) => {
    const expected = readBySpecification(text);
    for (const chunks of manyCuts(Buffer.from(text), first)) {
      const events = read(chunks);
      assert.deepEqual(events instanceof ResponseFault ? undefined : events, expected);
    }
  });

  holds(
    'gives the values of its events, images and all',
    fc.tuple(byteOrderMark, fc.array(eventOfDocument, { minLength: 1, maxLength: 2 }), chunking),
    ([mark, events, chunks]) => {
      const text = events
        .map(([document, end, before]) => {
          const lines = document.text.split(/\r\n|\r|\n/);
          return before + lines.map((each) => `data: ${each}${end}`).join('') + end;
        })
        .join('');
      const expected = events.map(([{ expected: value }]) => value);
      assert.deepEqual(read(cutUp(Buffer.from(mark + text), chunks)), expected);
    },
  );

  holds(
    'that is damaged is read or refused with a reason',
    fc.tuple(stream, mutations, chunking),
    ([text, changes, chunks]) => {
      const bytes = mutateBytes(Buffer.from(text), changes);
      assert.deepEqual(reasonOr(read(cutUp(bytes, chunks))), reasonOr(read([bytes])));
    },
  );
});

function reasonOr(events: readonly unknown[] | ResponseFault): unknown {
  return events instanceof ResponseFault ? events.reason : events;
}

/**
 * The slow and plain way, https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation
 * with what Easel adds: the events are JSON, the last one needs no blank line, and a stream without events is refused.
 */
function readBySpecification(text: string): unknown[] | undefined {
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\r|\n/);
  const events: string[] = [];
  let data: string[] = [];
  for (const each of [...lines, '']) {
    const [, field = each, value = ''] = /^([^:]*):? ?([^]*)$/.exec(each) ?? [];
    if (each === '') {
      events.push(data.join('\n').trim());
      data = [];
    } else if (field === 'data') {
      data.push(value);
    }
  }
  const values = events.filter((event) => event !== '' && event !== '[DONE]').map(parseOrFail);
  return values.length === 0 || values.includes(failed) ? undefined : values;
}

const failed = Symbol('no JSON');

function parseOrFail(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return failed;
  }
}
