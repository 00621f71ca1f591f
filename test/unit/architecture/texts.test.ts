import assert from 'node:assert/strict';
import ts from 'typescript';
import { nodesOf, parse, placeOf, readSources, type Source } from './sources';

/** Two words in a row. HTML and icons such as `$(copy)` are no words. */
const sentence = /\p{L}{2,}[,.:;!?]? \p{L}/u;
const word = /\p{L}/u;

/** Options of VS Code's boxes, messages and progress that a person reads. */
const shownProperties = new Set([
  'description',
  'detail',
  'label',
  'message',
  'openLabel',
  'placeHolder',
  'placeholder',
  'prompt',
  'saveLabel',
  'title',
  'tooltip',
  'validationMessage',
]);

const showing = /\.(?:show(?:Error|Information|Warning)Message|setStatusBarMessage)$/u;
const translating = /(?:^|\.)t$/u;
const logging = /(?:^|\.)log\.(?:trace|debug|info|warn|error)$/u;

type Text = ts.StringLiteralLike | ts.TemplateExpression;

function isText(node: ts.Node): node is Text {
  return (
    (ts.isStringLiteralLike(node) || ts.isTemplateExpression(node)) &&
    !ts.isImportDeclaration(node.parent) &&
    !(ts.isPropertyAssignment(node.parent) && node.parent.name === node) &&
    !ts.isLiteralTypeNode(node.parent)
  );
}

/** The fixed part of a text; what is filled in is judged where it comes from. */
function wordsOf(text: Text): string {
  const fixed = ts.isTemplateExpression(text)
    ? [text.head.text, ...text.templateSpans.map(({ literal }) => literal.text)].join('0')
    : text.text;
  return fixed.replaceAll(/<[^>]*>?|\$\([\w-]+\)/gu, '');
}

function calleeOf(node: ts.Node): string {
  return ts.isCallExpression(node) || ts.isNewExpression(node) ? node.expression.getText() : '';
}

/** The calls that a text is an argument of, the nearest first. */
function callsAround(node: ts.Node): readonly string[] {
  const calls: string[] = [];
  for (let each = node; !ts.isSourceFile(each); each = each.parent) {
    calls.push(calleeOf(each));
  }
  return calls.filter((call) => call !== '');
}

/** Sentences that reach a person without passing the translation. */
function untranslatedSentences({ syntax }: Source): readonly string[] {
  return nodesOf(syntax)
    .filter(isText)
    .filter((text) => sentence.test(wordsOf(text)))
    .filter((text) => !callsAround(text).some((call) => translating.test(call) || logging.test(call)))
    .map(inSource);
}

/** Words, even single ones, that stand where a person reads them. `Easel` is a name. */
function untranslatedLabels({ syntax }: Source): readonly string[] {
  return nodesOf(syntax)
    .filter(isText)
    .filter((text) => isShown(text) && wordsOf(text) !== 'Easel' && word.test(wordsOf(text)))
    .map(inSource);
}

function isShown(text: Text): boolean {
  const { parent } = text;
  if (ts.isPropertyAssignment(parent)) {
    return shownProperties.has(parent.name.getText());
  }
  if (ts.isBinaryExpression(parent)) {
    const { left } = parent;
    return ts.isPropertyAccessExpression(left) && shownProperties.has(left.name.text);
  }
  return showing.test(calleeOf(parent));
}

function isInFunction(node: ts.Node): boolean {
  for (let each = node; !ts.isSourceFile(each); each = each.parent) {
    if (ts.isFunctionLike(each)) {
      return true;
    }
  }
  return false;
}

function inSource(text: Text): string {
  return `${placeOf(text)}: ${text.getText()}`;
}

