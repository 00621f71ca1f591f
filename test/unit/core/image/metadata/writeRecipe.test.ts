import assert from 'node:assert/strict';
import { deflateSync } from 'node:zlib';
import type { ImageFormat } from '../../../../../src/shared/imageFormat';
import { isComplete } from '../../../../../src/core/image/completeness';
import { readDimensions } from '../../../../../src/core/image/header/dimensions';
import { readRecipe, readXmp } from '../../../../../src/core/image/metadata/readRecipe';
import { writeRecipe, type MetadataMode } from '../../../../../src/core/image/metadata/writeRecipe';
import { chunk } from '../../../../../src/core/image/pngWriter';
import { sniffFormat } from '../../../../../src/core/image/sniff';
import { fixtures } from '../fixtures';
import { makePng, makeRecipe } from '../samples';
import { carriers } from '../../../properties/imageSamples';

const nastyPrompts = [
  '',
  'plain',
  '<script>&amp; "quoted" \'single\' ]]> <!-- --> <?pi?>',
  'tab\tline\nreturn\r\nnul\0bell\u0007escape\u001b',
  '🦊 👩‍👩‍👧 \ud83e lone \udd8a',
  'שלום ثعلب \u202eevil\u202c \ufffe\uffff \u0085\u2028',
  '</easel:recipe></rdf:RDF>',
  '${x} $& $1 &#38; &lt;',
];

const withChunk = (png: Buffer, type: string, data: Uint8Array): Buffer =>
  Buffer.concat([png.subarray(0, 33), chunk(type, data), png.subarray(33)]);

const withSegment = (jpeg: Uint8Array, marker: number, content: Uint8Array): Buffer => {
  const head = Buffer.from([0xff, marker, 0, 0]);
  head.writeUInt16BE(content.length + 2, 2);
  return Buffer.concat([jpeg.subarray(0, 2), head, content, jpeg.subarray(2)]);
};

const withWebpChunk = (webp: Uint8Array, type: string, data: Buffer): Buffer => {
  const head = Buffer.alloc(8);
  head.write(type, 'latin1');
  head.writeUInt32LE(data.length, 4);
  const bytes = Buffer.concat([webp, head, data, Buffer.alloc(data.length % 2)]);
  bytes.writeUInt32LE(bytes.length - 8, 4);
  return bytes;
};

/** Each format with a provider's packet in it. */
async function carriersOf(packet: string): Promise<readonly (readonly [ImageFormat, Uint8Array])[]> {
  const png = await makePng();
  return [
    ['png', withChunk(png, 'iTXt', Buffer.from(`XML:com.adobe.xmp\0\0\0\0\0${packet}`))],
    [
      'png',
      withChunk(
        png,
        'iTXt',
        Buffer.concat([Buffer.from('XML:com.adobe.xmp\0\x01\0en\0x\0'), deflateSync(packet)]),
      ),
    ],
    ['jpeg', withSegment(fixtures.jpeg, 0xe1, Buffer.from(`http://ns.adobe.com/xap/1.0/\0${packet}`))],
    ['webp', withWebpChunk(fixtures.webpExtended, 'XMP ', Buffer.from(packet))],
  ];
}

const rdf = (content: string): string =>
  '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">' +
  `<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">${content}</rdf:RDF></x:xmpmeta><?xpacket end="w"?>`;

const providerStatement =
  '<rdf:Description rdf:about="uuid:1&quot;2" xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/" photoshop:Credit="Made with &lt;AI&gt;"/>';

