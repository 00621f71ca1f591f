import assert from 'node:assert/strict';
import { inspect, isDeepStrictEqual } from 'node:util';
import {
  parseRecipe,
  recipeSchema,
  serializeRecipe,
  storableRecipe,
  type Recipe,
} from '../../../../src/core/model/recipe';
import { pathsIn, replaceAt } from '../apis/oddFields';
import { makeRecipe } from '../image/samples';

const reparse = (changes: Partial<Record<keyof Recipe, unknown>>) =>
  parseRecipe(JSON.stringify({ ...makeRecipe(), ...changes }));

describe('recipe', () => {
  it('comes back from JSON as it was', () => {
    const recipe = makeRecipe({ requestId: 'r-1', taskId: 't-1', modelText: 'Here you are.' });
    assert.deepEqual(parseRecipe(serializeRecipe(recipe)), recipe);
    assert.deepEqual(parseRecipe(serializeRecipe(makeRecipe())), makeRecipe());
  });

  it('names the mask by its hash alone', () => {
    const mask = { sha256: 'c'.repeat(64) };
    assert.deepEqual(parseRecipe(serializeRecipe(makeRecipe({ mask })))?.mask, mask);
    assert.equal(reparse({ mask: { sha256: '../secret' } }), undefined);
  });

  it('is refused with a path that leads out of the workspace', () => {
    const paths = [
      '/etc/passwd',
      '\\\\server\\share\\x',
      'C:\\x.png',
      'c:x.png',
      'a/../../x',
      '..\\x',
      'file:///x',
      '',
    ];
    for (const path of paths) {
      assert.equal(
        reparse({ references: [{ path, sha256: '0'.repeat(64), use: 'asset' }] }),
        undefined,
        path,
      );
    }
    assert.ok(reparse({ references: [{ path: 'a/b..c/.d.png', sha256: '0'.repeat(64), use: 'style' }] }));
  });

  it('is written without such a path, whoever made it', () => {
    const written = (path: string) =>
      parseRecipe(
        serializeRecipe(makeRecipe({ references: [{ path, sha256: '0'.repeat(64), use: 'asset' }] })),
      )?.references[0]?.path;
    assert.equal(written('/home/someone/fox.png'), 'fox.png');
    assert.equal(written('C:\\Users\\someone\\fox.png'), 'fox.png');
    assert.equal(written('../fox.png'), 'fox.png');
    assert.equal(written('a/..'), 'image');
  });

  it('names the image whose conversation it went on with, by a path within the workspace', () => {
    const continued = { path: 'images/a.png', sha256: '0'.repeat(64) };
    assert.deepEqual(parseRecipe(serializeRecipe(makeRecipe({ continued })))?.continued, continued);
    const outside = { ...continued, path: '../a.png' };
    assert.equal(reparse({ continued: outside }), undefined);
    assert.equal(parseRecipe(serializeRecipe(makeRecipe({ continued: outside })))?.continued?.path, 'a.png');
  });

  it('is refused when it is too much', () => {
    assert.equal(reparse({ prompt: 'x'.repeat(200_001) }), undefined);
    assert.equal(reparse({ providerLabel: 'x'.repeat(301) }), undefined);
    const reference = { path: 'a.png', sha256: '0'.repeat(64), use: 'asset' };
    assert.equal(reparse({ references: Array.from({ length: 129 }, () => reference) }), undefined);
    assert.equal(parseRecipe(' '.repeat(2_000_000)), undefined);
  });

  it('is refused when it is not a recipe', () => {
    for (const text of [
      '',
      '{',
      'null',
      '[]',
      '{"version":1}',
      JSON.stringify({ ...makeRecipe(), version: 2 }),
    ]) {
      assert.equal(parseRecipe(text), undefined, text);
    }
    assert.equal(reparse({ delivered: { width: -1, height: 5, format: 'png' } }), undefined);
    assert.equal(reparse({ delivered: { width: 1, height: 5, format: 'exe' } }), undefined);
  });

  it('drops what it does not know', () => {
    assert.deepEqual(reparse({ ['extra' as 'prompt']: 'x' }), makeRecipe());
    const parsed = parseRecipe(`{"__proto__":{"polluted":1},${serializeRecipe(makeRecipe()).slice(1)}`);
    assert.deepEqual(parsed, makeRecipe());
  });

  it('says what the prompt was made of, and may say nothing of it', () => {
    const promptParts = { own: 'A fox', presets: ['Flat'], styleFile: true };
    assert.deepEqual(reparse({ promptParts })?.promptParts, promptParts);
    assert.equal(reparse({})?.promptParts, undefined);
    assert.equal(reparse({ promptParts: { ...promptParts, own: 'x'.repeat(200_001) } }), undefined);
  });

  it('names seed, background and file format, and what came in their place', () => {
    const options = { ...makeRecipe().options, background: 'opaque', outputFormat: 'webp' };
    const differences = [{ what: 'outputFormat', requested: 'webp', delivered: 'png' }] as const;
    const recipe = makeRecipe({ options, differences, seed: 4_294_967_295, negativePrompt: 'fog' });
    assert.deepEqual(parseRecipe(serializeRecipe(recipe)), recipe);
  });

  it('keeps only the start of what a talkative model said', () => {
    assert.equal(reparse({ modelText: 'x'.repeat(30_000) })?.modelText?.length, 20_000);
  });

  it('is written so that it is read again, whichever part is odd, with all other parts as they were', () => {
    const place = { path: 'a/b.png', sha256: '0'.repeat(64) };
    const sentAs = { format: 'png', width: 3, height: 4 } as const;
    const whole = makeRecipe({
      promptParts: { own: 'A fox', presets: ['Flat', 'Night'], styleFile: true },
      ...{ modelLabel: 'A model', seed: 7, negativePrompt: 'fog', requestId: 'r', taskId: 't' },
      options: { ...makeRecipe().options, background: 'opaque', outputFormat: 'webp', thinking: 'high' },
      references: [
        { ...place, use: 'asset', sentAs },
        { ...place, use: 'style' },
      ],
      mask: { sha256: 'c'.repeat(64) },
      delivered: { width: 1, height: 2, format: 'png', declaredMediaType: 'image/png' },
      differences: [{ what: 'size', requested: '2x2', delivered: { width: 1, height: 2 } }],
      ...{ modelText: 'Here you are.', continued: place, fitted: { ...place } },
    });
    const oddities = [undefined, null, 7, -1, Number.NaN, 'odd', 'x'.repeat(2 ** 20), [], {}, Array(500)];
    const lost: string[] = [];
    for (const path of pathsIn(whole)) {
      for (const odd of oddities) {
        const stored = storableRecipe(replaceAt(whole, path, odd) as Recipe);
        const read = recipeSchema.safeParse(JSON.parse(JSON.stringify(stored))).data;
        const [part] = path;
        const rest = (recipe: Recipe | undefined): unknown => recipe && { ...recipe, [part!]: undefined };
        const isRight = isDeepStrictEqual(read, stored) && isDeepStrictEqual(rest(read), rest(whole));
        lost.push(...(isRight ? [] : [`${path.join('.')}: ${inspect(odd).slice(0, 20)}`]));
      }
    }
    assert.deepEqual(lost, []);
  });
});
