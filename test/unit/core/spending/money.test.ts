import assert from 'node:assert/strict';
import { providerFromRow, isNewRow } from '../../../../src/core/providerSettings/mergeSetting';
import {
  costOf,
  estimate,
  sumByCurrency,
  sumOfCosts,
  sumOfEstimates,
  type PricedRequest,
} from '../../../../src/core/spending/money';
import { priceOf } from '../../../../src/core/spending/prices';
import { gptImageTokens } from '../../../../src/core/spending/gptImageTokens';
import { getDeprecation } from '../../../../src/core/providers/deprecations';
import type { Provider } from '../../../../src/core/model/provider';
import { providerRow } from '../../../../src/core/providerSettings/schema';
import { builtInProviders, findModel } from '../../../../src/core/providers/table';

const request: PricedRequest = { size: '1K', quality: '', references: 0, count: 1 };
const priceIn = (providerId: string, modelId: string) => {
  const provider: Provider = builtInProviders.find(({ id }) => id === providerId)!;
  return priceOf(provider, findModel(provider, modelId));
};
const estimateIn = (providerId: string, modelId: string, changes: Partial<PricedRequest> = {}) =>
  estimate(priceIn(providerId, modelId), { ...request, ...changes });
const asOf = '2026-11-30';
const dollars = (amount: number, atLeast?: number) => ({
  ...{ kind: 'about', currency: 'USD', amount, asOf },
  ...(atLeast !== undefined && { atLeast }),
});
const credits = (amount: number) => ({
  ...{ kind: 'about', currency: 'imini credits', amount, asOf: '2026-04' },
});

