import { settings } from '../../../src/extension/ports/settings';
import assert from 'node:assert/strict';
import { refreshModels } from '../../../src/extension/commands/refreshModels';
import { storeKey } from '../../../src/app/keys/keyStore';
import { currentModel, modelOf, offeredModels } from '../../../src/app/providers/modelChoice';
import { fillFromRecipe } from '../../../src/extension/panel/form/recipeForm';
import { getDeprecationOfChoice, deprecationText } from '../../../src/extension/text/deprecationText';
import { startOpenaiServer } from '../../servers/openai';
import type { ServerControls } from '../../servers/controls';
import { makeRecipe } from '../../unit/core/image/samples';
import { answerWarnings, type AnsweredWarnings } from '../answerWarnings';
import { useProviders } from '../generating';
import { makeParts, type TestParts } from '../parts';

describe('The models of a provider', () => {
  let test: TestParts;
  let server: ServerControls;
  let warnings: AnsweredWarnings;

  beforeEach(async () => {
    test = await makeParts();
    server = await startOpenaiServer();
    warnings = answerWarnings(undefined);
    await useProviders([{ id: 'openai', baseUrl: server.url }]);
    await storeKey(test.parts, openai().provider, server.key);
  });

  afterEach(async () => {
    warnings.restore();
    await useProviders(undefined);
    await test.dispose();
    await server.stop();
  });

  const openai = (modelId = 'gpt-image-2') => modelOf(settings, { providerId: 'openai', modelId });
  const offered = (): readonly string[] =>
    offeredModels(test.parts, openai().provider, currentModel(test.parts)).map(({ id }) => id);

  it('are fetched when someone asks, kept, and stay where the next answer is none', async () => {
    const builtIn = offered();
    await refreshModels(test.parts, 'openai');
    const added = ['gpt-image-1', 'gpt-image-2-2026-04-21'];
    assert.deepEqual(offered(), [...builtIn, ...added]);
    assert.equal(warnings.questions.length, 0);
    server.script({ kind: 'serverError', at: 'models' });
    await refreshModels(test.parts, 'openai');
    assert.match(warnings.questions.at(-1)?.message ?? '', /^OpenAI: /u);
    assert.deepEqual(offered(), [...builtIn, ...added]);
    assert.ok(server.requests.every(({ method }) => method === 'GET'));
  });

  it('are the form’s again from a recipe, once they are in the list', async () => {
    const model = { providerId: 'openai', modelId: 'gpt-image-1' };
    const recipe = makeRecipe({ ...model, options: { aspectRatio: '', size: '1024x1024', quality: '' } });
    const chosen = async () => {
      const { providerId, modelId, size } = (await fillFromRecipe(recipe, test.parts)).form;
      return { providerId, modelId, size };
    };
    assert.deepEqual(await chosen(), { providerId: undefined, modelId: undefined, size: undefined });
    await refreshModels(test.parts, 'openai');
    assert.deepEqual(await chosen(), { ...model, size: '1024x1024' });
  });

  it('of one address are not those of another, which gets no key either', async () => {
    await refreshModels(test.parts, 'openai');
    const other = await startOpenaiServer();
    await useProviders([{ id: 'openai', baseUrl: other.url }]);
    assert.equal(offered().includes('gpt-image-1'), false);
    await refreshModels(test.parts, 'openai');
    assert.equal(other.requests.length, 0);
    assert.equal(warnings.questions.length, 1);
    await other.stop();
  });

  it('say when they end, and what takes their place', () => {
    const choice = openai('gpt-image-1');
    const retirement = getDeprecationOfChoice(test.parts, choice)!;
    assert.match(
      deprecationText(choice, retirement),
      /^gpt-image-1 was to be shut down on .*2026\. GPT Image 2\.6 Flare .* \(As of November 30, 2026\.\)$/u,
    );
    assert.equal(getDeprecationOfChoice(test.parts, openai()), undefined);
  });
});
