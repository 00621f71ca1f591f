import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { addProvider } from '../../../src/extension/commands/addProvider';
import { selectModel } from '../../../src/extension/commands/selectModel';
import { currentModel, offeredModels } from '../../../src/app/providers/modelChoice';
import { loopbackText } from '../../../src/extension/text/unreachableText';
import { canary } from '../../host/canaryKey.mjs';
import type { ServerControls } from '../../servers/controls';
import { startOpenaiServer } from '../../servers/openai';
import { answerInformation, type AnsweredInformation } from '../answerInformation';
import { answerQuickInputs, type Act, type AnsweredQuickInputs } from '../answerQuickInputs';
import { answerWarnings, type AnsweredWarnings } from '../answerWarnings';
import { useProviders } from '../generating';
import { makeParts, type TestParts } from '../parts';

/** What was there before, of which nothing may get lost, though it cannot be read. */
const rowsBefore = [
  { id: 'imini', baseUrl: 'file:///etc/passwd' },
  'nonsense',
  { id: 'openai', label: 'Ours' },
];

const images = 'OpenAI-compatible images';

describe('Add Provider', () => {
  let test: TestParts;
  let server: ServerControls;
  let information: AnsweredInformation;
  let warnings: AnsweredWarnings;
  let inputs: AnsweredQuickInputs;

  beforeEach(async () => {
    test = await makeParts();
    server = await startOpenaiServer();
    information = answerInformation('Save');
    warnings = answerWarnings('Edit');
    inputs = answerQuickInputs([]);
    await useProviders(rowsBefore);
  });

  afterEach(async () => {
    inputs.restore();
    information.restore();
    warnings.restore();
    await useProviders(undefined);
    await test.dispose();
    await server.stop();
  });

  /** Answers the steps, and expects that none was left out. */
  async function add(acts: readonly Act[], run = addProvider): Promise<void> {
    inputs.restore();
    inputs = answerQuickInputs(acts);
    await run(test.parts);
    assert.deepEqual(inputs.left, []);
  }

  const rows = (): unknown => vscode.workspace.getConfiguration('easel').inspect('providers')?.globalValue;
  const secretOf = (id: string): unknown => JSON.parse(test.secrets.get(`easel.key.${id}`) ?? 'null');
  const upToKey = (baseUrl: string): readonly Act[] => [
    { pick: images },
    { type: 'Our Gateway' },
    {},
    { type: baseUrl },
    { pick: 'Bearer' },
  ];

  function assertNothingIsKept(): void {
    assert.deepEqual(rows(), rowsBefore);
    assert.equal(test.secrets.size, 0);
    assert.equal(currentModel(test.parts).provider.id, 'placeholder');
  }

  it('asks step by step, lists the models, tries the key, and saves row, key and model', async () => {
    await add([
      { pick: images },
      { type: 'Our Gateway' },
      { refused: 'OpenAI' },
      { refused: 'openai' },
      { type: 'our-gateway' },
      { refused: 'https://me:pw@gateway.example' },
      { type: `${server.url}/v1/images/generations` },
      { pick: 'Bearer' },
      { refused: '' },
      { type: server.key },
      { pick: 'gpt-image-1' },
    ]);
    assert.deepEqual(rows(), [
      ...rowsBefore,
      {
        id: 'our-gateway',
        label: 'Our Gateway',
        baseUrl: `${server.url}/v1`,
        api: 'openai-images',
        models: [{ id: 'gpt-image-1' }],
      },
    ]);
    assert.deepEqual(secretOf('our-gateway'), { key: server.key, origin: server.url });
    const current = currentModel(test.parts);
    assert.deepEqual([current.provider.label, current.model.id], ['Our Gateway', 'gpt-image-1']);
    // The list that was fetched is kept.
    const offered = offeredModels(test.parts, current.provider, current).map(({ id }) => id);
    assert.ok(offered.includes('gpt-image-2'), offered.join());
    assert.deepEqual(
      inputs.seen.map(({ step }) => step),
      ['1/7', '2/7', '3/7', '3/7', '3/7', '4/7', '4/7', '5/7', '6/7', '6/7', '7/7'],
    );
    assert.ok(inputs.seen.every(({ title }) => title === 'Easel: Add Provider'));
    assert.match(inputs.seen[3]!.says.join(), /Another provider has this id/u);
    assert.match(inputs.seen[5]!.says.join(), /no user, password/u);
    assert.deepEqual(
      inputs.seen.filter(({ password }) => password).map(({ step }) => step),
      ['6/7', '6/7'],
    );
    assert.deepEqual(information.messages, [
      'Our Gateway is ready.',
      'Our Gateway was added. Images now come from gpt-image-1.',
    ]);
    assert.ok(server.requests.every(({ method }) => method === 'GET'));
  });

  it('takes Enter in the last step for the first model of the list', async () => {
    await add([...upToKey(server.url), { type: server.key }, { enterAt: 'gpt-image-2' }]);
    const [first] = inputs.seen.at(-1)!.labels;
    assert.equal(currentModel(test.parts).model.id, first);
    assert.equal(currentModel(test.parts).provider.label, 'Our Gateway');
  });

  it('leaves everything as it was after Escape, at the last step and in front of the result', async () => {
    await add([...upToKey(server.url), { type: server.key }, 'escape']);
    assertNothingIsKept();
    information.restore();
    information = answerInformation(undefined);
    await add([...upToKey(server.url), { type: server.key }, { pick: 'gpt-image-1' }]);
    assert.deepEqual(information.messages, ['Our Gateway is ready.']);
    assertNothingIsKept();
  });

  it('goes back to what was answered, and asks for the key anew at another address', async () => {
    await add([
      ...upToKey(server.url),
      { type: server.key },
      'back',
      'back',
      'back',
      { type: 'https://other.example' },
      { pick: 'Bearer' },
      'back',
      'back',
      'back',
      'back',
      'back',
      'escape',
    ]);
    const values = inputs.seen.map(({ step, value }) => `${step} ${value}`);
    // The key, its way, the address; then both again at the other address; then id, name and kind.
    assert.deepEqual(values.slice(7), [
      `6/7 ${server.key}`,
      '5/7 ',
      `4/7 ${server.url}`,
      '5/7 ',
      '6/7 ',
      '5/7 ',
      '4/7 https://other.example',
      '3/7 our-gateway',
      '2/7 Our Gateway',
      '1/7 ',
    ]);
    assertNothingIsKept();
  });

  it('says that a key was refused, and asks for another one', async () => {
    await add([
      ...upToKey(server.url),
      { type: `${canary}-wrong` },
      { type: 'gpt-image-2' },
      { type: server.key },
      { pick: 'gpt-image-2' },
    ]);
    assert.deepEqual(
      warnings.questions.map(({ message, modal }) => [message, modal]),
      [['Our Gateway did not take the key.', true]],
    );
    assert.equal(inputs.seen[7]!.step, '6/7');
    assert.deepEqual(secretOf('our-gateway'), { key: server.key, origin: server.url });
  });

  it('saves what cannot be reached when the user says so', async () => {
    warnings.restore();
    warnings = answerWarnings('Save Anyway');
    await server.stop();
    await add([
      { pick: 'ComfyUI' },
      {},
      {},
      { type: server.url },
      { pick: 'No key' },
      { pick: '.easel/comfyui.json' },
    ]);
    assert.deepEqual(
      warnings.questions.map(({ message }) => message),
      ['It is not sure that ComfyUI works.'],
    );
    assert.deepEqual((rows() as readonly unknown[]).at(-1), {
      id: 'comfyui-2',
      label: 'ComfyUI',
      baseUrl: server.url,
      api: 'comfyui',
      auth: 'none',
      models: [{ id: '.easel/comfyui.json' }],
    });
    assert.equal(test.secrets.size, 0);
    assert.equal(currentModel(test.parts).provider.id, 'comfyui-2');
  });

  it('over plain http to a public host offers no way for a key', async () => {
    await add([{ pick: images }, { type: 'Far' }, {}, { type: 'http://gpu.example:8000' }, 'escape']);
    assert.deepEqual(inputs.seen.at(-1)?.labels, ['No key']);
    assert.match(inputs.seen[3]!.says.join(), /only a server without a key/u);
  });

  it('moves a provider that Easel knows, changes its own row, and keeps the stored key', async () => {
    await add([
      { pick: 'A provider that Easel knows, at another address' },
      { pick: 'Ours' },
      { type: server.url },
      { pick: 'As with Ours' },
      { type: server.key },
      { pick: 'GPT Image 2' },
    ]);
    const moved = [...rowsBefore.slice(0, 2), { id: 'openai', label: 'Ours', baseUrl: server.url }];
    assert.deepEqual(rows(), moved);
    assert.deepEqual(currentModel(test.parts).model.id, 'gpt-image-2');
    await add([
      { pick: 'A provider that Easel knows, at another address' },
      { pick: 'Ours' },
      {},
      { pick: 'As with Ours' },
      {},
      { pick: 'GPT Image 2' },
    ]);
    assert.deepEqual(rows(), moved);
    assert.deepEqual(secretOf('openai'), { key: server.key, origin: server.url });
  });

  it('is an entry of Select Model', async () => {
    await add([{ pick: 'Add Provider…' }, 'escape'], selectModel);
    assert.deepEqual(
      inputs.seen.map(({ title }) => title),
      ['Easel: Select Model', 'Easel: Add Provider'],
    );
    assertNothingIsKept();
  });

  it('touches no setting that is no list', async () => {
    await useProviders({ id: 'openai' });
    await assert.rejects(add([]), { kind: 'invalidRequest' });
    assert.deepEqual(rows(), { id: 'openai' });
  });

  it('says in a remote window which machine this one is, for an address of it', () => {
    assert.match(loopbackText('localhost', 'wsl') ?? '', /remote window \(wsl\).*not the one before you/u);
    assert.equal(loopbackText('localhost', undefined), undefined);
    assert.equal(loopbackText('gateway.example', 'wsl'), undefined);
  });
});
