import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { findCycle } from './graph';
import { importsOf, parse, readSources, type Import } from './sources';

interface Layer {
  /** Layers whose files it may load. */
  readonly layers: readonly string[];
  /** Layers of which it may know the types. */
  readonly types: readonly string[];
  readonly packages: readonly string[];
  readonly node: boolean;
}

/** The drawing in CONTRIBUTING.md, as data. */
const layers: Readonly<Record<string, Layer>> = {
  shared: { layers: ['shared'], types: [], packages: [], node: false },
  core: { layers: ['core', 'shared'], types: [], packages: ['zod', 'undici'], node: true },
  app: {
    layers: ['app', 'core', 'shared'],
    types: [],
    packages: ['vscode-uri', 'zod'],
    node: true,
  },
  protocol: { layers: ['protocol', 'shared'], types: [], packages: ['zod'], node: false },
  extension: {
    layers: ['extension', 'protocol', 'app', 'core', 'shared'],
    types: [],
    packages: ['vscode', 'zod'],
    node: true,
  },
  webview: { layers: ['webview', 'shared'], types: ['protocol'], packages: ['@vscode/l10n'], node: false },
};

function layerOf(file: string): string {
  return /^src\/([^/]+)\//u.exec(file)?.[1] ?? file;
}

function isAllowed({ from, target, specifier, typeOnly }: Import): boolean {
  const layer = layers[layerOf(from)];
  if (!layer) {
    return false;
  }
  if (target !== undefined) {
    const to = layerOf(target);
    return layer.layers.includes(to) || (typeOnly && layer.types.includes(to));
  }
  return layer.packages.includes(specifier) || (layer.node && isNodeModule(specifier));
}

/** With its prefix: a package could take the name of a built-in module without one. */
function isNodeModule(specifier: string): boolean {
  return specifier.startsWith('node:') && isBuiltin(specifier);
}

function written(imports: readonly Import[]): readonly string[] {
  return imports.map(({ from, specifier, typeOnly }) => `${from}: ${typeOnly ? 'type ' : ''}${specifier}`);
}

describe('Layers', () => {
  const imports = readSources('src').flatMap((source) => importsOf(source));

  it('every folder of src is a layer', () => {
    const folders = readdirSync('src', { withFileTypes: true }).filter((entry) => entry.isDirectory());
    assert.deepEqual(folders.map(({ name }) => name).sort(), Object.keys(layers).sort());
  });

  it('src holds sources only, and nothing that a compiler left behind', () => {
    const files = readdirSync('src', { recursive: true, encoding: 'utf8' });
    assert.deepEqual(
      files.filter((file) => /\.(?:d\.ts|js|map|tsbuildinfo)$/u.test(file)),
      [],
    );
  });

  it('every import goes where the drawing of the layers allows', () => {
    assert.ok(imports.length > 300, `only ${imports.length} imports were found`);
    assert.deepEqual(written(imports.filter((each) => !isAllowed(each))), []);
  });

  it('only the HTTP client of core knows undici', () => {
    const users = imports.filter(({ specifier }) => specifier === 'undici');
    assert.ok(users.length > 0);
    assert.deepEqual(
      written(
        users.filter(({ from }) => !/^src\/core\/http\/(?:transport\/)?undici[A-Za-z]*\.ts$/u.test(from)),
      ),
      [],
    );
  });

  it('no file leads back to itself, types counted', () => {
    assert.deepEqual(findCycle(imports), undefined);
  });

  describe('the check itself', () => {
    const allowed = (file: string, text: string): readonly boolean[] =>
      importsOf(parse(file, text)).map((each) => isAllowed(each));

    it('sees an import in every spelling', () => {
      const spellings = [
        "import 'vscode';",
        "import * as vscode from 'vscode';",
        "import type { Uri } from 'vscode';",
        "export { Uri } from 'vscode';",
        "export * from 'vscode';",
        "import vscode = require('vscode');",
        "const vscode = require('vscode');",
        "const vscode = await import('vscode');",
        "type Uri = import('vscode').Uri;",
        'const vscode = await import(`${name}`);',
      ];
      for (const spelling of spellings) {
        assert.deepEqual(allowed('src/core/planted.ts', spelling), [false], spelling);
      }
    });

    it('lets the page use the rules of shared, and no values of the protocol', () => {
      assert.deepEqual(allowed('src/webview/planted.ts', "import { a } from '../shared/limits';"), [true]);
      assert.deepEqual(allowed('src/webview/planted.ts', "import type { A } from '../protocol/views';"), [
        true,
      ]);
      assert.deepEqual(allowed('src/webview/planted.ts', "import { a } from '../protocol/views';"), [false]);
      assert.deepEqual(allowed('src/shared/planted.ts', "import type { A } from '../core/x';"), [false]);
    });

    it('refuses each planted mistake', () => {
      assert.deepEqual(allowed('src/core/planted.ts', "import { t } from '../protocol/strings';"), [false]);
      assert.deepEqual(allowed('src/core/planted.ts', "import { readFile } from 'fs/promises';"), [false]);
      assert.deepEqual(allowed('src/app/planted.ts', "import * as vscode from 'vscode';"), [false]);
      assert.deepEqual(allowed('src/app/planted.ts', "import { x } from '../extension/commands';"), [false]);
      assert.deepEqual(allowed('src/core/planted.ts', "import type { Ports } from '../app/ports';"), [false]);
      assert.deepEqual(allowed('src/protocol/planted.ts', "import { errorKinds } from '../core/errors';"), [
        false,
      ]);
      assert.deepEqual(allowed('src/extension/planted.ts', "import { Agent } from 'undici';"), [false]);
      assert.deepEqual(allowed('src/extension/planted.ts', "import { x } from '../webview/state';"), [false]);
      assert.deepEqual(allowed('src/webview/planted.ts', "import { type A } from '../protocol/views';"), [
        false,
      ]);
      assert.deepEqual(allowed('src/webview/planted.ts', "import type { A } from '../extension/jobs';"), [
        false,
      ]);
      assert.deepEqual(allowed('src/webview/planted.ts', "import { A } from '../../test/x';"), [false]);
    });
  });
});
