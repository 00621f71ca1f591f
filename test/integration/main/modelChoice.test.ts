import assert from 'node:assert/strict';
import { currentModel } from '../../../src/app/providers/modelChoice';
import { handlePageMessage, type PanelContext } from '../../../src/extension/panel/handlePageMessage';
import { makeParts, type TestParts } from '../parts';

describe('Choosing a model in the page', () => {
  let test: TestParts;

  beforeEach(async () => {
    test = await makeParts();
  });

  afterEach(() => test.dispose());

  it('is remembered, and never told back to a page that may have chosen another one since', async () => {
    const told: unknown[] = [];
    test.parts.events.onDidChangeModel(() => told.push('model'));
    const context = { parts: test.parts } as unknown as PanelContext;
    for (const modelId of ['openai/gpt-image-2', 'google/nano-banana-pro']) {
      await handlePageMessage({ type: 'modelChosen', providerId: 'imini', modelId }, context);
    }
    assert.equal(currentModel(test.parts).model.id, 'google/nano-banana-pro');
    assert.deepEqual(told, []);
  });
});