describe('writeRecipe', () => {
  it('puts a recipe into every kind of PNG, JPEG and WebP, from where it is read again', async () => {
    for (const [format, bytes] of await carriers()) {
      for (const prompt of nastyPrompts) {
        const recipe = makeRecipe({ prompt });
        const result = writeRecipe(bytes, format, recipe, 'full');
        assert.equal(result.written, 'full');
        assert.deepEqual(readRecipe(result.bytes, format), { ...recipe, prompt: prompt.toWellFormed() });
      }
    }
  });

  it('leaves the picture and everything else in the file as it was', async () => {
    for (const [format, bytes] of await carriers()) {
      const { bytes: written } = writeRecipe(bytes, format, makeRecipe(), 'full');
      assert.equal(sniffFormat(written), format);
      assert.ok(isComplete(written, format));
      assert.deepEqual(readDimensions(written, format), readDimensions(bytes, format));
      const original = Buffer.from(bytes);
      const tail =
        format === 'png' ? original.subarray(33) : format === 'jpeg' ? original.subarray(-200) : undefined;
      // Of a simple WebP, the chunk with the pixels moves behind a new header.
      const pixels =
        tail ?? original.subarray(original.indexOf('VP8', 16) < 0 ? 12 : original.indexOf('VP8', 16));
      assert.ok(Buffer.from(written).includes(pixels.subarray(0, 100)), format);
    }
  });

  it('tells a WebP reader what follows: alpha where there is some, and XMP', () => {
    const flagsOf = (bytes: Uint8Array) => writeRecipe(bytes, 'webp', makeRecipe(), 'full').bytes[20];
    assert.equal(flagsOf(fixtures.webpLossy), 0x04);
    assert.equal(flagsOf(fixtures.webpLossless), 0x04);
    assert.equal(flagsOf(fixtures.webpAlpha), 0x14);
    assert.equal(flagsOf(fixtures.webpLossyAlpha), 0x14);
    assert.equal(flagsOf(fixtures.webpExtended), 0x0c);
  });

  it('writes nothing, or only the label, when that is wanted', async () => {
    for (const [format, bytes] of await carriers()) {
      const none = writeRecipe(bytes, format, makeRecipe(), 'none');
      assert.deepEqual(none, { bytes, written: 'none' });
      const label = writeRecipe(bytes, format, makeRecipe(), 'label');
      assert.equal(label.written, 'label');
      assert.equal(readRecipe(label.bytes, format), undefined);
      const packet = readXmp(label.bytes, format) ?? '';
      assert.match(packet, /digitalsourcetype\/trainedAlgorithmicMedia</);
      assert.doesNotMatch(packet, /fox|Example|CreatorTool/);
    }
  });

  it('labels a placeholder as what it is', async () => {
    const { bytes } = writeRecipe(await makePng(), 'png', makeRecipe({ providerId: 'placeholder' }), 'label');
    assert.match(readXmp(bytes, 'png') ?? '', /digitalsourcetype\/algorithmicMedia</);
  });

  it('shortens a prompt that a JPEG has no room for, and only there', async () => {
    const recipe = makeRecipe({ prompt: '狐'.repeat(30_000), modelText: 'x'.repeat(20_000) });
    const { bytes, written } = writeRecipe(fixtures.jpeg, 'jpeg', recipe, 'full');
    assert.equal(written, 'shortened');
    assert.ok(isComplete(bytes, 'jpeg'));
    const read = readRecipe(bytes, 'jpeg');
    assert.match(read?.prompt ?? '', /^狐{2000,}…$/);
    assert.equal(read?.modelId, recipe.modelId);
    assert.equal(writeRecipe(await makePng(), 'png', recipe, 'full').written, 'full');
  });

  it('leaves out what a prompt was made of where there is no room for it', () => {
    const promptParts = { own: '狐'.repeat(10_000), presets: ['Flat'], styleFile: false };
    const recipe = makeRecipe({ prompt: `${promptParts.own}, flat`, promptParts });
    const { bytes, written } = writeRecipe(fixtures.jpeg, 'jpeg', recipe, 'full');
    assert.equal(written, 'shortened');
    const read = readRecipe(bytes, 'jpeg');
    assert.ok(read?.prompt === recipe.prompt);
    assert.equal(read.promptParts, undefined);
  });

  it('never writes a JPEG segment that is too long', () => {
    for (const length of [15_000, 32_000, 32_100, 32_200, 32_300, 64_000, 99_999]) {
      const { bytes, written } = writeRecipe(
        fixtures.jpeg,
        'jpeg',
        makeRecipe({ prompt: '&'.repeat(length) }),
        'full',
      );
      assert.ok(written === 'full' || written === 'shortened');
      assert.ok(isComplete(bytes, 'jpeg'));
      assert.ok(Buffer.byteLength(readXmp(bytes, 'jpeg') ?? '') <= 65_502);
    }
  });

  it('leaves a file with Content Credentials byte for byte', async () => {
    const signed: [ImageFormat, Uint8Array][] = [
      ['png', withChunk(await makePng(), 'caBX', Buffer.from('jumb'))],
      ['jpeg', withSegment(fixtures.jpeg, 0xeb, Buffer.from('JP\0\x01\0\0\0\x01jumb'))],
      ['webp', withWebpChunk(fixtures.webpExtended, 'C2PA', Buffer.from('jumb'))],
    ];
    for (const [format, bytes] of signed) {
      for (const mode of ['full', 'label'] as const) {
        const result = writeRecipe(bytes, format, makeRecipe(), mode);
        assert.equal(result.written, 'credentials');
        assert.equal(result.bytes, bytes);
      }
    }
  });

  it('keeps what the provider says in its own packet', async () => {
    for (const [format, bytes] of await carriersOf(rdf(providerStatement))) {
      const result = writeRecipe(bytes, format, makeRecipe(), 'full');
      assert.equal(result.written, 'full');
      const packet = readXmp(result.bytes, format) ?? '';
      assert.ok(packet.includes(providerStatement));
      assert.ok(packet.includes('<rdf:Description rdf:about="uuid:1&quot;2" xmlns:easel='));
      assert.deepEqual(readRecipe(result.bytes, format), makeRecipe());
      assert.ok(isComplete(result.bytes, format));
    }
  });

  it('does not contradict what the provider has said', async () => {
    const said =
      '<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:i="http://iptc.org/std/Iptc4xmpExt/2008-02-29/">' +
      '<dc:description><rdf:Alt><rdf:li xml:lang="x-default">Theirs</rdf:li></rdf:Alt></dc:description>' +
      '<i:DigitalSourceType>http://cv.iptc.org/newscodes/digitalsourcetype/compositeSynthetic</i:DigitalSourceType></rdf:Description>';
    for (const [format, bytes] of await carriersOf(rdf(said))) {
      const packet = readXmp(writeRecipe(bytes, format, makeRecipe(), 'full').bytes, format) ?? '';
      assert.equal(packet.match(/<dc:description>/g)?.length, 1);
      assert.equal(packet.match(/DigitalSourceType>/g)?.length, 2);
      assert.match(packet, /CreatorTool>Easel</);
    }
  });

  it('replaces its own earlier recipe', async () => {
    for (const [format, bytes] of [...(await carriers()), ...(await carriersOf(rdf(providerStatement)))]) {
      const first = writeRecipe(bytes, format, makeRecipe({ prompt: 'before' }), 'full').bytes;
      const second = writeRecipe(first, format, makeRecipe({ prompt: 'after' }), 'full').bytes;
      assert.equal(readRecipe(second, format)?.prompt, 'after');
      assert.equal(readXmp(second, format)?.includes('before'), false);
      assert.deepEqual(second, writeRecipe(bytes, format, makeRecipe({ prompt: 'after' }), 'full').bytes);
    }
  });

  it('leaves a packet alone that is too unusual to change', async () => {
    const packets = [
      'not xml',
      rdf('<rdf:Description>'),
      rdf('</rdf:RDF><rdf:RDF>'),
      rdf('<!-- </rdf:RDF> -->'),
      `<!DOCTYPE x [<!ENTITY a "b">]>${rdf('')}`,
      rdf('<a b="'),
    ];
    for (const packet of packets) {
      for (const [format, bytes] of await carriersOf(packet)) {
        const result = writeRecipe(bytes, format, makeRecipe(), 'full');
        assert.equal(result.written, 'unsupported', packet);
        assert.equal(result.bytes, bytes);
      }
    }
  });

  it('leaves formats without a place for it, and broken files, as they are', async () => {
    const png = await makePng();
    const files: [ImageFormat, Uint8Array][] = [
      ['gif', fixtures.gif],
      ['bmp', fixtures.bmp],
      ['avif', fixtures.avif],
      ['tiff', fixtures.tiff],
      ['png', png.subarray(0, 50)],
      ['jpeg', fixtures.jpeg.subarray(0, 100)],
      ['webp', fixtures.webpLossy.subarray(0, 40)],
      ['png', Buffer.alloc(0)],
    ];
    for (const [format, bytes] of files) {
      for (const mode of ['full', 'label'] as MetadataMode[]) {
        assert.deepEqual(writeRecipe(bytes, format, makeRecipe(), mode), { bytes, written: 'unsupported' });
      }
      assert.equal(readRecipe(bytes, format), undefined);
    }
  });

  it('does not inflate a bomb', async () => {
    const bomb = Buffer.concat([
      Buffer.from('XML:com.adobe.xmp\0\x01\0\0\0'),
      deflateSync(Buffer.alloc(64 * 1024 * 1024)),
    ]);
    const bytes = withChunk(await makePng(), 'iTXt', bomb);
    assert.equal(writeRecipe(bytes, 'png', makeRecipe(), 'full').written, 'unsupported');
    assert.equal(readXmp(bytes, 'png'), undefined);
  });
});

