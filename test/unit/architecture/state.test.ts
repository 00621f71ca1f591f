import assert from 'node:assert/strict';
import ts from 'typescript';
import { nodesOf, parse, readSources, type Source } from './sources';

/** Made to be changed, or to be listened to: a module that holds one remembers something. */
const stateful = /^(?:Map|Set|WeakMap|WeakSet|EventEmitter|Emitter|AbortController)$/u;

const changing =
  /^(?:add|clear|copyWithin|delete|fill|pop|push|reverse|set|shift|sort|splice|unshift|fire)$/u;

/** What a module remembers by itself, and why that is right. */
const exceptions: Readonly<Record<string, string>> = {
  'src/core/history/historyFile.ts: last': 'the lock of this process, beside the file that keeps others out',
  'src/extension/vscodeApi.ts: provided': 'the API of VS Code, which the entry hands on before all else',
  'src/webview/main.ts: render': 'the page that shows the state',
  'src/webview/main.ts: state': 'the one state of the page, whose program this file is',
  'src/webview/ui/menu.ts: closeOpenMenu': 'a document has one open menu',
};

/** Variables of a module that can change: declared so, or written to anywhere in the file. */
function findState({ file, syntax }: Source): readonly string[] {
  const nodes = nodesOf(syntax);
  return syntax.statements
    .filter(ts.isVariableStatement)
    .flatMap(({ declarationList }) =>
      declarationList.declarations.filter(
        (declaration) =>
          (declarationList.flags & ts.NodeFlags.Const) === 0 ||
          isStateful(declaration, nodes) ||
          nodes.some((node) => isChange(node, declaration.name.getText())),
      ),
    )
    .map(({ name }) => `${file}: ${name.getText()}`);
}

/** A `Map` or a `Set` that is filled as it is made and never changed is a table. */
function isStateful({ name, initializer }: ts.VariableDeclaration, nodes: readonly ts.Node[]): boolean {
  if (!initializer || !ts.isNewExpression(initializer)) {
    return false;
  }
  const made = initializer.expression.getText().split('.').at(-1) ?? '';
  const isTable = /^(?:Map|Set)$/u.test(made) && (initializer.arguments?.length ?? 0) > 0;
  return stateful.test(made) && !(isTable && !nodes.some((node) => isChange(node, name.getText())));
}

/** `name.x = …`, `name[x] = …`, `name = …`, `name.push(…)` and their like. */
function isChange(node: ts.Node, name: string): boolean {
  if (ts.isBinaryExpression(node)) {
    const isAssignment =
      node.operatorToken.kind >= ts.SyntaxKind.FirstAssignment &&
      node.operatorToken.kind <= ts.SyntaxKind.LastAssignment;
    return isAssignment && rootOf(node.left) === name;
  }
  if (ts.isDeleteExpression(node)) {
    return rootOf(node.expression) === name;
  }
  if (ts.isPostfixUnaryExpression(node) || ts.isPrefixUnaryExpression(node)) {
    const counts =
      node.operator === ts.SyntaxKind.PlusPlusToken || node.operator === ts.SyntaxKind.MinusMinusToken;
    return counts && rootOf(node.operand) === name;
  }
  return (
    ts.isCallExpression(node) &&
    ts.isPropertyAccessExpression(node.expression) &&
    changing.test(node.expression.name.text) &&
    node.expression.expression.getText() === name
  );
}

function rootOf(node: ts.Expression): string {
  let each = node;
  while (ts.isPropertyAccessExpression(each) || ts.isElementAccessExpression(each)) {
    each = each.expression;
  }
  return each.getText();
}

describe('Modules', () => {
  it('remember nothing: what outlives a call is owned by an object that is passed on', () => {
    const found = readSources('src').flatMap(findState);
    assert.deepEqual(found.toSorted(), Object.keys(exceptions).toSorted());
  });

  describe('are checked so that a planted mistake shows:', () => {
    const planted = (text: string): number => findState(parse('src/core/planted.ts', text)).length;

    for (const text of [
      'let last: Promise<unknown> = Promise.resolve();',
      'const stores = new WeakMap<object, string>();',
      'const changes = new vscode.EventEmitter<void>();',
      'const known = new Map<string, string>();',
      'const picked: string[] = [];\nexport const pick = (uri: string) => picked.push(uri);',
      'const cache: { value?: string } = {};\nexport function keep(value: string) { cache.value = value; }',
      'const counts: Record<string, number> = {};\nexport function count(name: string) { counts[name]++; }',
      "const names = new Set(['a']);\nexport function learn(name: string) { names.add(name); }",
    ]) {
      it(text.split('\n')[0] ?? '', () => {
        assert.equal(planted(text), 1);
      });
    }

    it('tables pass', () => {
      for (const text of [
        "const names = new Set(['a', 'b']);",
        "const list = ['a', 'b'] as const;",
        'const byName: Readonly<Record<string, number>> = { a: 1 };\nconst other = { ...byName };',
        'export function sum(values: number[]) { let total = 0; for (const each of values) { total += each; } return total; }',
      ]) {
        assert.equal(planted(text), 0, text);
      }
    });
  });
});
