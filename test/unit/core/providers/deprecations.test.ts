import assert from 'node:assert/strict';
import type { Provider } from '../../../../src/core/model/provider';
import { builtInProviders } from '../../../../src/core/providers/table';
import { modelsEndingBy, getDeprecation } from '../../../../src/core/providers/deprecations';

const rowOf = (id: string): Provider => builtInProviders.find((provider) => provider.id === id)!;
const endOf = (provider: string, model: string) => {
  const found = getDeprecation(rowOf(provider), model);
  return found && [found.endsOn, found.replacement.id];
};

/** `EASEL_TODAY=2027-06-01` looks ahead. */
const today = process.env.EASEL_TODAY ?? new Date().toISOString().slice(0, 10);

/** What Easel itself offers must go on, apart from what a gateway may go on with: that is marked. */
const endedOffers = (day: string): readonly string[] =>
  modelsEndingBy(day, builtInProviders)
    .filter(({ isBuiltIn, endedAt }) => isBuiltIn && endedAt === undefined)
    .map(({ provider, modelId }) => `${provider.id}/${modelId}`);

describe('A model that ends', () => {
  it('is none that Easel offers by itself', () => {
    assert.deepEqual(endedOffers(today), []);
  });

  it('is found among those that Easel offers, by the day that is given', () => {
    const [first] = rowOf('openai').models;
    const row: Provider = { ...rowOf('openai'), models: [first, { ...first, id: 'gpt-image-1.5' }] };
    const offered = (day: string) =>
      modelsEndingBy(day, [row])
        .filter(({ isBuiltIn }) => isBuiltIn)
        .map(({ modelId, endsOn }) => [modelId, endsOn]);
    assert.deepEqual(offered('2026-11-30'), []);
    assert.deepEqual(offered('2026-12-01'), [['gpt-image-1.5', '2026-12-01']]);
  });

  it('leads to one that can do the same, which does not end itself', () => {
    assert.deepEqual(endOf('openai', 'gpt-image-1.5'), ['2026-12-01', 'gpt-image-2.6-sunburst']);
    assert.deepEqual(endOf('openai', 'gpt-image-1.5-2025-12-16'), ['2026-12-01', 'gpt-image-2.6-sunburst']);
    assert.deepEqual(endOf('openai', 'gpt-image-1-mini'), ['2026-12-01', 'gpt-image-2.6-flare']);
    assert.deepEqual(endOf('openai', 'chatgpt-image-latest'), ['2026-12-01', 'gpt-image-2.6-flare']);
    assert.equal(endOf('openai', 'gpt-image-2'), undefined);
    const all = modelsEndingBy('9999-12-31', builtInProviders);
    assert.ok(all.length > 15);
    for (const { provider, modelId, replacement } of all) {
      const where = `${provider.id}/${modelId}`;
      assert.ok(
        provider.models.some(({ id }) => id === replacement.id),
        where,
      );
      assert.equal(getDeprecation(provider, replacement.id), undefined, where);
    }
    // They could draw a transparent ground.
    for (const modelId of ['gpt-image-1', 'gpt-image-1.5', 'gpt-image-1-mini']) {
      const { background } = getDeprecation(rowOf('openai'), modelId)!.replacement.capabilities;
      assert.ok(background?.offered.includes('transparent'), modelId);
    }
  });

  it('at a gateway is one whose own service has ended it, or may have', () => {
    for (const [provider, model] of [
      ['imini', 'google/nano-banana'],
      ['imini', 'google/nano-banana-2'],
      ['infinityblue', 'nanobanana'],
      ['infinityblue', 'nanobanana_2'],
    ] as const) {
      assert.equal(getDeprecation(rowOf(provider), model)?.endedAt, 'Google', model);
    }
    assert.equal(getDeprecation(rowOf('gemini'), 'gemini-3.1-flash-image')?.isUncertain, true);
  });

  it('ends as the provider’s own list says where that has a day, which has no date of ours', () => {
    const listed = getDeprecation(rowOf('openai'), 'gpt-image-1.5', { endsOn: '2027-01-01' });
    assert.deepEqual([listed?.endsOn, listed?.asOf], ['2027-01-01', undefined]);
    assert.equal(getDeprecation(rowOf('openai'), 'gpt-image-1.5')?.asOf, '2026-11-30');
    assert.equal(
      getDeprecation(rowOf('openai'), 'gpt-image-2', { endsOn: '2027-01-01' })?.endsOn,
      '2027-01-01',
    );
  });
});
