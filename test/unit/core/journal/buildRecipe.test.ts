import assert from 'node:assert/strict';
import type { GeneratedImage } from '../../../../src/core/generate/generate';
import { recipeOf } from '../../../../src/core/journal/buildRecipe';
import type { PaidCall } from '../../../../src/core/journal/entryState';
import { parseRecipe, serializeRecipe } from '../../../../src/core/model/recipe';

const options = { aspectRatio: '', size: '1K', quality: '', background: 'opaque' };
const call = (changes: Partial<PaidCall['options']> = {}): PaidCall => ({
  ...{ jobId: 'job', workspaceFolder: '', startedAt: 0, prompt: 'a fox', origin: '', count: 1 },
  ...{ providerId: 'vendor', modelId: 'model', references: [], folder: '', stem: 'a-fox' },
  options: { ...options, ...changes },
});
const image: GeneratedImage = {
  ...{ bytes: new Uint8Array(), format: 'png', width: 1, height: 1, differences: [] },
};
const named = { id: 'vendor', label: 'Vendor' };
const recipe = (of: GeneratedImage, from: PaidCall) =>
  recipeOf(of, {}, { call: from, provider: named, model: named });

describe('The recipe of an image', () => {
  it('holds the seed that it was drawn with: the one that was told, else the one that was asked for', () => {
    assert.equal(recipe({ ...image, seed: 8 }, call({ seed: 7 })).seed, 8);
    assert.equal(recipe({ ...image, seed: 8 }, call()).seed, 8);
    const asked = recipe(image, call({ seed: 0 }));
    assert.equal(asked.seed, 0);
    assert.deepEqual(parseRecipe(serializeRecipe(asked)), asked);
    assert.ok(!('seed' in recipe(image, call())));
  });

  it('holds no seed where one was asked for several images, unless it was told which drew this one', () => {
    const several = { ...call({ seed: 7 }), count: 3 };
    assert.ok(!('seed' in recipe(image, several)));
    assert.equal(recipe({ ...image, seed: 9 }, several).seed, 9);
  });

  it('holds the negative prompt beside the options', () => {
    const negated = recipe(image, call({ negativePrompt: 'fog' }));
    assert.equal(negated.negativePrompt, 'fog');
    assert.deepEqual(negated.options, options);
    assert.ok(!('negativePrompt' in recipe(image, call())));
  });

  it('names the mask that was sent along', () => {
    const mask = { sha256: 'c'.repeat(64) };
    assert.deepEqual(recipe(image, { ...call(), mask }).mask, mask);
    assert.ok(!('mask' in recipe(image, call())));
  });

  it('holds the options as they were asked for, and the seed but once', () => {
    assert.deepEqual(recipe(image, call({ seed: 7 })).options, options);
  });
});
