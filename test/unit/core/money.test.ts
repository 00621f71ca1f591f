import assert from 'node:assert/strict';
import { providerFromRow, isNewRow } from '../../../src/core/applyRow';
import { costOf, estimate, sumByCurrency, sumOfEstimates, type PricedRequest } from '../../../src/core/money';
import { priceOf } from '../../../src/core/prices';
import { retirementOf } from '../../../src/core/retirements';
import type { Provider } from '../../../src/core/provider';
import { providerRow } from '../../../src/core/providerRow';
import { builtInProviders, findModel } from '../../../src/core/providers';

const request: PricedRequest = { size: '1K', quality: '', references: 0, count: 1 };
const priceIn = (providerId: string, modelId: string) => {
  const provider: Provider = builtInProviders.find(({ id }) => id === providerId)!;
  return priceOf(provider, findModel(provider, modelId));
};
const estimateIn = (providerId: string, modelId: string, changes: Partial<PricedRequest> = {}) =>
  estimate(priceIn(providerId, modelId), { ...request, ...changes });
const dollars = (amount: number) => ({ kind: 'about', currency: 'USD', amount });
const credits = (amount: number) => ({ kind: 'about', currency: 'imini credits', amount });

describe('An estimate', () => {
  it('is the price of an image of that size, times the images', () => {
    assert.deepEqual(estimateIn('gemini', 'gemini-3-pro-image', { size: '4K', count: 3 }), dollars(0.72));
    assert.deepEqual(estimateIn('imini', 'google/nano-banana-2', { size: '512', count: 2 }), credits(100));
  });

  it('knows that an edit may cost more', () => {
    assert.deepEqual(estimateIn('imini', 'google/nano-banana'), credits(50));
    assert.deepEqual(estimateIn('imini', 'google/nano-banana', { references: 2 }), credits(100));
  });

  it('knows what the model takes where size is left to it, and says unknown where it does not', () => {
    assert.deepEqual(estimateIn('gemini', 'gemini-nano-banana-2.1', { size: '' }), dollars(0.0336));
    const square = { size: '1024x1024', quality: 'medium' };
    assert.deepEqual(estimateIn('openai', 'gpt-image-2', square), dollars(0.053));
    assert.deepEqual(estimateIn('openai', 'gpt-image-2', { ...square, partialImages: 2 }), dollars(0.059));
    assert.deepEqual(estimateIn('openai', 'gpt-image-2', { ...square, quality: '' }), { kind: 'unknown' });
    assert.deepEqual(estimateIn('openai', 'gpt-image-2', { ...square, size: '3840x2160' }), {
      kind: 'unknown',
    });
  });

  it('of a dated version is that of its model', () => {
    const square = { size: '1024x1024', quality: 'low' };
    assert.deepEqual(estimateIn('openai', 'gpt-image-2-2026-04-21', square), dollars(0.006));
    assert.deepEqual(estimateIn('openai', 'gpt-image-3-2026-04-21', square), { kind: 'unknown' });
  });

  it('is free for what needs no key, and unknown for a model that nobody knows', () => {
    for (const { id, needsKey, models } of builtInProviders) {
      const { kind } = estimateIn(id, 'next-year/banana-9');
      assert.equal(kind, needsKey ? 'unknown' : 'free', `${id} ${models[0].id}`);
    }
  });

  it('follows the price that a row says, in its own currency', () => {
    const row = providerRow.parse({
      id: 'gateway',
      baseUrl: 'https://gateway.example.com',
      api: 'openai-images',
      models: [
        { id: 'flux', price: { image: 5, currency: 'coins' } },
        { id: 'other', price: { image: 0.5 } },
      ],
    });
    assert.ok(isNewRow(row));
    const provider = providerFromRow(row);
    const said = provider.models.map((model) => estimate(priceOf(provider, model), { ...request, count: 2 }));
    assert.deepEqual(said, [{ kind: 'about', currency: 'coins', amount: 10 }, dollars(1)]);
    const local = { ...provider, needsKey: false };
    assert.equal(priceOf(local, { id: 'unpriced' }), 'free');
    assert.notEqual(priceOf(local, local.models[0]), 'free');
  });

  it('is unknown for names that every object has', () => {
    const [provider] = builtInProviders.filter(({ id }) => id === 'openai');
    assert.equal(priceOf(provider!, { id: 'constructor' }), undefined);
    assert.equal(priceOf({ ...provider!, id: 'constructor' }, { id: 'gpt-image-2' }), undefined);
    assert.equal(retirementOf(provider!, 'constructor'), undefined);
  });

  it('every price names models that the table has, or had', () => {
    for (const { id, models } of builtInProviders.filter(({ needsKey }) => needsKey)) {
      for (const model of models) {
        const { size, quality } = model.capabilities;
        const first = {
          size: size.offered === 'any' ? '' : (size.offered[0] ?? ''),
          quality: quality.offered === 'any' ? '' : (quality.offered[0] ?? ''),
        };
        const { kind } = estimateIn(id, model.id, first);
        const isKnown = ['gemini', 'imini'].includes(id) && !unpriced.has(model.id);
        assert.ok(!isKnown || kind === 'about', `${id} ${model.id}`);
      }
    }
  });

  it('of several is summed for each currency, and counts what is unknown', () => {
    const sum = sumOfEstimates([
      estimateIn('gemini', 'gemini-3-pro-image'),
      estimateIn('gemini', 'gemini-nano-banana-2.1'),
      estimateIn('imini', 'google/nano-banana'),
      estimateIn('openrouter', 'google/gemini-3-pro-image'),
      estimateIn('placeholder', 'placeholder'),
    ]);
    assert.deepEqual(sum, {
      amounts: [
        { currency: 'USD', amount: 0.1676 },
        { currency: 'imini credits', amount: 50 },
      ],
      unknown: 1,
    });
  });
});

/** What these cost has not been said, or varies. */
const unpriced = new Set(['openai/gpt-image-2', 'gemini-3.1-flash-lite-image']);

describe('What a call has cost', () => {
  it('is what the provider says, and then no estimate of ours', () => {
    assert.deepEqual(costOf(priceIn('openrouter', 'any'), request, { cost: 0.04 }), {
      currency: 'USD',
      amount: 0.04,
      isApproximate: false,
    });
  });

  it('is reckoned from the tokens of the answer where their price is known', () => {
    const tokens = { textInput: 1000, imageInput: 2000, textOutput: 0, imageOutput: 7024 };
    assert.deepEqual(costOf(priceIn('openai', 'gpt-image-2.5-flare'), request, { tokens }), {
      currency: 'USD',
      amount: 0.23172,
      isApproximate: true,
    });
  });

  it('is the estimate where the answer says nothing of use, and unknown without one', () => {
    const price = priceIn('gemini', 'gemini-3-pro-image');
    const expected = { currency: 'USD', amount: 0.134, isApproximate: true };
    assert.deepEqual(costOf(price, request), expected);
    assert.deepEqual(costOf(price, request, { tokens: { textInput: 12 } }), expected);
    assert.equal(costOf(undefined, request, { tokens: { imageOutput: 1000 } }), undefined);
    assert.equal(costOf('free', request, { cost: 1 }), undefined);
  });

  it('is summed without the dust of binary fractions', () => {
    const usd = (amount: number) => ({ currency: 'USD', amount });
    assert.deepEqual(sumByCurrency([usd(0.1), usd(0.2)]), [usd(0.3)]);
  });
});
