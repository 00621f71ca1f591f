import assert from 'node:assert/strict';
import fc from 'fast-check';
import { ResponseFault } from '../../../src/core/http/policy/responseFault';
import { readAnswer } from '../../../src/core/http/response/responseReader';
import { JsonScanner } from '../../../src/core/http/response/jsonScanner';
import { LongText } from '../../../src/core/http/response/longText';
import { chunking, cutUp } from './chunks';
import { jsonDocument } from './jsonDocument';
import { mutateBytes, mutations } from './mutations';
import { describeProperties, holds, holdsAsync } from './property';

const textLimit = 2 ** 20;

function scan(chunks: readonly Buffer[]): unknown {
  const scanner = new JsonScanner(textLimit);
  chunks.forEach((chunk) => scanner.push(chunk));
  return scanner.finish();
}

async function read(chunks: readonly Buffer[], contentType = 'application/json'): Promise<unknown> {
  await Promise.resolve();
  const form = { contentType, textBytes: textLimit, expectedBytes: 0 };
  // eslint-disable-next-line @typescript-eslint/require-await -- as a socket gives them
  const arriving = async function* (): AsyncGenerator<Buffer> {
    yield* chunks;
  };
  return readAnswer(arriving(), form);
}

describeProperties('any JSON answer', () => {
  holds(
    'is what JSON.parse makes of it, with its long strings taken apart',
    fc.tuple(jsonDocument(), chunking),
    ([{ text, expected }, chunks]) => {
      assert.deepEqual(scan(cutUp(Buffer.from(text), chunks)), expected);
    },
  );

  holds(
    'that is damaged is refused, or is what JSON.parse makes of it',
    fc.tuple(jsonDocument(), mutations, chunking),
    ([{ text }, changes, chunks]) => {
      const bytes = mutateBytes(Buffer.from(text), changes);
      const value = valueOrFault(() => scan(cutUp(bytes, chunks)));
      const damaged = bytes.toString('utf8').replace(/^\uFEFF/, '');
      // Base64 with raw line breaks is not quite JSON, and is taken.
      if (!/[\n\r\t]/.test(damaged)) {
        assert.deepEqual(value instanceof ResponseFault ? undefined : shapeOf(value), shapeOfParsed(damaged));
      }
    },
  );

  holdsAsync(
    'is read or refused with a reason, whatever is said to come and comes',
    fc.tuple(
      fc.oneof(
        jsonDocument().map(({ text }) => Buffer.from(text)),
        fc.uint8Array({ maxLength: 60 }),
        fc.string({
          unit: fc.constantFrom(...Array.from('{}[]":,\\ <data:\n'), 'event', '\uFEFF'),
          maxLength: 40,
        }),
      ),
      fc.constantFrom('application/json', 'text/event-stream', 'text/html', ''),
      mutations,
      chunking,
    ),
    async ([answer, contentType, changes, chunks]) => {
      const bytes = mutateBytes(Buffer.from(answer), changes);
      await read(cutUp(bytes, chunks), contentType).catch(mustBeFault);
    },
  );
});

function valueOrFault(work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    return mustBeFault(error);
  }
}

function mustBeFault(error: unknown): ResponseFault {
  assert.ok(error instanceof ResponseFault, String(error));
  return error;
}

function shapeOfParsed(text: string): unknown {
  try {
    return shapeOf(JSON.parse(text));
  } catch {
    return undefined;
  }
}

/** A value whose long strings are all alike: what is in them has tests of its own. */
function shapeOf(value: unknown): unknown {
  if (value instanceof LongText || (typeof value === 'string' && value.length > 300)) {
    return 'long';
  }
  if (typeof value !== 'object' || value === null) {
    return value;
  }
  return Array.isArray(value)
    ? value.map(shapeOf)
    : Object.fromEntries(Object.entries(value).map(([name, member]) => [name, shapeOf(member)]));
}
