import assert from 'node:assert/strict';
import { EaselError } from '../../../../src/core/model/errors';
import { assertRequest } from '../../../../src/core/generate/assertRequest';
import type { Capabilities } from '../../../../src/shared/capabilities';
import { largestSeed, withDefaults } from '../../../../src/shared/options';
import { splitIntoCalls, type ImageRequest } from '../../../../src/core/model/request';
import { referenceOf } from '../apis/callContext';

const capabilities: Capabilities = {
  aspectRatio: { offered: ['1:1', '16:9'], required: false, preset: '' },
  size: { offered: ['1K', '2K'], required: true, preset: '1K' },
  quality: { offered: [], required: false, preset: '' },
  maxReferences: 2,
  referenceFormats: ['png'],
  referenceLimits: { maxSide: 100, maxBytes: 1000 },
  styleReferences: false,
  maxImages: 5,
  imagesPerCall: 2,
  maxPromptLength: 10,
};

const good: ImageRequest = {
  prompt: 'A cat',
  references: [],
  aspectRatio: '',
  size: '1K',
  quality: '',
  count: 1,
};

const offers = (...offered: readonly string[]) => ({ offered, required: false, preset: '' });
const models = {
  extras: {
    ...capabilities,
    background: offers('transparent', 'opaque'),
    outputFormat: offers('png', 'jpeg', 'jpg', 'webp'),
  },
  seeded: { ...capabilities, seed: true },
} satisfies Record<string, Capabilities>;

function problemOf(changes: Partial<ImageRequest>, model: Capabilities = capabilities): unknown {
  try {
    assertRequest({ ...good, ...changes }, model);
    return undefined;
  } catch (error) {
    assert.ok(error instanceof EaselError);
    return error.details.problem?.problem;
  }
}

describe('the check of a request against a model', () => {
  it('lets a good request pass', () => {
    assert.equal(problemOf({}), undefined);
  });

  it('refuses an empty prompt', () => {
    assert.equal(problemOf({ prompt: ' \n' }), 'emptyPrompt');
  });

  it('counts characters, not UTF-16 units', () => {
    assert.equal(problemOf({ prompt: '🦩'.repeat(10) }), undefined);
    assert.equal(problemOf({ prompt: '🦩'.repeat(11) }), 'promptTooLong');
  });

  it('refuses too many references, formats that are not taken, and style where there is none', () => {
    const png = referenceOf('a.png');
    assert.equal(problemOf({ references: [png, png, png] }), 'tooManyReferences');
    assert.equal(problemOf({ references: [referenceOf('a.gif', { format: 'gif' })] }), 'referenceFormat');
    assert.equal(problemOf({ references: [referenceOf('a.png', { use: 'style' })] }), 'styleReference');
  });

  it('refuses a reference with more pixels or bytes than the model takes', () => {
    const largest = { width: 100, height: 100, byteLength: 1000 };
    assert.equal(problemOf({ references: [referenceOf('a.png', largest)] }), undefined);
    assert.equal(
      problemOf({ references: [referenceOf('a.png', { ...largest, height: 101 })] }),
      'referencePixels',
    );
    assert.equal(
      problemOf({ references: [referenceOf('a.png', { ...largest, byteLength: 1001 })] }),
      'referenceBytes',
    );
  });

  it('refuses values that are not offered, and leaving out what is required', () => {
    assert.equal(problemOf({ aspectRatio: '7:3' }), 'optionNotOffered');
    assert.equal(problemOf({ size: '' }), 'optionNotOffered');
    assert.equal(problemOf({ quality: 'high' }), 'optionNotOffered');
  });

  it('refuses an option that the model knows nothing of', () => {
    assert.equal(problemOf({ background: 'opaque' }), 'optionNotOffered');
    assert.equal(problemOf({ background: '', outputFormat: '' }), undefined);
  });

  it('refuses a transparent background in a format that has no transparency', () => {
    const { extras } = models;
    for (const [outputFormat, problem] of [
      ['jpeg', 'transparentFormat'],
      ['jpg', 'transparentFormat'],
      ['webp', undefined],
      ['', undefined],
    ] as const) {
      assert.equal(problemOf({ background: 'transparent', outputFormat }, extras), problem, outputFormat);
    }
    assert.equal(problemOf({ background: 'opaque', outputFormat: 'jpeg' }, extras), undefined);
  });

  it('refuses a seed where the model takes none, and one that is no whole number of 32 bits', () => {
    assert.equal(problemOf({ seed: 0 }), 'seedNotTaken');
    const { seeded } = models;
    for (const seed of [0, 42, largestSeed]) {
      assert.equal(problemOf({ seed }, seeded), undefined, String(seed));
    }
    for (const seed of [-1, 0.5, largestSeed + 1, NaN]) {
      assert.equal(problemOf({ seed }, seeded), 'seedOutOfRange', String(seed));
    }
  });

  it('refuses more images than the model makes', () => {
    assert.equal(problemOf({ count: 6 }), 'tooManyImages');
  });
});

