import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { EventScanner } from '../../../../src/core/http/response/eventStream';
import { JsonScanner } from '../../../../src/core/http/response/jsonScanner';
import type { EmbeddedBytes, LongText } from '../../../../src/core/http/response/longText';

const megabyte = 2 ** 20;
const textLimit = 32 * megabyte;

function scan(document: string): unknown {
  const bytes = Buffer.from(document);
  const scanner = new JsonScanner(textLimit, bytes.length);
  for (let start = 0; start < bytes.length; start += 64 * 1024) {
    scanner.push(bytes.subarray(start, start + 64 * 1024));
  }
  return scanner.finish();
}

/** How long the longest text is that `JSON.parse` is given at once while something is read. */
function longestParsed(work: () => void): number {
  const { parse } = JSON;
  let longest = 0;
  JSON.parse = (text: string) => {
    longest = Math.max(longest, text.length);
    return parse(text) as unknown;
  };
  try {
    work();
  } finally {
    JSON.parse = parse;
  }
  return longest;
}

/** Bytes of memory behind some files, each buffer once. */
function reserved(files: readonly EmbeddedBytes[]): number {
  const buffers = new Set(files.map(({ bytes }) => bytes.buffer));
  return [...buffers].reduce((sum, { byteLength }) => sum + byteLength, 0);
}

describe('What one answer may hold', () => {
  const floods: Readonly<Record<string, string>> = {
    numbers: '1,',
    texts: '"a",',
    'empty objects': '{},',
    'empty lists': '[],',
    objects: '{"a":{"b":0}},',
    blanks: ' '.repeat(64),
    'short texts': `"${'a'.repeat(4000)}",`,
  };
  for (const event of ['data: 1\n\n', 'data:\n\n', 'data: [DONE]\n\n', 'data: {}\n\n']) {
    it(`of events such as ${JSON.stringify(event)} is bounded, however short they are`, () => {
      const scanner = new EventScanner(textLimit, 0, () => true);
      scanner.push(Buffer.from(event.repeat(50_000)));
      assert.throws(() => scanner.push(Buffer.from(event.repeat(2))), { reason: 'tooLarge' });
    });
  }

  for (const [name, flood] of Object.entries(floods)) {
    it(`of ${name} is bounded before any is built`, () => {
      const document = `[${flood.repeat((20 * megabyte) / flood.length)}0]`;
      const parsed = longestParsed(() => {
        assert.throws(() => scan(document), { reason: 'tooLarge' });
      });
      assert.equal(parsed, 0);
    });
  }

  it('of keys is bounded to what JSON.parse reads in a short turn, and a long list of models is read', () => {
    const keys = Array.from({ length: 65_000 }, (_, index) => `"key ${index}":0`);
    assert.throws(() => scan(`{${keys.join(',')}}`), { reason: 'tooLarge' });
    const model = Object.fromEntries(keys.slice(0, 70).map((_, index) => [`field ${index}`, index]));
    const list = { data: Array.from({ length: 800 }, () => model) };
    assert.deepEqual(scan(JSON.stringify(list)), list);
  });

  it('of events is bounded for all of them together', () => {
    const events = new EventScanner(textLimit);
    const event = Buffer.from(`data: [${'{},'.repeat(1000)}0]\n\n`.repeat(10));
    assert.throws(
      () => {
        for (let count = 0; count < 1000; count++) {
          events.push(event);
        }
      },
      { reason: 'tooLarge' },
    );
  });

  it('of files is bounded, and each takes little more memory than it has bytes', () => {
    const uri = (length: number): string => `data:a/b;base64,${randomBytes(length).toString('base64')} `;
    for (const [length, count] of [
      [48, 20_000],
      [5000, 1000],
      [300_000, 20],
    ] as const) {
      const { pieces, embedded } = scan(JSON.stringify(uri(length).repeat(count))) as LongText;
      assert.ok(embedded.length <= 256 && embedded.length >= Math.min(256, count), String(embedded.length));
      assert.ok(pieces.length <= 2 * 256 + 1);
      assert.ok(reserved(embedded) <= 2 * length * embedded.length, `${reserved(embedded)} bytes`);
    }
  });

  it('of places that look like a file is bounded', () => {
    const text = 'data:a/b;base64,AAAA '.repeat(100_000);
    const value = scan(JSON.stringify(text)) as LongText;
    assert.deepEqual(value.pieces, [text]);
  });
});

describe('A long text', () => {
  const texts: Readonly<Record<string, string>> = {
    words: 'lorem ipsum dolor sit amet '.repeat(100_000),
    'line breaks': '\n'.repeat(1_000_000),
    backslashes: '\\'.repeat(1_000_001),
    quotes: 'x"\u0000'.repeat(300_001),
    'other scripts': '漢字ü😀 '.repeat(200_001),
    'base64 with a word behind it': 'Ab9/'.repeat(800_000) + '!',
  };
  for (const [name, text] of Object.entries(texts)) {
    it(`of ${name} is parsed in slices, and is the same`, () => {
      let value: unknown;
      const longest = longestParsed(() => {
        value = scan(JSON.stringify([text]));
      });
      assert.deepEqual((value as [LongText])[0].pieces, [text]);
      assert.ok(longest <= 70_000, `${longest} characters at once`);
    });
  }

  it('behind more base64 than any text has leaves it bytes', () => {
    const bytes = randomBytes(6 * megabyte);
    const value = scan(JSON.stringify(`${bytes.toString('base64')} and words`)) as LongText;
    assert.deepEqual(
      value.embedded.map((each) => Buffer.compare(each.bytes, bytes)),
      [0],
    );
    assert.equal(value.text, ' and words');
  });

  it('of blanks behind base64 is not held back without end', () => {
    const bytes = randomBytes(6000);
    const blanks = ' '.repeat(megabyte);
    const value = scan(JSON.stringify(`data:;base64,${bytes.toString('base64')}${blanks}`)) as LongText;
    assert.deepEqual(
      value.embedded.map((each) => Buffer.from(each.bytes)),
      [bytes],
    );
    assert.equal(value.text, blanks);
  });
});
