import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import type { LongText } from '../../../../../src/core/http/response/longText';
import { EventScanner } from '../../../../../src/core/http/response/eventStream';

function read(stream: string | Buffer, pieceLength = 64 * 1024): readonly unknown[] {
  const bytes = Buffer.from(stream);
  const scanner = new EventScanner(64 * 1024 * 1024);
  for (let start = 0; start < bytes.length; start += pieceLength) {
    scanner.push(bytes.subarray(start, start + pieceLength));
  }
  return scanner.finish();
}

describe('event stream', () => {
  it('gives the value of each event in order', () => {
    assert.deepEqual(read('data: {"a":1}\n\ndata:{"a":2}\n\n'), [{ a: 1 }, { a: 2 }]);
  });

  it('takes every kind of line end, comments, other fields, a byte order mark and the closing word', () => {
    const stream =
      '\uFEFFdata: {"a":1}\r\n\r\n: keep-alive\r\n\r\nevent: x\rid: 1\rdata: {"a":\rdata: 2}\r\rretry: 5\nverylongfieldname-which-is-none: {\ndata\n\n: \ndata: [DONE]\n\n';
    const expected = [{ a: 1 }, { a: 2 }];
    for (let pieceLength = 1; pieceLength <= stream.length; pieceLength += 1) {
      assert.deepEqual(read(stream, pieceLength), expected, `pieces of ${pieceLength}`);
    }
  });

  it('joins the data lines of one event by a line feed', () => {
    assert.deepEqual(read('data: {"a":\ndata: "b",\ndata:  "c":1}\n\n'), [{ a: 'b', c: 1 }]);
  });

  it('keeps nothing of an event that has been dealt with, and is not empty for that', () => {
    const scanner = new EventScanner(1024, 0, (value) => (value as { a: number }).a < 3);
    scanner.push(Buffer.from('data: {"a":1}\n\ndata: {"a":2}\n\n'));
    assert.deepEqual(scanner.finish(), []);
    scanner.push(Buffer.from('data: {"a":3}\n\n'));
    assert.deepEqual(scanner.finish(), [{ a: 3 }]);
  });

  it('takes a last event that no blank line follows', () => {
    assert.deepEqual(read('data: {"a":1}'), [{ a: 1 }]);
  });

  it('reads an image within one line of megabytes', () => {
    const image = randomBytes(3 * 1024 * 1024);
    const [event] = read(`data: {"data":"${image.toString('base64')}"}\n\n`) as [{ data: LongText }];
    assert.deepEqual(Buffer.from(event.data.embedded[0]!.bytes), image);
  });

  it('refuses a stream that stops in the middle of an event', () => {
    assert.throws(() => read('data: {"a":1}\n\ndata: {"b":"x'), { reason: 'truncated' });
    assert.throws(() => read('data: {"a":1}\n\ndata: {"b":'), { reason: 'truncated' });
  });

  it('refuses a stream without events and one that is no JSON', () => {
    assert.throws(() => read(': nothing\n\ndata: [DONE]\n\n'), { reason: 'empty' });
    assert.throws(() => read('data: hello\n\n'), { reason: 'malformed' });
  });
});
