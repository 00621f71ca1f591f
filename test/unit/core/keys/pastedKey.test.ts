import assert from 'node:assert/strict';
import { apis } from '../../../../src/core/apis/table';
import { EaselError } from '../../../../src/core/model/errors';
import { pastedKey, unsendableIn } from '../../../../src/core/keys/pastedKey';
import { builtInProviders } from '../../../../src/core/providers/table';
import { canary } from '../../../host/canaryKey.mjs';
import { openHttpClient } from '../apis/callContext';

/** As people copy keys; `§` stands for the key. */
const around: readonly string[] = [
  '§',
  '  §  ',
  '§\n',
  '§\r\n',
  '\uFEFF§',
  '§\u200B',
  '\u2060§\u00AD',
  '"§"',
  "'§'",
  '`§`',
  '“§”',
  '‘§’',
  '"§",',
  'Bearer §',
  'bearer  §',
  '"Bearer §"',
  'Authorization: Bearer §',
  '-H "Authorization: Bearer §"',
  'x-api-key: §',
  'OPENAI_API_KEY=§',
  'OPENAI_API_KEY="§"',
  'export OPENAI_API_KEY=§',
  "export GEMINI_API_KEY='§'",
  'set FAL_KEY=§',
  '$env:OPENAI_API_KEY = "§"',
  'api_key: §',
  '"apiKey": "§",',
  'token=§',
];

const half = Math.floor(canary.length / 2);

describe('A key as it was pasted', () => {
  for (const text of around) {
    it(`is taken out of ${JSON.stringify(text)}`, () => {
      assert.equal(pastedKey(text.replace('§', () => canary)), canary);
    });
  }

  it('is joined where a line ends within it', () => {
    assert.equal(pastedKey(`${canary.slice(0, half)}\n${canary.slice(half)}`), canary);
  });

  it('stays as it is where nothing is around it', () => {
    for (const key of [
      canary,
      'QUJDREVGR0g=',
      'QUJDREVGRw==',
      'AQ.abc-def_ghi',
      'id:secret-part',
      'access-key-1:secret',
      'KEY_01ABC:secret',
      'a.b.c=',
    ]) {
      assert.equal(pastedKey(key), key);
      assert.equal(pastedKey(pastedKey(key)), key);
      assert.equal(unsendableIn(key), undefined);
    }
  });

  it('loses the prefix that its row names, and keeps a scheme that nobody else sends', () => {
    const withPrefix = { kind: 'header', header: 'authorization', prefix: 'Key ' } as const;
    assert.equal(pastedKey(`Key ${canary}`, withPrefix), canary);
    assert.equal(pastedKey(`Bearer ${canary}`, { kind: 'header', header: 'x-goog-api-key' }), canary);
    assert.equal(
      pastedKey(`Token ${canary}`, { kind: 'header', header: 'Authorization' }),
      `Token ${canary}`,
    );
  });

  it('of HTTP Basic keeps all that a password may hold', () => {
    assert.equal(pastedKey('user:"pass=word"\n', { kind: 'basic' }), 'user:"pass=word"');
    assert.equal(unsendableIn('user:пароль', { kind: 'basic' }), undefined);
  });

  for (const [text, character] of [
    [`${canary}（公司）`, '（'],
    [`ключ${canary}`, 'к'],
    [`${canary}…`, '…'],
  ] as const) {
    it(`is refused with ${character} in it, and nothing is sent`, async () => {
      assert.equal(unsendableIn(pastedKey(text)), character);
      const http = openHttpClient();
      const provider = builtInProviders.find(({ id }) => id === 'openai')!;
      try {
        const { signal } = new AbortController();
        await assert.rejects(
          async () => apis['openai-images'].checkKey?.({ provider, key: text, http, signal }),
          (error) =>
            error instanceof EaselError &&
            error.kind === 'unauthorized' &&
            error.details.reason === 'unsendableKey',
        );
      } finally {
        await http.close();
      }
    });
  }
});
