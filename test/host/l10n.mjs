// npm run l10n: sorts the translations, takes out what nothing says any more, and lists what is missing.
import { writeFileSync } from 'node:fs';
import { format } from 'prettier';
import { inProject } from './project.mjs';
import { filesOf, languages, problemsOf, readWords, textsOfCode } from './texts.mjs';

for (const language of languages) {
  const files = filesOf(language);
  await tidy(files.code, textsOfCode());
  await tidy(files.manifest, readWords('package.nls.json'));
}

/** In the order of the English texts. @param {string} file @param {import('./texts.mjs').Words} english */
async function tidy(file, english) {
  const translated = readWords(file);
  const known = Object.keys(english).flatMap((key) => {
    const words = translated[key];
    return words === undefined ? [] : [/** @type {const} */ ([key, words])];
  });
  const sorted = Object.fromEntries(known);
  writeFileSync(inProject(file), await format(JSON.stringify(sorted), { parser: 'json', printWidth: 110 }));
  const problems = problemsOf(english, sorted);
  console.log([`${file}: ${known.length} texts`, ...problems].join('\n  '));
  if (problems.length > 0) {
    process.exitCode = 1;
  }
}
