import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { builtInProviders } from '../../../src/core/providers/table';
import type { Provider } from '../../../src/core/model/provider';
import { providerRow, rowApiIds } from '../../../src/core/providerSettings/schema';
import { readWords, textsOfCode } from '../../host/texts.mjs';
import { brokenLinks, headingsIn, labelsIn, parsePage, readPage, rowsOf, targetsIn } from './markdown';

interface Manifest {
  readonly scripts: Readonly<Record<string, string>>;
  readonly contributes: {
    readonly commands: readonly { readonly title: string }[];
    readonly configuration: { readonly properties: Readonly<Record<string, { readonly default: unknown }>> };
  };
}

/** A store page is read in a minute. */
const mostWordsOfReadme = 1200;

const { contributes, scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as Manifest;
const settings = Object.entries(contributes.configuration.properties);
const manifestWords = readWords('package.nls.json');
const readme = readPage('README.md');
const docs = markdownIn('docs').map(readPage);
const guides = [readme, ...docs];
const pages = [...guides, ...['CONTRIBUTING.md', 'CHANGELOG.md'].map(readPage)];
const providers: readonly Provider[] = builtInProviders;
const services = providers.filter(({ id }) => id !== 'placeholder');

describe('README.md', () => {
  it(`has at most ${mostWordsOfReadme} words`, () => {
    const words = readFileSync('README.md', 'utf8').split(/\s+/u).filter(Boolean);
    assert.ok(words.length <= mostWordsOfReadme, `${words.length} words`);
  });

  it('lists every built-in provider with the address that its key comes from', () => {
    for (const { label, keyUrl = 'Not needed' } of providers) {
      const rows = rowsOf(readme, label);
      assert.equal(rows.length, 1, label);
      assert.ok(rows[0]?.[2]?.includes(keyUrl), `${label}: ${keyUrl}`);
    }
  });

  it('links to every page of the documentation', () => {
    assert.deepEqual(
      docs.map(({ file }) => file).filter((file) => !targetsIn(readme).includes(file)),
      [],
    );
  });
});

describe('Documentation', () => {
  it('has no link that leads nowhere', () => {
    assert.ok(pages.length > 8 && pages.flatMap(targetsIn).length > 50);
    assert.deepEqual(brokenLinks(pages, existsSync), []);
  });

  it('the check finds a missing file, a missing heading, and a reference that is not defined', () => {
    const first = parsePage(
      'a.md',
      '# A\n[x](docs/b.md) [x](docs/b.md#two) [x][y] [z](#a)\n```\n[x](d.md)\n```\n![](c.png)\n\n[w]: e.md\n',
    );
    const second = parsePage('docs/b.md', '# One (1.0)\n[x](#one-10) [x](../a.md#a)\n');
    assert.deepEqual(
      brokenLinks([first, second], (file) => file === 'docs/b.md'),
      ['a.md: docs/b.md#two', 'a.md: c.png', 'a.md: e.md', 'a.md: y'],
    );
  });

  it('shows every picture that is kept for it', () => {
    const pictures = readdirSync('docs/images').map((name) => `docs/images/${name}`);
    const shown = guides.flatMap((page) =>
      targetsIn(page).map((target) => path.posix.join(path.posix.dirname(page.file), target)),
    );
    assert.ok(pictures.length > 0);
    assert.deepEqual(
      pictures.filter((picture) => !shown.includes(picture)),
      [],
    );
  });

  it('names every command, and no command that is not there', () => {
    const commands = contributes.commands.map(({ title }) => inWords(title));
    const labels = guides.flatMap(labelsIn);
    const named = labels.flatMap((label) => /^Easel(?:: | > )(.+)$/u.exec(label)?.[1] ?? []);
    assert.deepEqual(
      commands.filter((command) => !named.includes(command) && !labels.includes(command)),
      [],
    );
    assert.deepEqual(
      named.filter((command) => !commands.includes(command)),
      [],
    );
  });

  it('every label in bold is a text of the product', () => {
    const texts = [...Object.keys(textsOfCode()), ...Object.values(manifestWords)];
    const named = providers.map(({ label }) => label);
    const shown = new Set(texts.flatMap((text) => [text, ...named.map((name) => text.replace('{0}', name))]));
    const labels = guides.flatMap((page) =>
      labelsIn(page)
        .filter((label) => !/^Easel(?:: | > )/u.test(label))
        .map((label) => ({ page, label })),
    );
    assert.ok(labels.length > 20);
    assert.deepEqual(
      labels.filter(({ label }) => !shown.has(label)).map(({ page, label }) => `${page.file}: ${label}`),
      [],
    );
  });

  it('names only npm scripts that are there', () => {
    const source = pages.map(({ file }) => readFileSync(file, 'utf8')).join('\n');
    const named = Array.from(
      source.matchAll(/\bnpm (?:run )?(start|test|(?<=run )[\w:]+)/gu),
      ([, name = '']) => name,
    );
    assert.ok(named.includes('test') && named.includes('package'));
    assert.deepEqual(
      named.filter((name) => scripts[name] === undefined),
      [],
    );
  });
});

describe('docs/settings.md', () => {
  const page = readPage('docs/settings.md');

  it('lists every setting with its default', () => {
    for (const [name, { default: value }] of settings) {
      const cells = rowsOf(page, `\`${name}\``);
      assert.deepEqual(
        cells.map((row) => row.at(-1)),
        [value === null ? 'none' : `\`${typeof value === 'string' ? value : JSON.stringify(value)}\``],
        name,
      );
    }
  });

  it('the documentation names no setting that is not there', () => {
    const source = guides.map(({ file }) => readFileSync(file, 'utf8')).join('\n');
    const named = Array.from(source.matchAll(/[`"](easel\.\w+)[`"]/gu), ([, name = '']) => name);
    const known = settings.map(([name]) => name);
    assert.deepEqual(
      named.filter((name) => !known.includes(name)),
      [],
    );
  });
});

describe('docs/providers.md', () => {
  const page = readPage('docs/providers.md');

  it('lists every built-in provider with all of its models and the address that its key comes from', () => {
    for (const { label, models, keyUrl = 'Not needed' } of services) {
      const [row] = rowsOf(page, label);
      assert.deepEqual(
        models.map((model) => model.label).filter((model) => !row?.[1]?.includes(model)),
        [],
        label,
      );
      assert.ok(row?.[2]?.includes(keyUrl), `${label}: ${keyUrl}`);
    }
  });

  it('has a section for every built-in provider, and says what was verified', () => {
    for (const { label } of services) {
      assert.ok(headingsIn(page.text).includes(label), label);
      assert.equal(rowsOf(page, label).length, 2, label);
    }
  });
});

describe('docs/custom-providers.md', () => {
  it('names every API', () => {
    const { text } = readPage('docs/custom-providers.md');
    assert.deepEqual(
      rowApiIds.filter((api) => !text.includes(`\`${api}\``)),
      [],
    );
  });

  it('the examples of the documentation are entries that Easel reads', () => {
    const examples = guides.flatMap(({ file, examples: all }) =>
      all.filter(({ language }) => language === 'json').map(({ code }) => ({ file, code })),
    );
    const rows = examples.flatMap(({ code }) => {
      const example = JSON.parse(`{${code}}`) as Readonly<Record<string, unknown>>;
      const entries = example['easel.providers'];
      return Array.isArray(entries) ? (entries as readonly unknown[]) : [];
    });
    assert.ok(rows.length >= 5);
    assert.deepEqual(
      rows.flatMap((row) => providerRow.safeParse(row).error?.issues ?? []),
      [],
    );
  });
});

function markdownIn(folder: string): readonly string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.md'))
    .map((name) => `${folder}/${name}`);
}

/** A text of the manifest, which may be a key of package.nls.json. */
function inWords(text: string): string {
  return manifestWords[text.replaceAll('%', '')] ?? text;
}
