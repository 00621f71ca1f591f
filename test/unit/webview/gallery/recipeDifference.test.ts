import assert from 'node:assert/strict';
import type { RecipeOffer } from '../../../../src/protocol/views';
import { recipeDifferences } from '../../../../src/webview/gallery/recipeDifference';
import { pageState, provider, reference } from '../fixtures';

const offer = (differences: Partial<RecipeOffer> = {}): RecipeOffer => ({
  ...{ id: 'offer', name: 'a.png', origin: '', isModelKnown: true, references: [], missing: [], notes: [] },
  model: 'vendor · model',
  showsDifference: true,
  form: { prompt: 'a cat', providerId: 'vendor', modelId: 'model', references: [] },
  ...differences,
});
const lines = (...args: Parameters<typeof recipeDifferences>): readonly string[] =>
  recipeDifferences(...args).map(({ label, mine, theirs }) => `${label}: ${mine} / ${theirs}`);

describe('The difference of a recipe to the form', () => {
  it('is nothing where both say the same', () => {
    assert.deepEqual(lines(pageState(), offer()), []);
  });

  it('names what differs, and leaves out what does not', () => {
    const state = pageState({ form: { prompt: 'a dog', aspectRatio: '16:9' }, references: [reference('a')] });
    const form = { ...offer().form, aspectRatio: '', size: '1K' };
    assert.deepEqual(lines(state, offer({ form, references: ['b', 'c'] })), [
      'Prompt: a dog / a cat',
      'Aspect ratio: 16:9 / Auto',
      'References: a / b, c',
    ]);
  });

  it('names a model that does not exist here', () => {
    const { prompt } = { prompt: 'a cat' };
    const foreign = offer({ form: { prompt }, model: 'Other · one', isModelKnown: false });
    assert.deepEqual(lines(pageState(), foreign), ['Model: vendor · model / Other · one']);
  });

  it('of another notation is that of the prompt alone', () => {
    const foreign = offer({ form: { prompt: 'a fox' }, model: '', origin: 'A1111', isModelKnown: false });
    assert.deepEqual(lines(pageState({ references: [reference('a')] }), foreign), ['Prompt: a cat / a fox']);
  });

  it('names what is added to the prompt, its variations and the models beside it', () => {
    const addition = { before: '', after: ', flat' };
    const styleFile = { name: 'style.md', ...addition, choice: 'used', problem: '' } as const;
    const state = pageState({
      providers: [provider('vendor', { model: {}, other: {} })],
      form: {
        presets: ['Flat'],
        styleFile: true,
        variations: true,
        compareWith: [{ providerId: 'vendor', modelId: 'other' }],
      },
      additions: { presets: ['Flat', 'Wide'].map((name) => ({ name, ...addition })), styleFile },
    });
    const form = { ...offer().form, presets: ['Wide'], styleFile: false };
    assert.deepEqual(lines(state, offer({ form })), [
      'Added to the prompt: Flat, style.md / Wide',
      'Variations: {a|b} makes one image of each / ',
      'Compare Models…: vendor · other / ',
    ]);
  });
});
