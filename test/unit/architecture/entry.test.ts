import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';

/** Every way to ask for the module, also in a minified file. */
const asking = /(?:\bfrom|\bimport|\brequire)\s*\(?\s*["'`]vscode["'`]/u;

/** Loads the entry as an editor does that knows CommonJS only, with an API that does nothing. */
const editor = `
const Module = require('node:module');
const { tmpdir } = require('node:os');

const nothing = new Proxy(function () {}, {
  get: (_, name) => (name === Symbol.toPrimitive ? () => '' : name === 'then' ? undefined : nothing),
  apply: () => nothing,
  construct: () => nothing,
});
const names = ['commands', 'env', 'Disposable', 'EventEmitter', 'l10n', 'StatusBarAlignment', 'Uri', 'window', 'workspace'];
const api = Object.fromEntries(names.map((name) => [name, nothing]));

let asked = 0;
const load = Module._load;
Module._load = (request, ...rest) => {
  asked += request === 'vscode' ? 1 : 0;
  return request === 'vscode' ? api : load(request, ...rest);
};

const context = {
  ...{ subscriptions: [], extensionUri: nothing, secrets: nothing, globalState: nothing, workspaceState: nothing },
  globalStorageUri: { fsPath: tmpdir() + '/easel-that-is-not-there' },
};
require(process.argv[1])
  .activate(context)
  .then(() => console.log(context.subscriptions.length + ' subscriptions, asked ' + asked))
  .finally(() => process.exit());
`;

describe('The entry of the extension', () => {
  it('is the only file that asks for the module vscode', () => {
    const files = readdirSync('dist', { recursive: true, encoding: 'utf8' }).filter((file) =>
      /\.(?:js|cjs)$/u.test(file),
    );
    assert.ok(files.length > 20, `only ${files.length} files`);
    assert.deepEqual(
      files.filter((file) => asking.test(readFileSync(path.join('dist', file), 'utf8'))),
      ['extension.cjs'],
    );
  });

  it('is loaded by CommonJS, hands the API on, and activates', async () => {
    const { stdout } = await promisify(execFile)(process.execPath, [
      '-e',
      editor,
      path.resolve('dist/extension.cjs'),
    ]);
    assert.match(stdout, /^[1-9]\d* subscriptions, asked 1$/mu);
  });

  it('every way to ask for the module would be found', () => {
    for (const text of [
      "import * as vscode from 'vscode';",
      'import*as a from"vscode";',
      "import 'vscode';",
      "const vscode = require('vscode');",
      "await import('vscode')",
    ]) {
      assert.match(text, asking);
    }
    assert.doesNotMatch("import { URI } from 'vscode-uri';", asking);
  });
});
