import assert from 'node:assert/strict';
import { appendFile, rm } from 'node:fs/promises';
import * as vscode from 'vscode';
import { fsPathOf } from '../../../src/app/project/uri';
import { settings } from '../../../src/extension/ports/settings';
import { EaselError } from '../../../src/core/model/errors';
import { monthOf, readSpending } from '../../../src/core/spending/spending';
import { conversationsFolder } from '../../../src/core/storage/conversationStore';
import { historyStore } from '../../../src/app/history/historyStore';
import type { JobEnd, SavedImage } from '../../../src/app/jobs/job';
import { storeKey } from '../../../src/app/keys/keyStore';
import { modelOf, rememberOptions } from '../../../src/app/providers/modelChoice';
import { readImage } from '../../../src/app/history/originals';
import { fillFromRecipe } from '../../../src/extension/panel/form/recipeForm';
import { refineModels } from '../../../src/extension/panel/viewer/refineModels';
import { workspacePath } from '../../../src/extension/platform/workspacePaths';
import type { ServerControls } from '../../servers/controls';
import { startGeminiServer } from '../../servers/gemini';
import { jsonAnswer } from '../../servers/http';
import type { Step } from '../../servers/steps';
import { answerInformation } from '../answerInformation';
import { generateFor, useProviders, type Wish } from '../generating';
import { makeParts, type TestParts } from '../parts';
import { makeFolderInWorkspace, type TemporaryFolder } from '../temporaryFolder';

interface Content {
  readonly role: string;
  readonly parts: readonly { readonly text?: string; readonly inlineData?: unknown }[];
}