describe('readRecipe', () => {
  it('understands the notations that other programs rewrite XMP in', async () => {
    const json = JSON.stringify(makeRecipe());
    const attribute = json.replaceAll('"', '&quot;');
    const statements = [
      `<rdf:Description rdf:about="" xmlns:ns1="urn:x-easel:recipe:1.0:"><ns1:recipe>${json}</ns1:recipe></rdf:Description>`,
      `<rdf:Description xmlns:easel='urn:x-easel:recipe:1.0:' easel:recipe="${attribute}"/>`,
      `<rdf:Description xmlns:easel='urn:x-easel:recipe:1.0:' easel:recipe='${json}'/>`,
      `<rdf:Description xmlns:easel="urn:x-easel:recipe:1.0:"><easel:recipe>${attribute.replaceAll('&quot;', '&#34;')}</easel:recipe></rdf:Description>`,
    ];
    for (const statement of statements) {
      for (const [format, bytes] of await carriersOf(rdf(statement))) {
        assert.deepEqual(readRecipe(bytes, format), makeRecipe(), statement);
      }
    }
  });

  it('finds none where there is none, or one that is not to be trusted', async () => {
    const recipes = [
      '',
      '<rdf:Description xmlns:easel="urn:x-easel:recipe:1.0:"/>',
      '<rdf:Description xmlns:easel="urn:x-easel:recipe:1.0:"><easel:recipe>{}</easel:recipe></rdf:Description>',
      `<rdf:Description xmlns:easel="urn:x-easel:recipe:1.0:"><easel:recipe>${JSON.stringify({
        ...makeRecipe(),
        references: [{ path: '../../secret', sha256: '0'.repeat(64), use: 'asset' }],
      })}</easel:recipe></rdf:Description>`,
    ];
    for (const statement of recipes) {
      for (const [format, bytes] of await carriersOf(rdf(statement))) {
        assert.equal(readRecipe(bytes, format), undefined);
      }
    }
  });
});
