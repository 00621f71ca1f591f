import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

/** Bullets that begin alike are two versions of one, as a merge leaves them. */
const wordsAlike = 5;

describe('CHANGELOG.md', () => {
  it('says each thing once', () => {
    const bullets = bulletsIn(readFileSync('CHANGELOG.md', 'utf8'));
    assert.ok(bullets.length > 20);
    assert.deepEqual(twice(bullets.map(beginningOf)), []);
    assert.deepEqual(twice(bullets.flatMap(sentencesIn)), []);
  });

  it('the check finds a bullet that stands twice, in another version too, and a sentence of it', () => {
    const bullets = bulletsIn(
      '## 1\n\n- Fit an image to a size.\n- Images are kept. No key leaves.\n\n## 0\n\n- Fit an image to a width. No key leaves.\n',
    );
    assert.deepEqual(twice(bullets.map(beginningOf)), ['Fit an image to a']);
    assert.deepEqual(twice(bullets.flatMap(sentencesIn)), ['No key leaves']);
  });
});

function bulletsIn(text: string): readonly string[] {
  return text.split('\n').flatMap((line) => /^\s*- (.+)$/u.exec(line)?.[1] ?? []);
}

function beginningOf(bullet: string): string {
  return bullet.split(' ').slice(0, wordsAlike).join(' ');
}

/** A sentence of a word or two, such as one behind a number, says nothing by itself. */
function sentencesIn(bullet: string): readonly string[] {
  return bullet.split(/[.;] /u).flatMap((each) => {
    const sentence = each.replace(/\.$/u, '').trim();
    return sentence.split(' ').length > 2 ? [sentence] : [];
  });
}

function twice(texts: readonly string[]): readonly string[] {
  return Array.from(new Set(texts.filter((text, index) => texts.indexOf(text) !== index)));
}
