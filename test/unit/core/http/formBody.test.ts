import assert from 'node:assert/strict';
import { encodeForm } from '../../../../src/core/http/formBody';
import { Base64Text, type FormField } from '../../../../src/core/http/client';
import { EaselError } from '../../../../src/core/model/errors';
import type { ByteSource } from '../../../../src/core/model/reference';

function sourceOf(pieces: readonly Buffer[], byteLength?: number): ByteSource & { readonly name: string } {
  return {
    name: 'a.png',
    byteLength: byteLength ?? Buffer.concat(pieces).length,
    // eslint-disable-next-line @typescript-eslint/require-await -- a source is asynchronous by its contract
    async *read() {
      yield* pieces;
    },
  };
}

async function collect(
  fields: readonly FormField[],
): Promise<{ bytes: Buffer; type: string; length: number }> {
  const { pieces, contentType, contentLength } = encodeForm(fields);
  const parts: Buffer[] = [];
  for await (const piece of pieces()) {
    parts.push(Buffer.from(piece as string));
  }
  return { bytes: Buffer.concat(parts), type: contentType, length: contentLength };
}

describe('Form body', () => {
  const file = (source: ByteSource, name = 'image[]'): FormField => ({
    name,
    fileName: 'reference-1.png',
    mediaType: 'image/png',
    source,
  });

  it('is read back by a foreign parser: texts, files in order, names with quotes and line ends', async () => {
    const odd = 'a "name"\r\nof two lines';
    const { bytes, type, length } = await collect([
      { name: 'prompt', value: 'Ein Leuchtturm\r\n--easel-ü' },
      file(sourceOf([Buffer.from([0, 13, 10, 45]), Buffer.from([45, 255])])),
      file(sourceOf([Buffer.from('second')])),
      { name: odd, value: '' },
    ]);
    assert.equal(bytes.length, length);
    const form = await new Response(new Uint8Array(bytes), { headers: { 'content-type': type } }).formData();
    assert.equal(form.get('prompt'), 'Ein Leuchtturm\r\n--easel-ü');
    assert.equal(form.get(odd), '');
    const files = form.getAll('image[]') as File[];
    assert.deepEqual(
      files.map(({ name, type: mediaType }) => [name, mediaType]),
      [
        ['reference-1.png', 'image/png'],
        ['reference-1.png', 'image/png'],
      ],
    );
    assert.deepEqual([...new Uint8Array(await files[0]!.arrayBuffer())], [0, 13, 10, 45, 45, 255]);
  });

  it('a file may go as base64, of a length that is known before it is read', async () => {
    for (const text of ['', 'a', 'ab', 'abc', 'abcd'.repeat(300_000)]) {
      const value = new Base64Text(sourceOf([Buffer.from(text)]), 'data:ü,');
      const { bytes, type, length } = await collect([{ name: 'images', value }]);
      assert.equal(bytes.length, length);
      const form = await new Response(new Uint8Array(bytes), {
        headers: { 'content-type': type },
      }).formData();
      assert.equal(form.get('images'), `data:ü,${Buffer.from(text).toString('base64')}`);
    }
  });

  for (const [what, byteLength] of [
    ['longer', 3],
    ['shorter', 5],
  ] as const) {
    it(`a file that is ${what} than it said ends the request, and no byte too many is given`, async () => {
      const { pieces, contentLength } = encodeForm([file(sourceOf([Buffer.from('four')], byteLength))]);
      let given = 0;
      await assert.rejects(
        async () => {
          for await (const piece of pieces()) {
            given += Buffer.byteLength(piece);
          }
        },
        (error: unknown) => error instanceof EaselError && error.kind === 'cannotReadReference',
      );
      assert.ok(given < contentLength);
    });
  }
});
