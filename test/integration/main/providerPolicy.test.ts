import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { checkAgain } from '../../../src/app/recovery/checkAgain';
import { generateImage } from '../../../src/app/generate/generateImage';
import { storeKey } from '../../../src/app/keys/keyStore';
import { modelOf } from '../../../src/app/providers/modelChoice';
import { addProvider } from '../../../src/extension/commands/addProvider';
import { refreshModels } from '../../../src/extension/commands/refreshModels';
import { selectModel } from '../../../src/extension/commands/selectModel';
import { testConnection } from '../../../src/extension/keys/connectionTest';
import { providerViews } from '../../../src/extension/panel/form/views';
import { settings } from '../../../src/extension/ports/settings';
import { describeError } from '../../../src/extension/text/errorText';
import { startIminiServer, type IminiServer } from '../../servers/imini';
import { isError } from '../../unit/core/apis/isError';
import { answerInformation, type AnsweredInformation } from '../answerInformation';
import { answerQuickInputs, type Act } from '../answerQuickInputs';
import { formFor, generateFor, useProviders } from '../generating';
import { makeParts, type TestParts } from '../parts';
import { makeFolderInWorkspace, type TemporaryFolder } from '../temporaryFolder';

describe('Providers that the settings restrict', () => {
  let test: TestParts;
  let folder: TemporaryFolder;
  let server: IminiServer;
  let information: AnsweredInformation;

  beforeEach(async () => {
    test = await makeParts();
    folder = await makeFolderInWorkspace();
    server = await startIminiServer();
    information = answerInformation(undefined);
    await useProviders([{ id: 'imini', baseUrl: server.url }]);
    await storeKey(test.parts, imini(), server.key);
  });

  afterEach(async () => {
    information.restore();
    await set('allowedProviders', undefined);
    await set('requireHttps', undefined);
    await useProviders(undefined);
    await test.dispose();
    await server.stop();
    await folder.remove();
  });

  const set = async (name: string, value: unknown): Promise<void> => {
    await vscode.workspace.getConfiguration('easel').update(name, value, vscode.ConfigurationTarget.Global);
  };
  const imini = () => modelOf(settings, { providerId: 'imini', modelId: '' }).provider;
  const wish = { providerId: 'imini', modelId: 'google/nano-banana' } as const;
  const host = (): string => new URL(server.url).host;
  const notAllowed = (): ReturnType<typeof isError> =>
    isError('invalidRequest', { problem: { problem: 'providerNotAllowed', id: 'imini', host: host() } });
  async function answer(
    acts: readonly Act[],
    run: () => Promise<void>,
  ): Promise<ReturnType<typeof answerQuickInputs>> {
    const inputs = answerQuickInputs(acts);
    try {
      await run();
      return inputs;
    } finally {
      inputs.restore();
    }
  }

  it('are left out of the panel and of the list of models', async () => {
    await set('allowedProviders', ['gemini']);
    assert.deepEqual(
      (await providerViews(test.parts)).map(({ id }) => id),
      ['placeholder', 'gemini'],
    );
    const { seen } = await answer(['escape'], () => selectModel(test.parts));
    const labels = seen[0]!.labels.join('\n');
    assert.match(labels, /Gemini/u);
    assert.doesNotMatch(labels, /imini|OpenAI|ComfyUI/u);
  });

  it('get no request, and whoever sends one learns which setting it is', async () => {
    await set('allowedProviders', ['gemini']);
    const { saved, errors } = await generateFor(test.parts, { ...wish, folder: folder.uri });
    assert.deepEqual(saved, []);
    notAllowed()(errors[0]);
    const { message, action } = describeError(errors[0]);
    assert.match(message, /easel\.allowedProviders/u);
    assert.equal(action, 'openAllowedProviders');
    assert.deepEqual(server.requests, []);
  });

  it('are used as soon as the list names their host', async () => {
    await set('allowedProviders', [host()]);
    const { saved, errors } = await generateFor(test.parts, { ...wish, folder: folder.uri });
    assert.deepEqual([saved.length, errors], [1, []]);
  });

  it('get no test of the connection and no question for their models', async () => {
    const provider = imini();
    await set('allowedProviders', ['gemini']);
    const { kind, text } = await testConnection(test.parts, provider, server.key);
    assert.equal(kind, 'unclear');
    assert.match(text, /easel\.allowedProviders/u);
    await refreshModels(test.parts, 'imini');
    assert.deepEqual(server.requests, []);
  });

  it('cannot be added, and the dialog says so at the address', async () => {
    await set('allowedProviders', ['gateway.example']);
    const { seen } = await answer(
      [
        { pick: 'OpenAI-compatible images' },
        { type: 'Other' },
        {},
        { refused: 'https://other.example/v1' },
        { type: 'https://gateway.example/v1' },
        'escape',
      ],
      () => addProvider(test.parts),
    );
    assert.match(seen.flatMap(({ says }) => says).join(), /easel\.allowedProviders/u);
  });

  it('keep their pending tasks, which are fetched once they are allowed again', async () => {
    server.script({ kind: 'taskHeld' });
    const running = generateImage(formFor({ ...wish, folder: folder.uri }), test.parts, { id: 'click' });
    await server.waitForRequests({ path: '/tasks/task_', count: 1 });
    test.parts.jobs.cancel('click');
    await running;
    await set('allowedProviders', ['gemini']);
    server.release();
    const asked = server.requests.length;
    const blocked = await checkAgain(test.parts, test.parts.jobs.find('click')!);
    notAllowed()(blocked?.errors[0]);
    assert.equal(server.requests.length, asked);
    await set('allowedProviders', undefined);
    const [job] = test.parts.jobs.list();
    assert.equal((await checkAgain(test.parts, job!))?.saved.length, 1);
  });

  it('get nothing over http where https is required, and this machine still does', async () => {
    await set('requireHttps', true);
    const { errors } = await generateFor(test.parts, { ...wish, folder: folder.uri });
    assert.deepEqual(errors, []);
    await useProviders([{ id: 'imini', baseUrl: 'http://192.0.2.1/v1' }]);
    const refused = await generateFor(test.parts, { ...wish, folder: folder.uri });
    const problem = { problem: 'unencrypted', host: '192.0.2.1' } as const;
    isError('invalidRequest', { problem })(refused.errors[0]);
    assert.match(describeError(refused.errors[0]).message, /easel\.requireHttps/u);
  });

  it('the HTTP client heeds a change of the setting with its next request', async () => {
    const { http } = test.parts;
    const { signal } = new AbortController();
    // It is open by now.
    await http.download({ url: 'data:image/png;base64,AAAA', baseUrl: server.url, signal });
    await set('requireHttps', true);
    await assert.rejects(
      http.sendJson({ method: 'GET', url: 'http://192.0.2.1/v1', signal }),
      isError('invalidRequest', { problem: { problem: 'unencrypted', host: '192.0.2.1' } }),
    );
  });
});