describe('splitting into calls', () => {
  it('makes as few calls as the API allows, for exactly as many images', () => {
    const calls = splitIntoCalls({ ...good, count: 5 }, capabilities);
    assert.deepEqual(
      calls.map(({ count }) => count),
      [2, 2, 1],
    );
  });

  it('refuses a negative prompt where the model takes none', () => {
    assert.equal(problemOf({ negativePrompt: 'fog' }), 'negativePromptNotTaken');
    const negated = { ...capabilities, negativePrompt: true };
    assert.equal(problemOf({ negativePrompt: 'fog' }, negated), undefined);
    assert.equal(withDefaults({ negativePrompt: 'fog' }, negated).negativePrompt, 'fog');
    assert.ok(!('negativePrompt' in withDefaults({ negativePrompt: ' ' }, negated)));
    assert.ok(!('negativePrompt' in withDefaults({ negativePrompt: 'fog' }, capabilities)));
  });

  it('gives each call a seed of its own, counted from the one that was chosen', () => {
    const seeds = (seed?: number) =>
      splitIntoCalls({ ...good, count: 5, ...(seed !== undefined && { seed }) }, capabilities).map(
        (call) => call.seed,
      );
    assert.deepEqual(seeds(7), [7, 9, 11]);
    assert.deepEqual(seeds(largestSeed - 1), [largestSeed - 1, 0, 2]);
    assert.deepEqual(seeds(), [undefined, undefined, undefined]);
  });
});

describe('the options of a form', () => {
  it('are kept where the model takes them, and are its presets where it does not', () => {
    assert.deepEqual(withDefaults({ aspectRatio: '16:9', size: '4K', quality: 'high' }, capabilities), {
      aspectRatio: '16:9',
      size: '1K',
      quality: '',
    });
  });

  it('name what few models have only where it is chosen', () => {
    const chosen = { size: '1K', background: 'opaque', outputFormat: 'gif' };
    const rest = { aspectRatio: '', size: '1K', quality: '' };
    assert.deepEqual(withDefaults(chosen, capabilities), rest);
    assert.deepEqual(withDefaults(chosen, models.extras), { ...rest, background: 'opaque' });
    const outputFormat = { ...models.extras.outputFormat, preset: 'webp' };
    assert.deepEqual(withDefaults({ size: '1K' }, { ...models.extras, outputFormat }), {
      ...rest,
      outputFormat: 'webp',
    });
  });

  it('keep a seed where the model takes one', () => {
    assert.equal(withDefaults({ seed: 0 }, models.seeded).seed, 0);
    assert.ok(!('seed' in withDefaults({ seed: 0 }, capabilities)));
  });

  it('tell an option that was left to the model from one that was never chosen', () => {
    const presets = { ...capabilities, aspectRatio: { ...capabilities.aspectRatio, preset: '1:1' } };
    assert.equal(withDefaults({ aspectRatio: '' }, presets).aspectRatio, '');
    assert.equal(withDefaults({}, presets).aspectRatio, '1:1');
  });
});