describe('Texts', () => {
  const extension = readSources('src/extension');
  const page = readSources('src/webview');
  const translations = [...extension, ...page].flatMap(({ syntax }) =>
    nodesOf(syntax).filter((node) => ts.isCallExpression(node) && translating.test(calleeOf(node))),
  );

  it('every sentence of the extension can be translated', () => {
    // The page's frame and the links that are inserted into documents hold markup, not sentences.
    const markup = new Set(['src/extension/panel/pageHtml.ts', 'src/extension/commands/imageLink.ts']);
    const judged = extension.filter(({ file }) => !markup.has(file));
    assert.deepEqual(judged.flatMap(untranslatedSentences), []);
  });

  it('every label of a box or a message can be translated', () => {
    assert.deepEqual(extension.flatMap(untranslatedLabels), []);
  });

  it('texts to translate are literals, so that tools find them', () => {
    assert.ok(translations.length > 100, `only ${translations.length} were found`);
    const computed = translations.filter((call) => {
      const [first] = (call as ts.CallExpression).arguments;
      // The labels of the table are literals there.
      const isLabel = /^optionTable\[\w+\]\.label$/u.test(first?.getText() ?? '');
      return !isLabel && (!first || !ts.isStringLiteralLike(first));
    });
    assert.deepEqual(computed.map(placeOf), []);
  });

  it('a text that is filled in gets as many values as it has places', () => {
    const wrong = translations.filter((call) => {
      const [first, ...values] = (call as ts.CallExpression).arguments;
      const places = new Set(first && ts.isStringLiteralLike(first) ? first.text.match(/\{\d+\}/gu) : []);
      return places.size !== values.length && !values.some(ts.isSpreadElement);
    });
    assert.deepEqual(wrong.map(placeOf), []);
  });

  it('core speaks in kinds and data: its errors hold no sentence, and it translates nothing', () => {
    const core = readSources('src/core').flatMap(({ syntax }) => nodesOf(syntax));
    const spoken = core
      .filter(isText)
      .filter((text) => sentence.test(wordsOf(text)))
      .filter((text) => callsAround(text).some((call) => call.endsWith('Error')));
    assert.deepEqual(spoken.map(inSource), []);
    assert.deepEqual(core.filter((node) => ts.isIdentifier(node) && node.text === 'l10n').map(placeOf), []);
    assert.ok(core.some((node) => calleeOf(node) === 'EaselError'));
  });

  it('every sentence of the page can be translated', () => {
    // Lists of CSS classes look like sentences, but for their first letter.
    const own = page
      .flatMap(({ syntax }) => nodesOf(syntax).filter(isText))
      .filter((text) => /^\s*\p{Lu}\p{Ll}+,? \p{Ll}/u.test(wordsOf(text)))
      .filter((text) => !callsAround(text).some((call) => translating.test(call)));
    assert.deepEqual(own.map(inSource), []);
  });

  it('no text of the page is asked for before its translations are there', () => {
    const early = page.flatMap(({ syntax }) =>
      nodesOf(syntax).filter(
        (node) => ts.isCallExpression(node) && calleeOf(node) === 't' && !isInFunction(node),
      ),
    );
    assert.deepEqual(early.map(placeOf), []);
  });

  describe('the check itself', () => {
    const planted = (text: string): Source => parse('planted.ts', text);

    it('finds planted sentences and labels', () => {
      for (const text of [
        "vscode.window.showErrorMessage('Something broke');",
        'vscode.window.showErrorMessage(`Cannot save ${name}`);',
        "const say = 'Something broke';",
      ]) {
        assert.equal(untranslatedSentences(planted(text)).length, 1, text);
      }
      for (const text of [
        "show({ title: 'Images' });",
        "box.placeholder = 'Prompt';",
        "window.showWarningMessage('Stop', 'Yes');",
        'const item = { label: `$(copy) Copy` };',
      ]) {
        assert.notEqual(untranslatedLabels(planted(text)).length, 0, text);
      }
    });

    it('passes translated texts, icons and lines of the log', () => {
      for (const text of [
        "window.showErrorMessage(vscode.l10n.t('Something broke'));",
        "parts.log.info('Something broke');",
        "const item = { label: `$(copy) ${t('Copy it')}` };",
      ]) {
        assert.deepEqual(untranslatedSentences(planted(text)), [], text);
        assert.deepEqual(untranslatedLabels(planted(text)), [], text);
      }
    });
  });
});
