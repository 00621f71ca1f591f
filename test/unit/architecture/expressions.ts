import { RegExpParser, visitRegExpAST, type AST } from '@eslint-community/regexpp';
import ts from 'typescript';
import { nodesOf, placeOf, readSources } from './sources';

/** A regular expression of the source, with the texts that make it work hardest. */
export interface Expression {
  readonly place: string;
  readonly expression: RegExp;
}

/** Every regular expression below a folder: literals, and `new RegExp` of a text that is known before it runs. */
export function expressionsOf(folder: string): readonly Expression[] {
  return readSources(folder).flatMap(({ syntax }) =>
    nodesOf(syntax).flatMap((node) => {
      const expression = readExpression(node);
      return expression ? [{ place: placeOf(node), expression }] : [];
    }),
  );
}

/** One text in three parts, whose middle is repeated until the text is as long as is wanted. */
export interface Pump {
  readonly before: string;
  readonly middle: string;
  readonly after: string;
}

/**
 * What an expression may have to try again and again: each of its parts and of the runs of its parts, behind what leads
 * there, and before what no expression takes.
 */
export function pumpsFor(expression: RegExp): readonly Pump[] {
  const pattern = new RegExpParser().parsePattern(expression.source, 0, undefined, {
    unicode: expression.unicode,
    unicodeSets: expression.unicodeSets,
  });
  const flags = expression.flags.replace(/[gy]/gu, '');
  const pieces = new Map<string, ReadonlySet<string>>();
  const add = (middle: string, before: string): void => {
    if (middle !== '') {
      pieces.set(middle, new Set([...(pieces.get(middle) ?? ['', foreign]), before]));
    }
  };
  for (const middle of usual) {
    add(middle, '');
  }
  visitRegExpAST(pattern, {
    onAlternativeEnter: (alternative) => addRuns(alternative, flags, add),
    onCharacterClassEnter: (node) => charactersOf(node, flags).forEach((each) => add(each, '')),
    onCharacterSetEnter: (node) => charactersOf(node, flags).forEach((each) => add(each, '')),
  });
  return Array.from(pieces).flatMap(([middle, befores]) =>
    Array.from(befores).flatMap((before) => endings.map((after) => ({ before, middle, after }))),
  );
}

export function pumped({ before, middle, after }: Pump, length: number): string {
  const room = Math.max(1, length - before.length - after.length);
  return before + middle.repeat(Math.ceil(room / middle.length)) + after;
}

/** What strangers fill texts with, whatever the expression looks for. */
const usual = [
  'a',
  'A',
  '0',
  '.',
  ' ',
  '\n',
  '\t',
  '/',
  '-',
  '_',
  ':',
  '=',
  ',',
  ';',
  '#',
  '%',
  '"',
  "'",
  '\\',
].concat([
  '<',
  '(',
  '[',
  '{',
  '!',
  '\0',
  'a.',
  'a ',
  '\\"',
  '![](',
  'data:',
  'http://',
  '\u{1F98A}',
  '\u0301',
  '漢',
  '\ud800',
]);

const endings = ['', '\0', '\n!'];
/** Takes an expression past an anchor that begins it. */
const foreign = '\0';

/** Longer alternatives have more runs than can be tried. */
const longestRun = 4;

function addRuns(
  { elements }: AST.Alternative,
  flags: string,
  add: (middle: string, before: string) => void,
): void {
  const samples = wordsOf(elements).map((word) => word.map((element) => sampleOf(element, flags)).join(''));
  for (let start = 0; start < samples.length; start += 1) {
    const before = samples.slice(0, start).join('');
    for (let end = start + 1; end <= Math.min(samples.length, start + longestRun); end += 1) {
      add(samples.slice(start, end).join(''), before);
    }
  }
  add(samples.join(''), '');
}

/** Characters in a row are one part. */
function wordsOf(elements: readonly AST.Element[]): readonly (readonly AST.Element[])[] {
  return elements.reduce<readonly (readonly AST.Element[])[]>((words, element) => {
    const last = words.at(-1);
    return last && element.type === 'Character' && last.at(-1)?.type === 'Character'
      ? [...words.slice(0, -1), [...last, element]]
      : [...words, [element]];
  }, []);
}

/** A short text that the node takes. */
function sampleOf(node: AST.Element | AST.Alternative, flags: string): string {
  switch (node.type) {
    case 'Alternative':
      return node.elements.map((element) => sampleOf(element, flags)).join('');
    case 'Group':
    case 'CapturingGroup':
      return node.alternatives[0] ? sampleOf(node.alternatives[0], flags) : '';
    case 'Quantifier':
      return sampleOf(node.element, flags).repeat(Math.max(1, node.min));
    case 'Character':
      return String.fromCodePoint(node.value);
    case 'CharacterClass':
    case 'CharacterSet':
      return charactersOf(node, flags)[0] ?? '';
    default:
      return '';
  }
}

const asciiCharacters = Array.from({ length: 128 }, (_, code) => String.fromCodePoint(code));
const candidates = ['a', 'A', '0', ...asciiCharacters, 'é', '漢', '\u0301', '\u200b', '\ud800', '\u{1F98A}'];

/** Some characters that a class takes, each of another kind. */
function charactersOf(node: AST.CharacterClass | AST.CharacterSet, flags: string): readonly string[] {
  const taken = new RegExp(`^(?:${node.raw})$`, flags);
  const all = candidates.filter((character) => taken.test(character));
  const kinds = [/[a-z]/u, /\d/u, /\s/u, /[^\w\s]/u, /[^\0-\x7f]/u];
  return kinds.flatMap((kind) => all.find((character) => kind.test(character)) ?? []).concat(all.slice(0, 1));
}

function readExpression(node: ts.Node): RegExp | undefined {
  if (ts.isRegularExpressionLiteral(node)) {
    const end = node.text.lastIndexOf('/');
    return new RegExp(node.text.slice(1, end), node.text.slice(end + 1));
  }
  const isMade =
    (ts.isNewExpression(node) || ts.isCallExpression(node)) && node.expression.getText() === 'RegExp';
  const [pattern, flags] = isMade ? (node.arguments ?? []) : [];
  return pattern ? new RegExp(constantOf(pattern), flags ? constantOf(flags) : '') : undefined;
}

/** The value of an expression as far as its file tells; `x` stands for the rest. */
function constantOf(node: ts.Expression): string {
  if (ts.isStringLiteralLike(node) || ts.isNumericLiteral(node)) {
    return node.text;
  }
  if (ts.isTemplateExpression(node)) {
    const spans = node.templateSpans.map(({ expression, literal }) => constantOf(expression) + literal.text);
    return node.head.text + spans.join('');
  }
  if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.PlusToken) {
    const parts = [constantOf(node.left), constantOf(node.right)];
    const numbers = parts.map(Number);
    return numbers.some(Number.isNaN) ? parts.join('') : String(numbers.reduce((sum, each) => sum + each, 0));
  }
  const declaration = ts.isIdentifier(node)
    ? nodesOf(node.getSourceFile()).find(
        (each) => ts.isVariableDeclaration(each) && each.name.getText() === node.text,
      )
    : undefined;
  return declaration && ts.isVariableDeclaration(declaration) && declaration.initializer
    ? constantOf(declaration.initializer)
    : 'x';
}
