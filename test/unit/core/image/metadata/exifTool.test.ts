import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { formatFacts, type ImageFormat } from '../../../../../src/shared/imageFormat';
import { readRecipe } from '../../../../../src/core/image/metadata/readRecipe';
import { writeRecipe } from '../../../../../src/core/image/metadata/writeRecipe';
import { serializeRecipe } from '../../../../../src/core/model/recipe';
import { fixtures } from '../fixtures';
import { makePng, makeRecipe } from '../samples';
import { makeTemporaryFolder, removeTemporaryFolder } from '../../../../temporaryFolder';

const exifTool = createRequire(import.meta.url)('exiftool-vendored.pl') as string;

function ask(folder: string): readonly Record<string, unknown>[] {
  const asked = [
    '-j',
    '-G1',
    '-a',
    '-validate',
    '-warning',
    '-error',
    '-XMP:all',
    '-ImageSize',
    '-charset',
    'utf8',
  ];
  const answer = execFileSync('perl', [exifTool, ...asked, folder], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  return JSON.parse(answer) as Record<string, unknown>[];
}

describe('ExifTool', function () {
  this.timeout(20_000);
  let folder = '';
  beforeEach(() => {
    folder = makeTemporaryFolder('exiftool');
  });
  afterEach(() => removeTemporaryFolder(folder));

  const rdfName = 'http://www.w3.org/1999/02/22-rdf-syntax-ns#';
  const rights =
    '<xmpRights:WebStatement xmlns:xmpRights="http://ns.adobe.com/xap/1.0/rights/">https://example.com</xmpRights:WebStatement>';
  const wrapped = (prefix: string, closing = `</${prefix}:RDF>`, padding = ''): string =>
    `<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\n<x:xmpmeta xmlns:x="adobe:ns:meta/"><${prefix}:RDF xmlns:${prefix}="${rdfName}">` +
    `<${prefix}:Description ${prefix}:about="">${rights}</${prefix}:Description>${closing}</x:xmpmeta>${padding}<?xpacket end="w"?>`;
  const unusual: Readonly<Record<string, readonly Buffer[]>> = {
    'a space at the end of the list': [Buffer.from(wrapped('rdf', '</rdf:RDF >'))],
    'another prefix': [Buffer.from(wrapped('r'))],
    'an empty list': [
      Buffer.from(`<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="${rdfName}"/></x:xmpmeta>`),
    ],
    'single quotes': [Buffer.from(wrapped('rdf').replaceAll('"', "'"))],
    'no more room, but for its padding': [Buffer.from(wrapped('rdf', undefined, ' '.repeat(64_500)))],
    'UTF-16, little end first': [Buffer.from(wrapped('rdf'), 'utf16le')],
    'UTF-16, big end first': [Buffer.from(wrapped('rdf'), 'utf16le').swap16()],
    'nothing in it': [Buffer.from(' \n')],
    'a second packet': [Buffer.from(wrapped('rdf')), Buffer.from(wrapped('rdf'))],
  };

  it('reads the recipe in a JPEG whose packet is unusual', async () => {
    const recipe = makeRecipe({ prompt: 'A fox' });
    for (const [index, packets] of Object.values(unusual).entries()) {
      const name = 'http://ns.adobe.com/xap/1.0/\0';
      const segments = packets.map((packet) => {
        const head = Buffer.from([0xff, 0xe1, 0, 0]);
        head.writeUInt16BE(2 + name.length + packet.length, 2);
        return Buffer.concat([head, Buffer.from(name, 'latin1'), packet]);
      });
      const jpeg = Buffer.concat([fixtures.jpeg.subarray(0, 2), ...segments, fixtures.jpeg.subarray(2)]);
      const { bytes, written } = writeRecipe(jpeg, 'jpeg', recipe, 'full');
      assert.equal(written, 'full', Object.keys(unusual)[index]);
      assert.deepEqual(readRecipe(bytes, 'jpeg'), recipe, Object.keys(unusual)[index]);
      await writeFile(path.join(folder, `${index}.jpg`), bytes);
    }
    const answers = ask(folder);
    assert.equal(answers.length, Object.keys(unusual).length);
    for (const answer of answers) {
      const kind = Object.keys(unusual)[Number(path.basename(String(answer.SourceFile), '.jpg'))]!;
      assert.equal(answer['XMP-easel:Recipe'], serializeRecipe(recipe), kind);
      assert.equal(answer['XMP-dc:Description'], recipe.prompt, kind);
      assert.equal(answer['Composite:ImageSize'], '24x16', kind);
      const hasRights = !['an empty list', 'nothing in it'].includes(kind);
      assert.equal(answer['XMP-xmpRights:WebStatement'], hasRights ? 'https://example.com' : undefined, kind);
    }
  });

  it('reads prompt, label and recipe in each format and has nothing to complain about', async () => {
    const recipe = makeRecipe({ prompt: 'A fox <b>&amp; ]]> "x" 🦊 שלום ثعلب \ud83e', modelText: '\udd8a' });
    const carriers: [ImageFormat, Uint8Array][] = [
      ['png', await makePng()],
      ['jpeg', fixtures.jpeg],
      ['jpeg', fixtures.jpegProgressive],
      ['webp', fixtures.webpLossy],
      ['webp', fixtures.webpLossless],
      ['webp', fixtures.webpAlpha],
      ['webp', fixtures.webpLossyAlpha],
    ];
    for (const [index, [format, bytes]] of carriers.entries()) {
      const written = writeRecipe(bytes, format, recipe, 'full').bytes;
      await writeFile(path.join(folder, `${index}.${formatFacts[format].ending}`), written);
    }
    const answers = ask(folder);
    assert.equal(answers.length, carriers.length);
    for (const answer of answers) {
      const file = String(answer.SourceFile);
      assert.equal(answer['ExifTool:Validate'], 'OK', file);
      assert.equal(answer['ExifTool:Warning'], undefined, file);
      assert.equal(answer['XMP-dc:Description'], recipe.prompt.toWellFormed(), file);
      assert.equal(answer['XMP-xmp:CreatorTool'], 'Easel', file);
      assert.equal(answer['Composite:ImageSize'], '24x16', file);
      const sourceType = String(answer['XMP-iptcExt:DigitalSourceType']);
      assert.ok(sourceType.endsWith('/digitalsourcetype/trainedAlgorithmicMedia'), sourceType);
      assert.equal(answer['XMP-easel:Recipe'], serializeRecipe(recipe), file);
    }
  });
});
