import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import type { ResponseFault } from '../../../../../src/core/http/policy/responseFault';
import { JsonScanner } from '../../../../../src/core/http/response/jsonScanner';
import { LongText } from '../../../../../src/core/http/response/longText';

const textLimit = 64 * 1024 * 1024;

function scan(document: string | Buffer, pieceLength = 64 * 1024): unknown {
  const bytes = Buffer.from(document);
  const scanner = new JsonScanner(textLimit);
  for (let start = 0; start < bytes.length; start += pieceLength) {
    scanner.push(bytes.subarray(start, start + pieceLength));
  }
  return scanner.finish();
}

function scanTwoPieces(bytes: Buffer, cut: number): unknown {
  const scanner = new JsonScanner(textLimit);
  scanner.push(bytes.subarray(0, cut));
  scanner.push(bytes.subarray(cut));
  return scanner.finish();
}

const image = randomBytes(6001);
const base64 = image.toString('base64');
const images = (value: unknown): readonly Buffer[] =>
  (value as LongText).embedded.map(({ bytes }) => Buffer.from(bytes));

describe('JSON scanner', () => {
  it('reads ordinary JSON as JSON.parse does', () => {
    const value = { a: [1, -2.5e3, true, null, 'x"\\\n\u00fc😀'], 'k"ey': { '': '' } };
    assert.deepEqual(scan(JSON.stringify(value)), value);
    assert.deepEqual(scan(JSON.stringify(value, null, 2), 1), value);
  });

  it('turns long base64 into bytes, whatever its length modulo three', () => {
    for (const length of [6000, 6001, 6002]) {
      const bytes = image.subarray(0, length);
      for (const encoding of ['base64', 'base64url'] as const) {
        const { data } = scan(JSON.stringify({ data: bytes.toString(encoding) })) as { data: LongText };
        assert.deepEqual(images(data), [bytes], `${encoding} of ${length} bytes`);
      }
    }
  });

  it('keeps a string of 4 KiB as it is and takes a longer one apart', () => {
    const [short, long] = scan(JSON.stringify(['A'.repeat(4096), 'A'.repeat(4097)])) as unknown[];
    assert.equal(short, 'A'.repeat(4096));
    assert.ok(long instanceof LongText);
  });

  it('reads escapes within base64', () => {
    const escaped = base64.replaceAll('/', '\\/').replaceAll('+', '\\u002b').replaceAll('=', '\\u003d');
    assert.deepEqual(images(scan(`"${escaped}"`)), [image]);
    assert.deepEqual(images(scan(`"${base64.replaceAll('/', '\\/')}"`, 1000)), [image]);
  });

  it('reads base64 with line breaks and indents', () => {
    for (const [width, lineBreak] of [
      [76, '\\n'],
      [64, '\\r\\n'],
      [76, '\n'],
      [100, '\\n    '],
      [1000, ' '],
    ] as const) {
      const lines = base64.match(new RegExp(`.{1,${width}}`, 'g'))!;
      const text = `"\\n${lines.join(lineBreak)}${lineBreak}"`;
      assert.deepEqual(images(scan(text)), [image], JSON.stringify(lineBreak));
    }
  });

  it('takes the media type of a data URI', () => {
    const value = scan(JSON.stringify(`data:image/svg+xml;charset=utf-8;base64,${base64}`)) as LongText;
    assert.equal(value.embedded[0]?.mediaType, 'image/svg+xml');
    assert.equal(value.text, '');
    const escaped = scan(`"data:image\\/jpeg;base64,${base64}"`) as LongText;
    assert.equal(escaped.embedded[0]?.mediaType, 'image/jpeg');
  });

  it('finds every data URI within Markdown and keeps the text around them', () => {
    const second = randomBytes(5000);
    const markdown = `Voilà:\n![image](data:image/jpeg;base64,${base64})\n![b](data:image/png;base64,${second.toString('base64')}) done "😀"`;
    const value = scan(JSON.stringify({ content: markdown })) as { content: LongText };
    assert.deepEqual(images(value.content), [image, second]);
    assert.equal(value.content.text, 'Voilà:\n![image]()\n![b]() done "😀"');
    assert.deepEqual(
      value.content.pieces.map((piece) => (typeof piece === 'string' ? 'text' : piece.mediaType)),
      ['text', 'image/jpeg', 'text', 'image/png', 'text'],
    );
  });

  it('ends a data URI at a line break behind which text follows', () => {
    const value = scan(
      JSON.stringify(`data:image/png;base64,${base64.replace(/=+$/, '')}\n\nDone`),
    ) as LongText;
    assert.deepEqual(images(value), [image]);
    assert.equal(value.text, '\n\nDone');
  });

  it('keeps long text exactly', function () {
    this.timeout(30_000);
    const texts = [
      'lorem ipsum dolor sit amet '.repeat(300),
      'A'.repeat(5000) + ' and then words, "quoted" \\ and 😀\u0000\u2028',
      'A'.repeat(5000) + '=A',
      'a-b_'.repeat(2000) + '!',
      `${'Ab9/'.repeat(30)}\n`.repeat(60) + 'not: base64',
      '\t \n' + 'Ab9/'.repeat(2000) + '==\n\n= x',
      'ünïcödé 漢字 😀 '.repeat(500),
      '"\\/\b\f\n\r\t'.repeat(900),
      'see ;base64, and data:image/png;base64, and data:;base64,QUJD. '.repeat(100),
      'Ab9/'.repeat(2000) + ';base64,' + 'x'.repeat(100),
    ];
    for (const text of texts) {
      for (const pieceLength of [1, 7, 4096, 100_000]) {
        const value = scan(JSON.stringify([text]), pieceLength) as [LongText];
        assert.deepEqual(value[0].pieces, [text], text.slice(-40));
      }
    }
  });

  it('gives the same wherever a chunk ends', function () {
    this.timeout(30_000);
    const small = randomBytes(3100);
    const b64 = small.toString('base64');
    const documents = [
      `{"a":"${b64.replaceAll('/', '\\/').replaceAll('=', '\\u003d')}","b":"\\ud83d\\ude00\\""}`,
      `["x![i](data:image\\/png;base64,${b64})\\n\\u00e4\\\\",{"k":"ü"}]`,
      JSON.stringify([`Ein längerer Text mit 漢字 und 😀 "${'wörter '.repeat(700)}`]),
      JSON.stringify({ d: b64.replace(/.{76}/g, '$&\n') }),
    ];
    for (const document of documents) {
      const bytes = Buffer.from(document);
      const expected = scan(bytes);
      assert.deepEqual(scan(bytes, 1), expected);
      for (let cut = 0; cut <= bytes.length; cut += 1) {
        assert.deepEqual(scanTwoPieces(bytes, cut), expected, `cut at ${cut}`);
      }
    }
  });

  it('puts long texts where they belong, even under hostile names', () => {
    const text = JSON.stringify(base64);
    const value = scan(`{"__proto__":${text},"a":[[${text}]],"constructor":${text}}`) as Record<
      string,
      unknown
    >;
    assert.equal(Object.getPrototypeOf(value), Object.prototype);
    assert.deepEqual(Object.keys(value), ['__proto__', 'a', 'constructor']);
    assert.deepEqual(images(Object.getOwnPropertyDescriptor(value, '__proto__')?.value), [image]);
    assert.deepEqual(images((value.a as unknown[][])[0]?.[0]), [image]);
  });

  it('bears JSON nested two hundred deep, and refuses what is deeper before it is built', () => {
    const nested = (depth: number): string => `${'['.repeat(depth)}"${base64}"${']'.repeat(depth)}`;
    for (const document of [nested(201), '['.repeat(8_000_000), '{"a":'.repeat(1_000_000)]) {
      assert.throws(() => scan(document), { reason: 'tooLarge' });
    }
    let value = scan(nested(200));
    while (Array.isArray(value)) {
      value = value[0] as unknown;
    }
    assert.deepEqual(images(value), [image]);
  });

  it('tells an answer that stops in the middle from one that is no JSON', () => {
    const reasonOf = (document: string): string => {
      try {
        scan(document);
      } catch (error) {
        return (error as ResponseFault).reason;
      }
      return 'none';
    };
    assert.equal(reasonOf(''), 'empty');
    assert.equal(reasonOf(' \n'), 'empty');
    assert.equal(reasonOf('{"a":"b'), 'truncated');
    assert.equal(reasonOf('{"a":[1,'), 'truncated');
    assert.equal(reasonOf(`{"a":"${base64}`), 'truncated');
    assert.equal(reasonOf('upstream error'), 'malformed');
    assert.equal(reasonOf('{"a":1}}'), 'malformed');
    assert.equal(reasonOf(`"${'x '.repeat(4000)}\\q"`), 'malformed');
  });

  it('does not take text in the answer for one of its own markers', () => {
    const scanner = new JsonScanner(textLimit);
    scanner.push(Buffer.from(`["0","00000000-0000-0000-0000-000000000000:0","${base64}"]`));
    const value = scanner.finish() as unknown[];
    assert.equal(value[1], '00000000-0000-0000-0000-000000000000:0');
  });

  it('refuses text past its limit, and not base64', () => {
    const scanOf = (text: string) => () => {
      const scanner = new JsonScanner(10_000);
      scanner.push(Buffer.from(JSON.stringify(text)));
      return scanner.finish();
    };
    assert.throws(scanOf('word '.repeat(3000)), { reason: 'tooLarge' });
    assert.doesNotThrow(scanOf(randomBytes(30_000).toString('base64')));
  });

  it('reads an answer of 64 MB', function () {
    this.timeout(30_000);
    const large = randomBytes(48 * 1024 * 1024);
    const value = scan(JSON.stringify({ data: large.toString('base64') })) as { data: LongText };
    const hash = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
    assert.equal(hash(value.data.embedded[0]!.bytes), hash(large));
  });
});
