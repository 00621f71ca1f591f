import assert from 'node:assert/strict';
import fc from 'fast-check';
import { editNameOf, firstFreeName, slugOf } from '../../../src/core/storage/naming';
import { describeProperties, holds } from './property';

/** Letters of many scripts with their marks, separators, joiners, device names, halves of pairs. */
const prompt = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 120 }),
  fc.string({ unit: 'grapheme', maxLength: 120 }),
  fc
    .array(
      fc.constantFrom(
        ...[
          'con',
          'NUL',
          'Com1',
          'lpt³',
          'aux',
          '.',
          ' ',
          '/',
          '\\',
          ':',
          '..',
          '-',
          "'",
          '’',
          '\0',
          '\ud800',
        ],
        ...[
          'İ',
          'ẞ',
          'ß',
          'ς',
          'Σ',
          'ŉ',
          'ǰ',
          'ΐ',
          'ﬁ',
          'e\u0301',
          '\u0345',
          '각',
          'ᄀ',
          'ᅡ',
          '\u0308',
          'Å',
          'K',
        ],
        ...['狐', 'ि', '𝒳', '🦊', '\u200d', '\u202e', 'long'.repeat(12), '-edit', '-2', 'edit', '²', 'Ⅷ'],
      ),
      { maxLength: 40 },
    )
    .map((parts) => parts.join('')),
);

const ending = fc.constantFrom('png', 'jpg', 'webp');

describeProperties('the name of an image for any prompt', () => {
  holds('fits every file system', prompt, (text) => {
    const stem = slugOf(text);
    assert.ok(stem.length > 0 && Array.from(stem).length <= 60 && Buffer.byteLength(stem) <= 200, stem);
    assert.doesNotMatch(stem, /[<>:"/\\|?*\p{Cc}\p{Cf}\p{Cs}\p{Z}.]/u);
    assert.doesNotMatch(stem, /^-|-$|--/);
    assert.doesNotMatch(stem, /^(?:con|prn|aux|nul|com[\d¹²³]|lpt[\d¹²³])$/i);
  });

  holds('is composed, in lower case, and its own name', prompt, (text) => {
    const stem = slugOf(text);
    assert.equal(stem.normalize('NFC'), stem);
    assert.equal(stem.toLowerCase(), stem);
    assert.equal(slugOf(stem), stem);
  });

  holds(
    'is free, whatever files there are',
    fc.tuple(prompt, ending, fc.array(prompt)),
    ([text, type, others]) => {
      const stem = slugOf(text);
      const numbered = others.map((_, index) => `${stem}-${index + 2}.${type}`);
      const taken = [stem, ...others].map((each) => `${each}.${type}`.toUpperCase()).concat(numbered);
      const name = firstFreeName(stem, type, taken);
      assert.ok(name.startsWith(stem) && name.endsWith(`.${type}`) && Buffer.byteLength(name) <= 255);
      for (const other of taken) {
        assert.notEqual(name.toLowerCase().normalize('NFC'), other.toLowerCase().normalize('NFC'));
        assert.notEqual(name.toUpperCase().normalize('NFD'), other.toUpperCase().normalize('NFD'));
      }
    },
  );

  holds('of an edited image fits, and is the same for its edit', prompt, (text) => {
    const stem = editNameOf(text);
    assert.match(stem, /^[^]+-edit$/);
    assert.ok(Buffer.byteLength(stem) <= 205);
    assert.equal(editNameOf(stem), stem);
    assert.equal(editNameOf(`${stem}-2`), stem);
  });
});
