import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { writeRecipe } from '../../../src/core/image/metadata/writeRecipe';
import { handlePageMessage, type PanelContext } from '../../../src/extension/panel/handlePageMessage';
import { RecipeOffers } from '../../../src/extension/panel/form/recipeOffers';
import type { HostMessage } from '../../../src/protocol/hostMessages';
import type { RecipeOffer } from '../../../src/protocol/views';
import { makePng, makeRecipe } from '../../unit/core/image/samples';
import { makeParts, type TestParts } from '../parts';
import { makeFolderInWorkspace, type TemporaryFolder } from '../temporaryFolder';

describe('The recipe of an image that is dropped', () => {
  let test: TestParts;
  let folder: TemporaryFolder;
  let image: vscode.Uri;
  let messages: HostMessage[];
  let recipes: RecipeOffers;

  beforeEach(async () => {
    [test, folder] = await Promise.all([makeParts(), makeFolderInWorkspace()]);
    const recipe = makeRecipe({
      prompt: 'A fox in the snow, in oil',
      promptParts: { own: 'A fox in the snow', presets: ['oil'], styleFile: false },
    });
    image = vscode.Uri.joinPath(folder.uri, 'fox.png');
    await vscode.workspace.fs.writeFile(image, writeRecipe(await makePng(), 'png', recipe, 'full').bytes);
    messages = [];
    recipes = new RecipeOffers({
      parts: test.parts,
      post: (message) => messages.push(message),
      formInPage: () => undefined,
      useRecipe: () => assert.fail('nobody asked for it'),
    });
  });

  afterEach(() => Promise.all([test.dispose(), folder.remove()]));

  function offered(): RecipeOffer {
    const [message] = messages;
    assert.ok(message?.type === 'recipeOffer', JSON.stringify(messages));
    assert.ok(message.offer);
    return message.offer;
  }

  it('is found as Explorer of a remote window names the image', async () => {
    const uri = image.with({ scheme: 'vscode-remote', authority: 'ssh-remote+example' }).toString();
    const context = { panel: { recipes }, parts: test.parts } as unknown as PanelContext;
    await handlePageMessage({ type: 'dropUri', uri }, context);
    assert.equal(offered().form.prompt, 'A fox in the snow');
  });

  it('gives the prompt alone as the user wrote it, without what was put around it', async () => {
    await recipes.dropUri(image);
    await recipes.recall(offered().id, 'usePromptOnly');
    assert.deepEqual(messages.at(-1), {
      type: 'fillForm',
      form: { prompt: 'A fox in the snow' },
      references: [],
    });
  });
});
