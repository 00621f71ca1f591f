import assert from 'node:assert/strict';
import { sanitize } from '../../../../src/extension/text/plainText';

describe('Plain text for notifications', () => {
  /** What VS Code's notifications turn into a link (vs/base/common/linkedText.ts). */
  const link = /\[[^\]]+\]\((?:https?:\/\/|command:|file:)[^)\s]+(?: (?:"[^"]+"|'[^']+'))?\)/iu;

  for (const hostile of [
    '[click](command:workbench.action.terminal.new)',
    '[x](https://example.com/?q=1)',
    '[x](file:///etc/passwd "a title")',
    'Read [this](command:workbench.action.closeWindow)\u0007 first.',
    '[a\u200B](command:a)',
    '[a]\u200B(command:a)',
    '[a]\u0000(command:a)',
    '[[a]](command:a)',
    '[a](command:a)[b](command:b)',
  ]) {
    it(`${JSON.stringify(hostile)} holds no link that VS Code would run`, () => {
      assert.doesNotMatch(sanitize(hostile), link);
      // Made safe once is safe for good.
      assert.doesNotMatch(sanitize(sanitize(hostile)), link);
    });
  }

  it('a link keeps its words, so that the user sees what was said', () => {
    assert.equal(sanitize('[click](command:a)'), '[click] (command:a)');
  });

  it('is cut to as many characters as are asked for', () => {
    assert.equal(sanitize('A fox in the snow', 6), 'A fox…');
    assert.equal(sanitize('A fox', 6), 'A fox');
  });

  it('an icon stays text', () => {
    assert.doesNotMatch(sanitize('$(error) failed $(sync~spin)'), /\$\(/u);
    assert.doesNotMatch(sanitize('$\u200B(error)'), /\$\(/u);
  });

  it('control characters, line breaks and marks of text direction go', () => {
    const hostile = 'a\u0000b\u0007c\u001b[31md\u009be\r\nf\u2028g\u202Eh\u2066i\u200Fj\uFEFFk\u061Cl';
    assert.doesNotMatch(sanitize(hostile), /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
    assert.equal(sanitize(hostile).replaceAll(' ', ''), 'abc[31mdefghijkl');
  });

  it('invisible characters go, also those beyond the basic plane', () => {
    // Tags spell text that nobody sees; a soft hyphen hides inside a word.
    assert.equal(sanitize('a\u{E0041}\u{E0042}b'), 'a b');
    assert.equal(sanitize('a\u00ADb\u180Ec'), 'a b c');
  });

  it('keeps the joiners inside emoji and words', () => {
    for (const text of ['family 👩‍👩‍👧!', 'می\u200Cخواهم']) {
      assert.equal(sanitize(text), text);
    }
  });

  it('ten thousand characters become two hundred', () => {
    const cut = sanitize('lighthouse '.repeat(1000));
    assert.equal(Array.from(cut).length, 200);
    assert.ok(cut.endsWith('…'));
  });

  it('two hundred characters stay as they are', () => {
    assert.equal(sanitize('x'.repeat(200)), 'x'.repeat(200));
  });

  it('the cut never splits an emoji', () => {
    for (const before of [197, 198, 199, 200]) {
      assert.doesNotMatch(sanitize(`${'x'.repeat(before)}🦊🦊`), /\p{Cs}/u);
    }
  });

  it('the cut never makes a link', () => {
    const cut = sanitize(`${'x'.repeat(180)}[a](command:a)`);
    assert.doesNotMatch(cut, link);
  });

  it('blanks at the ends go, and blanks in a row become one', () => {
    assert.equal(sanitize('  a \t\n b  '), 'a b');
    assert.equal(sanitize('\u200B\u0007'), '');
  });
});
