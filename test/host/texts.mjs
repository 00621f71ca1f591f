// The texts that a person reads, in English and in the other languages.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { inProject } from './project.mjs';

/** Besides English. */
export const languages = ['zh-cn'];

/** @typedef {Readonly<Record<string, string>>} Words Translations by the English text, or by the key of the manifest. */

/** The files of a language: what the code says, and what the manifest says. @param {string} language */
export function filesOf(language) {
  return { code: `l10n/bundle.l10n.${language}.json`, manifest: `package.nls.${language}.json` };
}

/** @param {string} file @returns {Words} */
export function readWords(file) {
  return JSON.parse(readFileSync(inProject(file), 'utf8'));
}

/**
 * Every text that the extension or its page gives to `t`, or a shared table marks by `text`, as a translator finds it:
 * under itself.
 * @returns {Words}
 */
export function textsOfCode() {
  const folders = { extension: 't', webview: 't', shared: 'text' };
  const texts = Object.entries(folders).flatMap(([layer, callee]) => {
    const folder = inProject('src', layer);
    return readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .flatMap((file) => textsOf(readFileSync(path.join(folder, file), 'utf8'), callee));
  });
  return Object.fromEntries(texts.sort().map((text) => [text, text]));
}

/** What is wrong with a language, one line each. @param {Words} english @param {Words} translated */
export function problemsOf(english, translated) {
  return [
    ...Object.keys(english)
      .filter((key) => (translated[key] ?? '').trim() === '')
      .map((key) => `missing: ${key}`),
    ...Object.keys(translated)
      .filter((key) => english[key] === undefined)
      .map((key) => `stale: ${key}`),
    ...Object.entries(translated)
      .filter(([key, text]) => placesIn(english[key] ?? text) !== placesIn(text))
      .map(([key]) => `other values to fill in: ${key}`),
  ];
}

/** @param {string} source @param {string} callee */
function textsOf(source, callee) {
  /** @type {string[]} */
  const found = [];
  /** @param {ts.Node} node */
  const visit = (node) => {
    if (ts.isCallExpression(node) && node.expression.getText().split('.').at(-1) === callee) {
      const [first] = node.arguments;
      if (first && ts.isStringLiteralLike(first)) {
        found.push(first.text);
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile('source.ts', source, ts.ScriptTarget.ES2023, true));
  return found;
}

/** @param {string} text */
function placesIn(text) {
  return Array.from(new Set(text.match(/\{\d+\}/gu)))
    .sort()
    .join();
}
