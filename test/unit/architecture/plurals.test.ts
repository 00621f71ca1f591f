import assert from 'node:assert/strict';
import ts from 'typescript';
import { readWords, textsOfCode } from '../../host/texts.mjs';
import { nodesOf, parse, placeOf, readSources, type Source } from './sources';

/** A number, at most one word that describes, and a word that may be a plural. `4 × 4 pixels` is a size. */
const counted = /(?<!× )\{\d+\} (?:(\p{Ll}+) )??(\p{Ll}{2,}s)(?![\p{L}'’-])/gu;

/** What ends in `s` behind a name or a number, and is no plural. */
const noPlurals = new Set(
  'applies as asks becomes belongs carries contains counts describes does has holds is its knows makes needs points relies supports takes this undoes uses wants was works'.split(
    ' ',
  ),
);
/** Between a name and a plural, these do not describe what is counted. */
const noAdjectives = new Set(
  'and as at before by for from in into is knows no of on or takes that the to was with'.split(' '),
);

/** Texts whose number is never 1, and why. */
const exceptions: Readonly<Record<string, string>> = {
  'Make {0} calls?': 'several prompts or models are asked about',
  'Make {0} calls, each charged on its own?': 'several prompts or models are asked about',
  'The image has {0} pixels, too many to show. It is saved.': 'many millions',
  'The prompt has {0} characters; this model takes {1}. Shorten it.': 'more than a limit of at least 1',
  'The prompt has {0} characters; this model takes {1}.': 'more than a limit of at least 1',
  '{0} of {1} characters': 'no model has a limit of 1, and the number before it is a part of that',
  'There are {0} references; this model takes {1}. Remove some or select another model.':
    'more than a limit of at least 1; a limit of 0 has its own words',
  'There are {0} references; this model takes {1}.':
    'more than a limit of at least 1; a limit of 0 has its own words',
  '{0} images were asked for; this model makes {1} at a time.': 'more than a limit of at least 1',
  'This would be more than {0} calls. Choose fewer models, variations or images.': 'a constant',
  'More than {0} calls. Choose fewer models, variations or images.': 'a constant',
  '{0} days': 'said from 48 hours on',
  '{0} images from before the window closed need your attention.': 'of one, it says which it is',
  'Added {0} references': 'of one, it says which it is',
  'Cancelled {0} waiting jobs': 'the button is there from two on',
  '{0} models': 'said from two on',
  '{0} prompts': 'said from two on',
  '{0} separate calls, each charged on its own': 'said from two on',
  '{0} separate calls': 'said from two on',
};

function pluralIn(text: string): string | undefined {
  return Array.from(text.matchAll(counted), ([, adjective = '', noun = '']) => ({ adjective, noun })).find(
    ({ adjective, noun }) =>
      !noPlurals.has(noun) && !noPlurals.has(adjective) && !noAdjectives.has(adjective),
  )?.noun;
}

/** Whether a text says of one what the other says of several. */
function isTwin(text: string, plural: string): boolean {
  const singular = plural.endsWith('ies') ? `${plural.slice(0, -3)}y` : plural.slice(0, -1);
  return new RegExp(`(?<![\\d.])1 (?:\\p{Ll}+ )?${singular}(?!\\p{L})`, 'u').test(text);
}

/** The other branch of the nearest question whether a number is 1. */
function otherBranch(node: ts.Node): ts.Node | undefined {
  for (let each = node; !ts.isSourceFile(each); each = each.parent) {
    const { parent } = each;
    if (ts.isConditionalExpression(parent) && /=== '?1'?$/u.test(parent.condition.getText())) {
      return parent.whenFalse === each ? parent.whenTrue : undefined;
    }
  }
  return undefined;
}

interface Counted {
  readonly text: string;
  readonly plural: string;
  readonly node: ts.StringLiteralLike;
}

function countedTexts({ syntax }: Source): readonly Counted[] {
  return nodesOf(syntax)
    .filter((node) => ts.isStringLiteralLike(node))
    .flatMap((node) => {
      const call = node.parent;
      const plural = pluralIn(node.text);
      if (!ts.isCallExpression(call) || !/(?:^|\.)t$/u.test(call.expression.getText()) || !plural) {
        return [];
      }
      return [{ text: node.text, plural, node }];
    });
}

/** Texts that no singular stands beside. */
function withoutTwin(texts: readonly Counted[]): readonly string[] {
  return texts
    .filter(({ text }) => exceptions[text] === undefined)
    .filter(({ node, plural }) => {
      const other = otherBranch(node);
      return (
        !other || !nodesOf(other).some((each) => ts.isStringLiteralLike(each) && isTwin(each.text, plural))
      );
    })
    .map(({ node, text }) => `${placeOf(node)}: ${text}`);
}

describe('Plurals', () => {
  const texts = ['src/extension', 'src/webview'].flatMap((folder) =>
    readSources(folder).flatMap(countedTexts),
  );

  it('a text that counts has a twin for one', () => {
    assert.deepEqual(withoutTwin(texts), []);
  });

  it('every counting text was found, and the manifest fills in none', () => {
    const found = new Set(texts.map(({ text }) => text));
    assert.deepEqual(
      Object.keys(textsOfCode()).filter((text) => pluralIn(text) !== undefined && !found.has(text)),
      [],
    );
    assert.deepEqual(
      Object.values(readWords('package.nls.json')).filter((text) => /\{\d+\}|\b1 \p{L}{2,}s\b/u.test(text)),
      [],
    );
  });

  it('the exceptions are texts that count', () => {
    const found = new Set(texts.map(({ text }) => text));
    assert.deepEqual(
      Object.keys(exceptions).filter((text) => !found.has(text)),
      [],
    );
  });

  describe('the check itself', () => {
    const missing = (text: string): number => withoutTwin(countedTexts(parse('planted.ts', text))).length;

    it('finds plurals without a twin', () => {
      for (const text of [
        "t('{0} images', count)",
        "t('Exported {0} entries.', count)",
        "t('Cancelled {0} ended jobs', count)",
        "count === 1 ? t('{0} images', count) : t('1 image')",
        "count === 1 ? t('1 job') : t('{0} images', count)",
        "count > 1 ? t('{0} images', count) : t('1 image')",
      ]) {
        assert.equal(missing(text), 1, text);
      }
    });

    it('passes twins, verbs and sizes', () => {
      for (const text of [
        "count === 1 ? t('1 image') : t('{0} images', count)",
        "list.length === 1 ? t('Exported 1 entry.') : t('Exported {0} entries.', list.length)",
        "t('{0} needs an API key.', label)",
        "t('{0} × {1} pixels', width, height)",
      ]) {
        assert.equal(missing(text), 0, text);
      }
    });
  });
});
