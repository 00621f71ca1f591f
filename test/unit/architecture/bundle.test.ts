import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Metafile } from 'esbuild';

const entry = 'dist/extension.js';

/** What went into which file. Sizes are those of `minified`, since `npm test` builds without minifying. */
function readMeta(name: string): Metafile {
  return JSON.parse(readFileSync(`out/${name}.meta.json`, 'utf8')) as Metafile;
}

/** A file of the build with everything that it loads at once; dynamic imports come later. */
function loadedWith({ outputs }: Metafile, start: string): readonly string[] {
  const files = new Set([start]);
  for (const file of files) {
    for (const { path: target, kind, external } of outputs[file]?.imports ?? []) {
      if (kind !== 'dynamic-import' && external !== true) {
        files.add(target);
      }
    }
  }
  return Array.from(files);
}

function sourcesOf({ outputs }: Metafile, files: readonly string[]): readonly string[] {
  return files.flatMap((file) => Object.keys(outputs[file]?.inputs ?? {})).sort();
}

function bytesOf({ outputs }: Metafile, files: readonly string[]): number {
  return files.reduce((sum, file) => sum + (outputs[file]?.bytes ?? 0), 0);
}

const isPackage = (source: string): boolean => source.includes('node_modules/');
const isOf = (name: string) => (source: string) => source.includes(`node_modules/${name}/`);

describe('Bundles', () => {
  const built = readMeta('extension');
  const start = loadedWith(built, entry);
  const minified = readMeta('minified');

  it('activation loads no package: neither undici nor zod', () => {
    assert.deepEqual(sourcesOf(built, start).filter(isPackage), []);
    assert.ok(sourcesOf(built, start).includes('src/extension/extension.ts'));
  });

  it('what activation loads is under 150 KB', () => {
    assert.deepEqual(sourcesOf(minified, loadedWith(minified, entry)), sourcesOf(built, start));
    const bytes = bytesOf(minified, loadedWith(minified, entry));
    assert.ok(bytes > 1000 && bytes < 150_000, `${bytes} bytes`);
  });

  it('the look for paid work that was left loads nothing of what takes it up', () => {
    const early = sourcesOf(built, start);
    assert.ok(early.includes('src/core/journal/pendingEntries.ts'));
    assert.deepEqual(
      early.filter((source) => /journal\/(?!pendingEntries)|resume\.ts|generateImage/u.test(source)),
      [],
    );
  });

  it('undici is loaded with the first request alone', () => {
    const holders = Object.keys(built.outputs).filter((file) =>
      sourcesOf(built, [file]).some(isOf('undici')),
    );
    assert.equal(holders.length, 1, holders.join(', '));
    const importers = Object.values(built.outputs)
      .flatMap(({ imports }) => imports)
      .filter((each) => each.path === holders[0]);
    assert.ok(importers.length > 0);
    assert.deepEqual(Array.from(new Set(importers.map(({ kind }) => kind))), ['dynamic-import']);
  });

  it('every chunk but that of undici is under 150 KB', () => {
    const large = Object.keys(minified.outputs).filter(
      (file) => bytesOf(minified, [file]) >= 150_000 && !sourcesOf(minified, [file]).some(isOf('undici')),
    );
    assert.deepEqual(large, []);
  });

  it('zod comes as its small build', () => {
    const chunk = Object.keys(minified.outputs).filter((file) =>
      sourcesOf(minified, [file]).some(isOf('zod')),
    );
    const bytes = bytesOf(minified, chunk);
    assert.ok(bytes > 1000 && bytes < 150_000, `${bytes} bytes in ${chunk.join(', ')}`);
  });

  it('the page holds its own files, shared rules and its texts, and starts with less than 84 KB', () => {
    const page = readMeta('webview');
    const files = Object.keys(page.outputs).filter((file) => file.endsWith('.js'));
    const first = loadedWith(page, 'dist/webview/panel.js');
    assert.ok(sourcesOf(page, first).length > 5);
    assert.deepEqual(
      sourcesOf(page, files).filter(
        (source) => !/^(?:src\/webview|src\/shared|node_modules\/@vscode\/l10n)\//u.test(source),
      ),
      [],
    );
    assert.ok(bytesOf(page, first) < 84_000, `${bytesOf(page, first)} bytes`);
  });

  it('the document of the page names every file that its script loads at once', () => {
    const [, ...imported] = loadedWith(readMeta('webview'), 'dist/webview/panel.js');
    const holders = Object.keys(built.outputs).filter((file) =>
      sourcesOf(built, [file]).includes('src/extension/panel/pageHtml.ts'),
    );
    const text = holders.map((file) => readFileSync(file, 'utf8')).join('');
    assert.ok(imported.length > 0 && holders.length > 0);
    assert.deepEqual(
      imported.filter((file) => !text.includes(path.posix.relative('dist/webview', file))),
      [],
    );
  });

  it('the page loads the viewer, references and what is around the prompt when they are shown', () => {
    const page = readMeta('webview');
    const early = sourcesOf(page, loadedWith(page, 'dist/webview/panel.js'));
    assert.deepEqual(
      early.filter((source) =>
        /webview\/(?:viewer\/|form\/(?:convertImage|promptChips|referenceList))/u.test(source),
      ),
      [],
    );
  });
});

describe('VSIX', () => {
  it('holds the bundles, the media and the papers, and nothing else', async function () {
    this.timeout(30_000);
    const vsce = path.join('node_modules', '@vscode', 'vsce', 'vsce');
    const { stdout } = await promisify(execFile)(process.execPath, [vsce, 'ls', '--no-dependencies']);
    const files = stdout.split('\n').filter((line) => line !== '');
    const expected =
      /^(?:dist\/extension\.cjs|dist\/.+\.js|dist\/webview\/(?:codicon|panel)\.css|dist\/webview\/codicon\.ttf|media\/.+\.(?:png|svg)|package(?:\.nls.*)?\.json|l10n\/bundle\.l10n\.[\w-]+\.json|README\.md|CHANGELOG\.md|LICENSE)$/u;
    assert.deepEqual(
      files.filter((file) => !expected.test(file)),
      [],
    );
    for (const needed of [
      'package.json',
      'package.nls.json',
      'package.nls.zh-cn.json',
      'l10n/bundle.l10n.zh-cn.json',
      entry,
      'dist/extension.cjs',
      'dist/webview/panel.js',
      'LICENSE',
    ]) {
      assert.ok(files.includes(needed), `${needed} is missing`);
    }
  });
});
