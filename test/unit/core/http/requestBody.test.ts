import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { Base64Text, type JsonBody } from '../../../../src/core/http/client';
import { encodeBody } from '../../../../src/core/http/requestBody';
import { sourceOf } from './loopback';

async function encode(
  body: JsonBody,
): Promise<{ text: string; longestPiece: number; contentLength: number }> {
  const encoded = encodeBody(body);
  let text = '';
  let longestPiece = 0;
  for await (const piece of encoded.pieces()) {
    text += piece.toString();
    longestPiece = Math.max(longestPiece, piece.length);
  }
  return { text, longestPiece, contentLength: encoded.contentLength };
}

describe('request body', function () {
  this.timeout(30_000);

  it('is what JSON.stringify writes, and knows its length beforehand', async () => {
    const value = { a: 'ü😀"\n', b: [1, null, true, { c: undefined, d: -0.5 }], e: {}, f: [], 'k"': 'x' };
    const { text, contentLength } = await encode(value);
    assert.equal(text, JSON.stringify(value));
    assert.equal(contentLength, Buffer.byteLength(text));
  });

  it('writes null where an array holds undefined', async () => {
    assert.equal((await encode([undefined, 1])).text, '[null,1]');
  });

  it('encodes files exactly, whatever their length and however they are read', async () => {
    for (const length of [0, 1, 2, 3, 4, 1000, 864 * 1024 - 1, 864 * 1024, 864 * 1024 + 1, 2_000_003]) {
      const bytes = randomBytes(length);
      for (const pieceLength of [65_536, 288 * 1024, 1_000_001, 3_000_000]) {
        const { text, contentLength } = await encode({
          x: new Base64Text(sourceOf(bytes, { pieceLength }), 'data:"'),
        });
        assert.equal(
          text,
          JSON.stringify({ x: `data:"${bytes.toString('base64')}` }),
          `${length} by ${pieceLength}`,
        );
        assert.equal(contentLength, text.length);
      }
    }
  });

  it('never holds a whole large file as one string', async () => {
    const { longestPiece } = await encode([new Base64Text(sourceOf(randomBytes(5_000_000)))]);
    assert.ok(longestPiece > 1000 * 1024 && longestPiece <= 1152 * 1024, `${longestPiece} bytes`);
  });

  it('encodes files exactly that are read in pieces of a few bytes', async () => {
    const bytes = randomBytes(50);
    for (let pieceLength = 1; pieceLength < 9; pieceLength++) {
      const { text } = await encode(new Base64Text(sourceOf(bytes, { pieceLength })));
      assert.equal(text, JSON.stringify(bytes.toString('base64')), `by ${pieceLength}`);
    }
  });

  it('takes no new memory for each piece', async () => {
    const files = Array.from({ length: 14 }, () => new Base64Text(sourceOf(Buffer.alloc(3_000_000))));
    const memory = new Set<unknown>();
    let bytes = 0;
    for await (const piece of encodeBody(files).pieces()) {
      const isLong = typeof piece !== 'string' || piece.length > 1000;
      bytes += isLong ? piece.length : 0;
      memory.add(typeof piece === 'string' ? (isLong ? piece : undefined) : piece.buffer);
    }
    assert.equal(bytes, 14 * 4_000_000);
    assert.ok(memory.size <= 2, `${memory.size} memories`);
  });

  it('refuses a file that is longer or shorter than it said', async () => {
    const bytes = randomBytes(2_000_000);
    for (const byteLength of [bytes.length - 1, bytes.length + 1, bytes.length - 1_900_000, 780 * 1024]) {
      const body = encodeBody({ x: new Base64Text(sourceOf(bytes, { byteLength, name: 'docs/cat.png' })) });
      let sent = 0;
      await assert.rejects(
        async () => {
          for await (const piece of body.pieces()) {
            sent += piece.length;
          }
        },
        { kind: 'cannotReadReference', details: { file: 'docs/cat.png' } },
      );
      assert.ok(sent < body.contentLength, `${sent} of ${body.contentLength} bytes for ${byteLength}`);
    }
  });
});
