import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

/** A file of the project, parsed but not type-checked. Paths are relative to the project, with forward slashes. */
export interface Source {
  readonly file: string;
  readonly syntax: ts.SourceFile;
}

export interface Import {
  readonly from: string;
  /** As it is written; `?` where a dynamic import computes it. */
  readonly specifier: string;
  /** The project's file that a relative specifier leads to. */
  readonly target: string | undefined;
  /** Vanishes when it is compiled. */
  readonly typeOnly: boolean;
}

/** Every TypeScript file below a folder. */
export function readSources(folder: string): readonly Source[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => `${folder}/${name.replaceAll(path.sep, '/')}`)
    .filter((file) => file.endsWith('.ts'))
    .sort()
    .map((file) => parse(file, readFileSync(file, 'utf8')));
}

export function parse(file: string, text: string): Source {
  return { file, syntax: ts.createSourceFile(file, text, ts.ScriptTarget.ES2023, true) };
}

/** All that a file imports, in every spelling that TypeScript has. */
export function importsOf({ file, syntax }: Source): readonly Import[] {
  return nodesOf(syntax).flatMap((node) => {
    const found = readImport(node);
    return found ? [{ from: file, target: resolve(file, found.specifier), ...found }] : [];
  });
}

/** Every node of a syntax tree, parents first. */
export function nodesOf(root: ts.Node): readonly ts.Node[] {
  const nodes: ts.Node[] = [];
  const visit = (node: ts.Node): void => {
    nodes.push(node);
    ts.forEachChild(node, visit);
  };
  visit(root);
  return nodes;
}

/** Where a node stands, for a message. */
export function placeOf(node: ts.Node): string {
  const syntax = node.getSourceFile();
  const { line } = syntax.getLineAndCharacterOfPosition(node.getStart());
  return `${syntax.fileName}:${line + 1}`;
}

function readImport(node: ts.Node): Pick<Import, 'specifier' | 'typeOnly'> | undefined {
  if (ts.isImportDeclaration(node)) {
    // `import { type A }` still loads the file; only `import type` vanishes.
    const typeOnly = node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword;
    return { specifier: textOf(node.moduleSpecifier), typeOnly };
  }
  if (ts.isExportDeclaration(node) && node.moduleSpecifier) {
    return { specifier: textOf(node.moduleSpecifier), typeOnly: node.isTypeOnly };
  }
  if (ts.isExternalModuleReference(node)) {
    return { specifier: textOf(node.expression), typeOnly: false };
  }
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
    return { specifier: textOf(node.argument.literal), typeOnly: true };
  }
  const loads =
    ts.isCallExpression(node) &&
    (node.expression.kind === ts.SyntaxKind.ImportKeyword || node.expression.getText() === 'require');
  return loads ? { specifier: textOf(node.arguments[0]), typeOnly: false } : undefined;
}

function textOf(node: ts.Node | undefined): string {
  return node && ts.isStringLiteralLike(node) ? node.text : '?';
}

function resolve(file: string, specifier: string): string | undefined {
  if (!specifier.startsWith('.')) {
    return undefined;
  }
  const target = path.posix.join(path.posix.dirname(file), specifier);
  return [`${target}.ts`, `${target}/index.ts`].find((each) => existsSync(each)) ?? target;
}
