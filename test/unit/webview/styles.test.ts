import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';

const folder = 'src/webview/styles';

describe('The styles of the page', () => {
  const rules = readdirSync(folder).flatMap((file) =>
    rulesIn(file, readFileSync(`${folder}/${file}`, 'utf8')),
  );

  it('give every grid columns that no long word can widen', () => {
    const grids = rules.filter(({ body }) => /(?:^|[;\s])display:\s*grid\b/u.test(body));
    assert.ok(grids.length > 8);
    assert.deepEqual(grids.filter(({ body }) => !body.includes('grid-template-columns:')).map(nameOf), []);
    assert.deepEqual(rules.filter(hasWideningColumn).map(nameOf), []);
  });

  it('the check finds a grid that a word can widen', () => {
    const [wide, narrow, least] = rulesIn(
      'a.css',
      '.a { grid-template-columns: 1fr minmax(0, 1fr); } .b { grid-template-columns: repeat(2, minmax(0, 1fr)); } .c { grid-template-columns: repeat(auto-fill, minmax(60px, 1fr)); }',
    );
    assert.deepEqual(
      [wide, narrow, least].map((rule) => rule && hasWideningColumn(rule)),
      [true, false, false],
    );
  });
});

interface Rule {
  readonly file: string;
  readonly selector: string;
  readonly body: string;
}

function rulesIn(file: string, css: string): readonly Rule[] {
  const plain = css.replaceAll(/\/\*[^]*?\*\//gu, '');
  return Array.from(plain.matchAll(/([^{}]+)\{([^{}]*)\}/gu), ([, selector = '', body = '']) => ({
    file,
    selector: selector.trim(),
    body,
  }));
}

/** `1fr` alone is as wide as the longest word in it at least. */
function hasWideningColumn({ body }: Rule): boolean {
  const columns = /grid-template-columns:([^;]*)/u.exec(body)?.[1] ?? '';
  return /\b(?:1fr|auto)\b/u.test(
    columns.replaceAll(/minmax\((?:0|\d+px),[^)]*\)/gu, '').replaceAll('auto-fill', ''),
  );
}

function nameOf({ file, selector }: Rule): string {
  return `${file}: ${selector}`;
}
