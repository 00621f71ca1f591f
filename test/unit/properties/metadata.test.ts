import assert from 'node:assert/strict';
import fc from 'fast-check';
import { isComplete } from '../../../src/core/image/completeness';
import { readDimensions } from '../../../src/core/image/header/dimensions';
import { imageFormats } from '../../../src/shared/imageFormat';
import { findRecipeText, mergeIntoPacket } from '../../../src/core/image/metadata/xmpPacket';
import { readRecipe, readXmp } from '../../../src/core/image/metadata/readRecipe';
import { writeRecipe } from '../../../src/core/image/metadata/writeRecipe';
import { sniffFormat } from '../../../src/core/image/sniff';
import { parseRecipe, storableRecipe, type Recipe } from '../../../src/core/model/recipe';
import { makeRecipe } from '../core/image/samples';
import { carriers, imageSamples } from './imageSamples';
import { mutateBytes, mutations } from './mutations';
import { describeProperties, holds } from './property';
import { withoutXmp } from './strippedImage';

const whole = fc.constantFrom(...(await carriers()));
const all = fc.constantFrom(...(await imageSamples()));

/** Any UTF-16: lone surrogates, control characters, what ends an XML section. */
const anyText = (maxLength: number): fc.Arbitrary<string> =>
  fc
    .array(
      fc.oneof(
        { weight: 4, arbitrary: fc.nat(0xffff).map((code) => String.fromCharCode(code)) },
        { weight: 2, arbitrary: fc.nat(0x7f).map((code) => String.fromCharCode(code)) },
        {
          weight: 2,
          arbitrary: fc.constantFrom(
            ']]>',
            '</easel:recipe>',
            '&amp;',
            '&#0;',
            '<!--',
            '$&',
            '"',
            '\r',
            '\\u',
          ),
        },
      ),
      { maxLength },
    )
    .map((parts) => parts.join('').slice(0, 300));

const pixels = fc.nat(1_000_000);
const dimensions = fc.record({ width: pixels, height: pixels });
const options = fc.record({ aspectRatio: anyText(5), size: anyText(5), quality: anyText(5) });
const format = fc.constantFrom(...imageFormats);
const reference = fc
  .record({
    path: anyText(12),
    sha256: fc.constantFrom('a'.repeat(64), 'F0'.repeat(32)),
    use: fc.constantFrom('asset' as const, 'style' as const),
  })
  .filter((each) => parseRecipe(JSON.stringify({ ...makeRecipe(), references: [each] })) !== undefined);

const difference = fc.oneof(
  fc.record({
    what: fc.constantFrom('aspectRatio' as const, 'size' as const),
    requested: anyText(5),
    delivered: dimensions,
  }),
  fc.record({ what: fc.constant('format' as const), requested: anyText(5), delivered: format }),
);

const recipe = fc
  .record(
    {
      prompt: anyText(60),
      providerId: anyText(8),
      providerLabel: anyText(8),
      modelId: anyText(8),
      modelLabel: anyText(8),
      requestId: anyText(8),
      taskId: anyText(8),
      modelText: anyText(40),
      options,
      references: fc.array(reference, { maxLength: 3 }),
      delivered: fc.record({ width: pixels, height: pixels, format }),
      differences: fc.array(difference, { maxLength: 3 }),
    },
    { requiredKeys: [] },
  )
  // Through JSON, so that its objects are like those that are read.
  .map((changes) => JSON.parse(JSON.stringify(makeRecipe(changes as Partial<Recipe>))) as Recipe);

describeProperties('any recipe', () => {
  holds(
    'is read from the image that it was written into, whose pixels stay',
    fc.tuple(whole, recipe),
    (input) => {
      const [[kind, bytes], written] = input;
      const result = writeRecipe(bytes, kind, written, 'full');
      assert.equal(result.written, 'full');
      // Halves of characters are no text.
      assert.deepEqual(readRecipe(result.bytes, kind), storableRecipe(written));
      assert.deepEqual(withoutXmp(result.bytes, kind), withoutXmp(bytes, kind));
      assert.ok(isComplete(result.bytes, kind));
    },
  );

  holds(
    'replaces another one without a trace',
    fc.tuple(whole, recipe, recipe),
    ([[kind, bytes], one, other]) => {
      const first = writeRecipe(bytes, kind, one, 'full').bytes;
      const second = writeRecipe(first, kind, other, 'full').bytes;
      assert.deepEqual(second, writeRecipe(bytes, kind, other, 'full').bytes);
    },
  );
});