describe('A conversation that goes on', () => {
  let test: TestParts;
  let folder: TemporaryFolder;
  let gemini: ServerControls;

  beforeEach(async () => {
    test = await makeParts();
    folder = await makeFolderInWorkspace();
    gemini = await startGeminiServer();
    await useProviders([{ id: 'gemini', baseUrl: gemini.url }]);
    await storeKey(test.parts, modelOf(settings, model).provider, gemini.key);
  });

  afterEach(async () => {
    await setLimit(undefined);
    await useProviders(undefined);
    await test.dispose();
    await gemini.stop();
    await folder.remove();
  });

  const model = { providerId: 'gemini', modelId: 'gemini-3-pro-image' };
  const draw = async (wish: Partial<Wish>): Promise<SavedImage> => {
    const end: JobEnd<SavedImage> = await generateFor(test.parts, { folder: folder.uri, ...model, ...wish });
    assert.deepEqual(end.errors, []);
    return end.saved[0]!;
  };
  const refine = ({ uri }: SavedImage, prompt: string, wish: Partial<Wish> = {}): Promise<SavedImage> =>
    draw({ prompt, references: [{ uri, use: 'asset' }], continues: true, ...wish });
  const continuation = ({ uri }: SavedImage): Wish => ({
    ...{ folder: folder.uri, ...model, prompt: 'Paint it red' },
    ...{ references: [{ uri, use: 'asset' }], continues: true },
  });
  const paid = (): number => gemini.requests.filter(({ method }) => method === 'POST').length;
  const spent = async (): Promise<readonly (number | undefined)[]> => {
    const calls = await readSpending(test.parts.context.globalStorageUri.fsPath, monthOf(Date.now()));
    return calls.map(({ cost }) => cost?.amount);
  };
  const setLimit = async (limit: number | undefined): Promise<void> => {
    const settings = vscode.workspace.getConfiguration('easel');
    await settings.update('monthlyLimit', limit, vscode.ConfigurationTarget.Global);
  };
  const continuing = async ({ uri }: SavedImage): Promise<string> =>
    (await refineModels(test.parts, await readImage(test.parts, uri))).continues;
  /** The texts of each turn, and how many images it holds. */
  const sent = (): readonly unknown[] => {
    const { contents } = gemini.requests.at(-1)!.body as { readonly contents: readonly Content[] };
    return contents.map(({ role, parts }) => [
      role,
      parts.flatMap(({ text }) => text ?? []).join(' '),
      parts.filter(({ inlineData }) => inlineData).length,
    ]);
  };
  const [first, second] = [
    ['user', 'A boat', 0],
    ['model', 'Here is your image.', 1],
  ];

  it('carries all that was said, images as the provider sent them, from turn to turn', async () => {
    const boat = await draw({ prompt: 'A boat' });
    const red = await refine(boat, 'Paint it red');
    assert.deepEqual(sent(), [first, second, ['user', 'Paint it red', 0]]);
    await refine(red, 'Add a gull');
    assert.deepEqual(sent(), [
      ...[first, second],
      ...[['user', 'Paint it red', 0], second],
      ['user', 'Add a gull', 0],
    ]);
    assert.equal(await continuing(red), 'gemini/gemini-3-pro-image');
  });

  it('is said to send each of its images again, and none of them twice', async () => {
    const boat = await draw({ prompt: 'A boat' });
    const red = await refine(boat, 'Paint it red');
    const answered = answerInformation(undefined);
    try {
      await test.parts.context.workspaceState.update('easel.toldHosts', undefined);
      await refine(red, 'Add a gull');
    } finally {
      answered.restore();
    }
    const names = [red, boat].map(({ uri }) => workspacePath(uri)).join(', ');
    const { host } = new URL(gemini.url);
    assert.deepEqual(answered.messages, [`Easel sends ${names} to ${host}, with the prompt.`]);
  });

  it('is said in the recipe, from which the image is made again as from a reference', async () => {
    const boat = await draw({ prompt: 'A boat' });
    const { recipe } = await refine(boat, 'Paint it red');
    const { sha256 } = await readImage(test.parts, boat.uri);
    assert.deepEqual(recipe.references, []);
    assert.equal(recipe.continued?.sha256, sha256);
    const { references } = await fillFromRecipe(recipe, test.parts);
    assert.deepEqual(references.map(String), [boat.uri]);
  });

  it('carries the references of its first prompt again, as long as they are what they were', async () => {
    const photo = await draw({ prompt: 'A photo' });
    const boat = await draw({ prompt: 'A boat', references: [{ uri: photo.uri, use: 'asset' }] });
    await refine(boat, 'Paint it red');
    assert.deepEqual(sent(), [['user', 'A boat', 1], second, ['user', 'Paint it red', 0]]);
    await appendFile(fsPathOf(photo.uri), 'changed');
    await refine(boat, 'Paint it blue');
    assert.deepEqual(sent(), [['user', 'Paint it blue', 1]]);
  });

  it('begins anew with the image as reference where anything of it is gone or another model is chosen', async () => {
    const boat = await draw({ prompt: 'A boat' });
    const red = await refine(boat, 'Paint it red');
    const asReference = [['user', 'Add a gull', 1]];
    await refine(red, 'Add a gull', { modelId: 'gemini-nano-banana-2.1' });
    assert.deepEqual(sent(), asReference);
    await appendFile(fsPathOf(boat.uri), 'changed');
    assert.equal(await continuing(red), '');
    await refine(red, 'Add a gull');
    assert.deepEqual(sent(), asReference);
    const dog = await draw({ prompt: 'A dog' });
    await rm(conversationsFolder(test.parts.storage.folder), { recursive: true });
    const gull = await refine(dog, 'Add a gull');
    assert.deepEqual(sent(), asReference);
    assert.equal(gull.recipe.references.length, 1);
    assert.equal(gull.recipe.continued, undefined);
    assert.equal(await continuing(gull), 'gemini/gemini-3-pro-image');
  });

  for (const message of ['Corrupted thought signature.', 'Request contains an invalid argument.']) {
    it(`that the provider does not take any more (${message}) is replaced by the image, and the recipe says what was sent`, async () => {
      const boat = await draw({ prompt: 'A boat' });
      gemini.script(refusal(message));
      const { recipe } = await refine(boat, 'Paint it red');
      assert.deepEqual(sent(), [['user', 'Paint it red', 1]]);
      assert.equal(recipe.references.length, 1);
      assert.equal(recipe.continued, undefined);
      assert.equal(await continuing(boat), '');
    });
  }

  it('is kept where the provider refuses the request without it as well', async () => {
    const boat = await draw({ prompt: 'A boat' });
    gemini.script({ ...refusal('Unsupported image size.'), times: 2 });
    await assert.rejects(refine(boat, 'Paint it red'));
    assert.equal(await continuing(boat), 'gemini/gemini-3-pro-image');
  });

  it('whose signature is missing is replaced by the image, in a second request that counts as such', async () => {
    const boat = await draw({ prompt: 'A boat' });
    const [one] = await spent();
    gemini.script(endedWith('MISSING_THOUGHT_SIGNATURE'));
    const { recipe } = await refine(boat, 'Paint it red');
    assert.deepEqual(sent(), [['user', 'Paint it red', 1]]);
    assert.deepEqual([recipe.references.length, recipe.continued], [1, undefined]);
    assert.equal(paid(), 3);
    assert.deepEqual(await spent(), [one, one, one]);
  });

  it('is replaced once at most, and what may have been billed stays counted', async () => {
    const boat = await draw({ prompt: 'A boat' });
    gemini.script({ ...endedWith('MISSING_THOUGHT_SIGNATURE'), times: 5 });
    const { errors } = await generateFor(test.parts, continuation(boat));
    assert.ok(errors[0] instanceof EaselError);
    assert.equal(errors[0].details.maybeBilled, true);
    assert.deepEqual([paid(), (await spent()).length], [3, 3]);
  });

  it('is said to be paid for perhaps where the request without it is refused', async () => {
    const boat = await draw({ prompt: 'A boat' });
    gemini.script(endedWith('MISSING_THOUGHT_SIGNATURE'), refusal('Unsupported image size.'));
    const { errors } = await generateFor(test.parts, continuation(boat));
    assert.ok(errors[0] instanceof EaselError);
    assert.deepEqual([errors[0].kind, errors[0].details.maybeBilled], ['invalidRequest', true]);
    // The second one was refused, and has cost nothing.
    assert.deepEqual([paid(), (await spent()).length], [3, 2]);
  });

  it('is not replaced where that would go beyond the limit of the month', async () => {
    const boat = await draw({ prompt: 'A boat' });
    const [one] = await spent();
    await setLimit(2.5 * (one ?? 0));
    gemini.script(endedWith('MISSING_THOUGHT_SIGNATURE'));
    const { errors } = await generateFor(test.parts, continuation(boat));
    assert.ok(errors[0] instanceof EaselError);
    assert.equal(errors[0].details.reason, 'MISSING_THOUGHT_SIGNATURE');
    assert.deepEqual([paid(), (await spent()).length], [2, 2]);
  });

  for (const reason of ['MALFORMED_RESPONSE', 'MAX_TOKENS', 'IMAGE_SAFETY', 'NO_IMAGE', 'OTHER']) {
    it(`is not sent again after ${reason}`, async () => {
      const boat = await draw({ prompt: 'A boat' });
      gemini.script(endedWith(reason));
      const { errors } = await generateFor(test.parts, continuation(boat));
      assert.equal(errors.length, 1);
      assert.equal(paid(), 2);
    });
  }

  it('is not begun by a request whose signature is said to be missing, which is sent once', async () => {
    gemini.script(endedWith('MISSING_THOUGHT_SIGNATURE'));
    await generateFor(test.parts, { folder: folder.uri, ...model });
    assert.equal(paid(), 1);
  });

  it('is forgotten with the history', async () => {
    const boat = await draw({ prompt: 'A boat' });
    assert.equal(await continuing(boat), 'gemini/gemini-3-pro-image');
    await historyStore(test.parts).clear();
    assert.equal(await continuing(boat), '');
  });

  it('costs what the box says beforehand, for each model', async () => {
    const boat = await draw({ prompt: 'A boat' });
    await rememberOptions(test.parts, { aspectRatio: '', size: '4K', quality: '' });
    const { estimates } = await refineModels(test.parts, await readImage(test.parts, boat.uri));
    assert.equal(estimates['gemini/gemini-3-pro-image'], 'about $0.24 (prices of November 30, 2026)');
    assert.equal(estimates['placeholder/placeholder'], 'free');
  });
});

/** An answer of good status without an image. */
function endedWith(finishReason: string): Step & { readonly kind: 'reply' } {
  const candidates = [{ content: { role: 'model', parts: [] }, finishReason }];
  return { kind: 'reply', answer: jsonAnswer(200, { candidates }) };
}

function refusal(message: string): Step {
  return { kind: 'refuse', status: 400, code: 'INVALID_ARGUMENT', shape: 'google', message };
}