describe('An estimate', () => {
  it('is the price of an image of that size, times the images', () => {
    assert.deepEqual(estimateIn('gemini', 'gemini-3-pro-image', { size: '4K', count: 3 }), dollars(0.72));
    assert.deepEqual(estimateIn('imini', 'google/nano-banana-2', { size: '512', count: 2 }), credits(100));
  });

  it('knows that an edit may cost more', () => {
    assert.deepEqual(estimateIn('imini', 'google/nano-banana'), credits(50));
    assert.deepEqual(estimateIn('imini', 'google/nano-banana', { references: 2 }), credits(100));
  });

  it('knows what the model takes where size is left to it, and any size of OpenAI', () => {
    assert.deepEqual(estimateIn('gemini', 'gemini-nano-banana-2.1', { size: '' }), dollars(0.0336));
    assert.deepEqual(estimateIn('xai', 'grok-imagine-image-2.0', { size: '' }), dollars(0.06, 0.04));
    const square = { size: '1024x1024', quality: 'medium' };
    assert.deepEqual(estimateIn('openai', 'gpt-image-2', square), dollars(0.05268));
    assert.deepEqual(estimateIn('openai', 'gpt-image-2', { ...square, partialImages: 2 }), dollars(0.05868));
    assert.deepEqual(estimateIn('openai', 'gpt-image-2', { ...square, size: '1x1' }), { kind: 'unknown' });
  });

  it('of OpenAI counts the tokens that its calculator counts', () => {
    const tokens = (size: string, cells: number) => gptImageTokens(size, cells);
    assert.deepEqual(
      [16, 24, 48, 64, 96].map((cells) => tokens('1024x1024', cells)),
      [196, 439, 1756, 3122, 7024],
    );
    assert.deepEqual(
      ['1536x1024', '1792x1024', '3584x2048', '3840x2160'].map((size) => tokens(size, 96)),
      [5488, 5063, 12_329, 13_342],
    );
    const largest = { size: '3840x2160', quality: 'max' };
    assert.deepEqual(estimateIn('openai', 'gpt-image-2.5-flare', largest), dollars(0.40026));
  });

  it('is a range where the price is disputed, or what decides it is left to the model', () => {
    const disputed = estimateIn('gemini', 'gemini-nano-banana-2.1', { size: '4K', count: 2 });
    assert.deepEqual(disputed, dollars(0.226, 0.1512));
    const square = { size: '1024x1024', quality: '' };
    assert.deepEqual(estimateIn('openai', 'gpt-image-2', square), dollars(0.21072, 0.00588));
    assert.deepEqual(estimateIn('openai', 'gpt-image-2.5-flare', { size: '', quality: '' }), {
      ...dollars(0.42816, 0.00474),
    });
  });

  it('of every known price holds all that Auto may come to, and never less than what is chosen', () => {
    for (const { id, models } of builtInProviders.filter(({ needsKey }) => needsKey)) {
      for (const model of models.filter((each) => priceIn(id, each.id) !== undefined)) {
        const { size, quality } = model.capabilities;
        const valuesOf = ({ offered }: typeof size) => ['', ...(offered === 'any' ? [] : offered)];
        const chosen = valuesOf(size).flatMap((each) =>
          valuesOf(quality).map((quality) => ({ size: each, quality })),
        );
        for (const choice of chosen) {
          const about = (changes: Partial<PricedRequest>) =>
            estimateIn(id, model.id, { ...choice, ...changes });
          const exact = about({});
          assert.equal(exact.kind, 'about', `${id} ${model.id} ${JSON.stringify(choice)}`);
          // What a model takes where a size is left to it may be known.
          const open = about({ quality: '' });
          assert.ok(open.kind === 'about');
          assert.ok(open.amount >= exact.amount, `${id} ${model.id} ${JSON.stringify(choice)}`);
          assert.ok((open.atLeast ?? open.amount) <= (exact.atLeast ?? exact.amount));
          assert.match(exact.asOf ?? '', /^2026-\d\d(?:-\d\d)?$/u);
        }
      }
    }
  });

  it('of a reference is added where it has a price of its own', () => {
    const one = { size: '1024x1024' };
    assert.deepEqual(estimateIn('bfl', 'flux-2-pro', one), dollars(0.03));
    assert.deepEqual(estimateIn('bfl', 'flux-2-pro', { ...one, references: 1 }), dollars(0.045));
    assert.deepEqual(estimateIn('bfl', 'flux-2-pro', { size: '2048x2048', count: 2 }), dollars(0.15));
  });

  it('of a dated version is that of its model', () => {
    const square = { size: '1024x1024', quality: 'low' };
    assert.deepEqual(estimateIn('openai', 'gpt-image-2-2026-04-21', square), dollars(0.00588));
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
    assert.deepEqual(said, [
      { kind: 'about', currency: 'coins', amount: 10 },
      { kind: 'about', currency: 'USD', amount: 1 },
    ]);
    const local = { ...provider, needsKey: false };
    assert.equal(priceOf(local, { id: 'unpriced' }), 'free');
    assert.notEqual(priceOf(local, local.models[0]), 'free');
  });

  it('is unknown for names that every object has', () => {
    const [provider] = builtInProviders.filter(({ id }) => id === 'openai');
    assert.equal(priceOf(provider!, { id: 'constructor' }), undefined);
    assert.equal(priceOf({ ...provider!, id: 'constructor' }, { id: 'gpt-image-2' }), undefined);
    assert.equal(getDeprecation(provider!, 'constructor'), undefined);
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
        const isKnown = ['gemini', 'openai', 'bfl', 'imini'].includes(id) && !unpriced.has(model.id);
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
      asOf: ['2026-04', '2026-11-30'],
    });
  });

  it('of several is a range as soon as one of them is', () => {
    const disputed = estimateIn('gemini', 'gemini-nano-banana-2.1', { size: '4K' });
    const sum = sumOfEstimates([disputed, estimateIn('gemini', 'gemini-3-pro-image')]);
    assert.deepEqual(sum.amounts, [{ currency: 'USD', amount: 0.247, atLeast: 0.2096 }]);
  });
});

/** What it costs varies. */
const unpriced = new Set(['openai/gpt-image-2']);

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

  it('counts at the most that it may be where only a range was known before', () => {
    const cost = costOf(priceIn('openai', 'gpt-image-2'), { ...request, size: '1024x1024' });
    assert.deepEqual(cost, { currency: 'USD', amount: 0.21072, isApproximate: true, isAtMost: true });
    const exact = { currency: 'USD', amount: 0.1, isApproximate: false };
    assert.deepEqual(sumOfCosts([cost, exact]), [{ ...cost, amount: 0.31072 }]);
  });

  it('is summed without the dust of binary fractions', () => {
    const usd = (amount: number) => ({ currency: 'USD', amount });
    assert.deepEqual(sumByCurrency([usd(0.1), usd(0.2)]), [usd(0.3)]);
  });
});
