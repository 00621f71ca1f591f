import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import ts from 'typescript';
import { imageEndings } from '../../../src/shared/imageFormat';
import { nodesOf, parse } from './sources';

interface Setting {
  readonly scope?: string;
}

interface MenuItem {
  readonly command?: string;
  readonly submenu?: string;
  readonly when?: string;
}

interface Manifest {
  readonly extensionKind: readonly string[];
  readonly engines: { readonly vscode: string };
  readonly activationEvents: readonly string[];
  readonly capabilities: {
    readonly untrustedWorkspaces: {
      readonly supported: unknown;
      readonly restrictedConfigurations: readonly string[];
    };
  };
  readonly contributes: {
    readonly commands: readonly { readonly command: string; readonly category?: string }[];
    readonly submenus: readonly { readonly id: string }[];
    readonly menus: Readonly<Record<string, readonly MenuItem[]>>;
    readonly keybindings?: unknown;
    readonly configuration: { readonly properties: Readonly<Record<string, Setting>> };
  };
  readonly devDependencies: Readonly<Record<string, string>>;
  readonly dependencies?: unknown;
}

const manifestText = readFileSync('package.json', 'utf8');
const manifest = JSON.parse(manifestText) as Manifest;
const { contributes } = manifest;
const settings = Object.entries(contributes.configuration.properties);
const commandIds = contributes.commands.map(({ command }) => command);
const menuItems = Object.values(contributes.menus).flat();

/** What a variable of a file is given, as a syntax tree. */
function valueOf(file: string, variable: string): ts.Expression {
  const { syntax } = parse(file, readFileSync(file, 'utf8'));
  const found = nodesOf(syntax).find(
    (node) => ts.isVariableDeclaration(node) && node.name.getText() === variable,
  ) as ts.VariableDeclaration | undefined;
  assert.ok(found?.initializer, `${file} declares no ${variable}`);
  return found.initializer;
}

function keysOf(table: ts.Expression): readonly string[] {
  assert.ok(ts.isObjectLiteralExpression(table));
  return table.properties.map(({ name }) =>
    name && ts.isStringLiteral(name) ? name.text : assert.fail('a command without a plain id'),
  );
}

/** `a|bc?d` as the endings it stands for. */
function endingsIn(when: string): readonly string[] {
  const pattern = /resourceExtname =~ \/\^\\\.\((?<endings>[^)]*)\)\$\/i/u.exec(when)?.groups?.endings;
  return (pattern ?? '').split('|').flatMap((ending) => {
    const optional = /^(?<start>\w*)(?<letter>\w)\?(?<end>\w*)$/u.exec(ending)?.groups;
    return optional
      ? [`${optional.start}${optional.end}`, `${optional.start}${optional.letter}${optional.end}`]
      : [ending];
  });
}

describe('Manifest', () => {
  it('settings that decide where data or money goes are read from the user alone', () => {
    const sensitive = settings.filter(
      ([name]) => name === 'easel.includeThoughts' || /provider|key|url|model|limit|confirm/iu.test(name),
    );
    assert.ok(sensitive.length >= 2);
    assert.deepEqual(
      sensitive.filter(([, { scope }]) => scope !== 'application').map(([name]) => name),
      [],
    );
  });

  it('no setting can be set by the dev container of a cloned repository', () => {
    assert.deepEqual(
      settings.filter(([, { scope = '' }]) => scope.startsWith('machine')).map(([name]) => name),
      [],
    );
  });

  it('in Restricted Mode no setting of the workspace is read', () => {
    const { supported, restrictedConfigurations } = manifest.capabilities.untrustedWorkspaces;
    assert.equal(supported, 'limited');
    assert.deepEqual(restrictedConfigurations.toSorted(), settings.map(([name]) => name).sort());
  });

  it('every text of the manifest has its words, and no words are left over', () => {
    const named = Array.from(manifestText.matchAll(/"%([^%"]+)%"/gu), ([, key = '']) => key);
    const words = JSON.parse(readFileSync('package.nls.json', 'utf8')) as Record<string, string>;
    assert.deepEqual(Array.from(new Set(named)).sort(), Object.keys(words).sort());
    assert.deepEqual(
      Object.entries(words).filter(([, text]) => text.trim() === ''),
      [],
    );
  });

  it('the commands are those of the table in the code', () => {
    assert.deepEqual(
      commandIds.toSorted(),
      keysOf(valueOf('src/extension/commands.ts', 'commands')).toSorted(),
    );
  });

  it('menus name only commands and submenus that exist', () => {
    const submenus = contributes.submenus.map(({ id }) => id);
    const unknown = menuItems.filter(
      ({ command, submenu }) =>
        !(command !== undefined && commandIds.includes(command)) &&
        !(submenu !== undefined && submenus.includes(submenu)),
    );
    assert.deepEqual(unknown, []);
  });

  it('takes one entry in Explorer and no key', () => {
    assert.deepEqual(
      contributes.menus['explorer/context']?.map(({ command, submenu }) => command ?? submenu),
      ['easel.explorer'],
    );
    assert.equal(contributes.keybindings, undefined);
  });

  it('the palette leaves out what needs a selection or a folder that was clicked', () => {
    assert.deepEqual(contributes.menus.commandPalette, [
      { command: 'easel.generateFromSelection', when: 'editorHasSelection' },
      { command: 'easel.generateImageHere', when: 'false' },
    ]);
  });

  it('menus mean the same image endings as the code', () => {
    const endings = imageEndings.toSorted();
    const conditions = menuItems.flatMap(({ when = '' }) => (when.includes('resourceExtname') ? [when] : []));
    assert.ok(conditions.length >= 4);
    for (const when of conditions) {
      assert.deepEqual(endingsIn(when).toSorted(), endings, when);
    }
  });

  it('every command stands under Easel in the palette', () => {
    assert.deepEqual(
      contributes.commands.filter(({ category }) => category !== 'Easel'),
      [],
    );
  });

  it('starts when it is called, to bring back its panel, or late, to look for paid work that was left', () => {
    assert.deepEqual(manifest.activationEvents, ['onWebviewPanel:easel.panel', 'onStartupFinished']);
  });

  it('runs where the files are, on VS Code 1.103 and newer', () => {
    assert.deepEqual(manifest.extensionKind, ['workspace']);
    assert.equal(manifest.engines.vscode, '^1.103.0');
    // Newer types would let code compile that the oldest supported VS Code does not know.
    assert.match(manifest.devDependencies['@types/vscode'] ?? '', /^~1\.103\./u);
  });

  it('needs no package when it runs, since everything is bundled', () => {
    assert.equal(manifest.dependencies, undefined);
  });
});
