import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { formatFacts, type ImageFormat } from '../../../../../src/core/image/format';
import { writeRecipe } from '../../../../../src/core/image/metadata/writeRecipe';
import { serializeRecipe } from '../../../../../src/core/recipe';
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

  it('reads prompt, label and recipe in each format and has nothing to complain about', async () => {
    const recipe = makeRecipe({ prompt: 'A fox <b>&amp; ]]> "x" 🦊 שלום ثعلب' });
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
      assert.equal(answer['XMP-dc:Description'], recipe.prompt, file);
      assert.equal(answer['XMP-xmp:CreatorTool'], 'Easel', file);
      assert.equal(answer['Composite:ImageSize'], '24x16', file);
      const sourceType = String(answer['XMP-iptcExt:DigitalSourceType']);
      assert.ok(sourceType.endsWith('/digitalsourcetype/trainedAlgorithmicMedia'), sourceType);
      assert.equal(answer['XMP-easel:Recipe'], serializeRecipe(recipe), file);
    }
  });
});
