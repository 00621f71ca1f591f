import assert from 'node:assert/strict';
import ts from 'typescript';
import { nodesOf, parse, placeOf, readSources, type Source } from './sources';

interface Rule {
  readonly title: string;
  /** The only files that may do it. */
  readonly places: readonly string[];
  readonly does: (node: ts.Node) => boolean;
  /** A line that breaks the rule. */
  readonly planted: string;
}

const ports = 'src/extension/ports/';

/** What happens in one place, so that a newcomer finds it, and a change of it is one change. */
const rules: readonly Rule[] = [
  {
    title: 'VS Code is asked for settings',
    places: [`${ports}settings.ts`],
    does: (node) => calls(node, /^getConfiguration$/u),
    planted: "const limit = vscode.workspace.getConfiguration('easel').get('monthlyLimit');",
  },
  {
    title: 'what VS Code remembers for Easel is handed out',
    places: [`${ports}openServices.ts`],
    does: (node) => reads(node, /^(?:globalState|workspaceState)$/u),
    planted: "await context.globalState.update('easel.model', choice);",
  },
  {
    title: 'a question is modal',
    places: ['src/extension/platform/modal.ts'],
    does: (node) => ts.isPropertyAssignment(node) && node.name.getText() === 'modal',
    planted: "await vscode.window.showWarningMessage('Sure?', { modal: true }, yes);",
  },
  {
    title: 'a pick or a box is opened',
    places: ['src/extension/platform/quickInput.ts'],
    does: (node) => calls(node, /^(?:createQuickPick|createInputBox|showQuickPick|showInputBox)$/u),
    planted: 'const pick = vscode.window.createQuickPick();',
  },
  {
    title: 'a folder or a file is chosen in a dialog',
    places: [`${ports}chooseFile.ts`, `${ports}files.ts`, 'src/extension/commands/history.ts'],
    does: (node) => calls(node, /^(?:showOpenDialog|showSaveDialog)$/u),
    planted: 'const chosen = await vscode.window.showOpenDialog();',
  },
  {
    title: 'a file is renamed, which fails on Windows while another program has it open',
    places: ['src/core/storage/heldFile.ts'],
    does: (node) =>
      ts.isCallExpression(node) && /^(?:fs\.|fsPromises\.)?rename(?:Sync)?$/u.test(node.expression.getText()),
    planted: 'await rename(temporary, target);',
  },
];

function calls(node: ts.Node, name: RegExp): boolean {
  return (
    ts.isCallExpression(node) &&
    ts.isPropertyAccessExpression(node.expression) &&
    name.test(node.expression.name.text)
  );
}

function reads(node: ts.Node, name: RegExp): boolean {
  return ts.isPropertyAccessExpression(node) && name.test(node.name.text);
}

function elsewhere({ places, does }: Rule, sources: readonly Source[]): readonly string[] {
  return sources
    .filter(({ file }) => !places.includes(file))
    .flatMap(({ syntax }) => nodesOf(syntax).filter(does).map(placeOf));
}

describe('Places', () => {
  const sources = readSources('src');

  for (const rule of rules) {
    it(`${rule.title} in ${rule.places.join(', ')} alone`, () => {
      assert.deepEqual(elsewhere(rule, sources), []);
      const inPlace = sources.filter(({ file }) => rule.places.includes(file));
      assert.equal(inPlace.length, rule.places.length);
      assert.ok(inPlace.every(({ syntax }) => nodesOf(syntax).some(rule.does)));
    });

    it(`would be seen elsewhere: ${rule.title}`, () => {
      assert.equal(elsewhere(rule, [parse('src/extension/planted.ts', rule.planted)]).length, 1);
    });
  }

  it('each thing that is remembered has one key, named where it is read and written', () => {
    const keys = sources.flatMap(({ syntax }) =>
      nodesOf(syntax)
        .filter(ts.isStringLiteralLike)
        .filter((text) => isMemoryKey(text))
        .map(({ text }) => text),
    );
    assert.ok(keys.length > 5, `only ${keys.length}`);
    assert.deepEqual(
      keys.filter((key, index) => keys.indexOf(key) !== index),
      [],
    );
  });
});

/** `const choiceName = 'easel.model'`: how app names what it remembers. */
function isMemoryKey(text: ts.StringLiteralLike): boolean {
  const { parent } = text;
  return (
    ts.isVariableDeclaration(parent) &&
    /(?:Name|Prefix)$/u.test(parent.name.getText()) &&
    text.text.startsWith('easel.')
  );
}