describeProperties('any damaged image', () => {
  holds(
    'is left as it is, or takes a recipe and stays what it was',
    fc.tuple(all, mutations, fc.constantFrom('full' as const, 'label' as const)),
    ([[kind, bytes], changes, mode]) => {
      const damaged = mutateBytes(bytes, changes);
      // What a file is, is told by its bytes before anything is written into it.
      fc.pre(sniffFormat(damaged) === kind);
      const { bytes: result, written } = writeRecipe(damaged, kind, makeRecipe({ prompt: 'after' }), mode);
      if (written === 'unsupported' || written === 'credentials') {
        assert.equal(result, damaged);
        return;
      }
      assert.equal(written, mode);
      assert.equal(sniffFormat(result), sniffFormat(damaged));
      assert.deepEqual(readDimensions(result, kind), readDimensions(damaged, kind));
      assert.deepEqual(withoutXmp(result, kind), withoutXmp(damaged, kind));
      assert.ok(!isComplete(damaged, kind) || isComplete(result, kind));
      assert.deepEqual(
        readRecipe(result, kind),
        mode === 'full' ? makeRecipe({ prompt: 'after' }) : undefined,
      );
    },
  );

  holds('has a whole recipe or none', fc.tuple(all, mutations, format), ([[kind, bytes], changes, other]) => {
    const damaged = mutateBytes(bytes, changes);
    for (const as of [kind, other]) {
      const found = readRecipe(damaged, as);
      assert.ok(found === undefined || parseRecipe(JSON.stringify(found)) !== undefined);
    }
  });
});

const property = fc.constantFrom('description', 'recipe', 'CreatorTool', 'DigitalSourceType', 'Credit', 'x');
const prefix = fc.constantFrom('dc', 'easel', 'xmp', 'ns1', 'a.b');

/** A packet of a provider, with its statements as attributes and as elements, whose words may look like ours. */
const packet = fc
  .array(fc.tuple(prefix, property, fc.boolean(), fc.constantFrom('', 'x', ' :recipe ', '&lt;', ']]&gt;')), {
    maxLength: 4,
  })
  .map((statements) => {
    const attributes = statements.filter(([, , asElement]) => !asElement);
    const elements = statements.filter(([, , asElement]) => asElement);
    const opening = attributes.map(([space, name, , value]) => ` ${space}:${name}="${value}"`).join('');
    const content = elements.map(([space, name, , value]) => `<${space}:${name}>${value}</${space}:${name}>`);
    return (
      '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">' +
      `<rdf:Description rdf:about=""${opening}>${content.join('')}</rdf:Description></rdf:RDF></x:xmpmeta>`
    );
  });

describeProperties('any packet of a provider', () => {
  const statement = { sourceType: 'trainedAlgorithmicMedia', recipe: '{"a":"<&>"}' } as const;

  holds('keeps all that it says, and takes the recipe', packet, (text) => {
    const merged = mergeIntoPacket(text, statement);
    assert.ok(merged !== undefined);
    assert.equal(findRecipeText(merged), statement.recipe);
    const end = text.indexOf('</rdf:RDF>');
    assert.ok(merged.startsWith(text.slice(0, end)) && merged.endsWith(text.slice(end)));
  });

  holds(
    'that is damaged is left alone, or takes the recipe',
    fc.tuple(packet, mutations),
    ([text, changes]) => {
      const merged = mergeIntoPacket(mutateBytes(Buffer.from(text), changes).toString(), statement);
      assert.ok(merged === undefined || findRecipeText(merged) === statement.recipe);
      readXmp(Buffer.from(text), 'png');
    },
  );
});
