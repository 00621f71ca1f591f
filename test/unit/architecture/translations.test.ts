import assert from 'node:assert/strict';
import { filesOf, languages, problemsOf, readWords, textsOfCode } from '../../host/texts.mjs';

describe('Translations', () => {
  const english = { code: textsOfCode(), manifest: readWords('package.nls.json') };

  it('there are texts to translate', () => {
    assert.ok(Object.keys(english.code).length > 200);
    assert.ok(Object.keys(english.manifest).length > 30);
  });

  for (const language of languages) {
    for (const [part, file] of Object.entries(filesOf(language)) as ['code' | 'manifest', string][]) {
      it(`${file} holds every text of the ${part}, with the same values, and no other`, () => {
        assert.deepEqual(problemsOf(english[part], readWords(file)), [], 'npm run l10n says what to do');
      });
    }
  }

  it('the check finds what is missing, stale or filled in otherwise', () => {
    const texts = { 'Saved {0}': 'Saved {0}', Open: 'Open', Close: 'Close' };
    assert.deepEqual(problemsOf(texts, { 'Saved {0}': '已保存', Open: '打开', Gone: '旧' }), [
      'missing: Close',
      'stale: Gone',
      'other values to fill in: Saved {0}',
    ]);
    assert.deepEqual(problemsOf({ Open: 'Open' }, { Open: ' ' }), ['missing: Open']);
  });
});
