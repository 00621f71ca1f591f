import assert from 'node:assert/strict';
import { requestTo } from '../../../../src/core/apis/common/requestTo';
import { withAddress } from '../../../../src/core/providerSettings/parseBaseUrl';
import { builtInProviders } from '../../../../src/core/providers/table';
import { providerRow } from '../../../../src/core/providerSettings/schema';
import {
  idFor,
  idsIn,
  movedDraft,
  newDraft,
  providerKinds,
  providerOf,
  rowOf,
  withRowAdded,
  type ProviderDraft,
} from '../../../../src/core/providerSettings/providerDraft';

const openai = builtInProviders.find(({ id }) => id === 'openai')!;

/** Answered as someone does who knows only what must be known. */
function answered(kind: Parameters<typeof newDraft>[0], changes: Partial<ProviderDraft> = {}): ProviderDraft {
  const draft = newDraft(kind);
  const { label, baseUrl, modelId } = draft;
  return {
    ...draft,
    id: 'mine',
    label: label || 'Mine',
    baseUrl: baseUrl || 'https://gateway.example/v1',
    modelId: modelId || 'next',
    ...changes,
  };
}

describe('A draft of a provider', () => {
  for (const kind of providerKinds) {
    it(`of the kind ${kind} becomes a row that the schema takes`, () => {
      const draft = kind === 'builtIn' ? movedDraft(openai) : answered(kind);
      const row = rowOf(draft);
      assert.deepEqual(JSON.parse(JSON.stringify(row)), row);
      assert.equal(providerRow.parse(row).id, draft.id);
      const provider = providerOf(draft);
      assert.deepEqual(
        [provider.id, provider.baseUrl, provider.label],
        [draft.id, draft.baseUrl, draft.label],
      );
    });
  }

  it('names only what is not so anyway', () => {
    assert.deepEqual(rowOf(answered('openai-chat', { label: 'mine' })), {
      id: 'mine',
      baseUrl: 'https://gateway.example/v1',
      api: 'openai-chat',
      models: [{ id: 'next' }],
    });
    assert.deepEqual(rowOf(answered('automatic1111', { auth: 'basic' })), {
      id: 'mine',
      label: 'AUTOMATIC1111',
      baseUrl: 'http://localhost:7860',
      api: 'automatic1111',
      auth: 'basic',
      parallelJobs: 1,
      models: [{ id: 'current' }],
    });
    assert.deepEqual(rowOf(answered('gemini')).auth, { header: 'x-goog-api-key' });
  });

  it('of tasks names the paths that are others than usual', () => {
    assert.equal(rowOf(answered('tasks')).task, undefined);
    const draft = answered('tasks', { pollPath: '/jobs/{task_id}' });
    assert.deepEqual(rowOf(draft).task, { pollPath: '/jobs/{task_id}' });
    assert.deepEqual(providerOf(draft).task?.pollUrl, []);
  });

  it('of a known provider changes the address alone, and adds a model that it does not have', () => {
    const draft = withAddress(movedDraft(openai), 'https://gateway.example/openai/');
    assert.deepEqual(rowOf(draft), { id: 'openai', baseUrl: 'https://gateway.example/openai' });
    assert.deepEqual(providerOf(draft).models, openai.models);
    const row = rowOf({ ...draft, auth: 'none', modelId: 'next' });
    assert.deepEqual([row.auth, row.models], ['none', [{ id: 'next' }]]);
  });

  const ids: readonly (readonly [label: string, id: string])[] = [
    ['Our Gateway', 'our-gateway'],
    ['Kölner Werkstatt (2)', 'kolner-werkstatt-2'],
    ['网关', 'openai-images'],
    ['-_-', 'openai-images'],
    ['OpenAI', 'openai-2'],
    ['x'.repeat(60), 'x'.repeat(40)],
    [`${'x'.repeat(39)} y`, 'x'.repeat(39)],
  ];
  for (const [label, id] of ids) {
    it(`called ${label} has the id ${id}`, () => {
      assert.equal(idFor({ label, kind: 'openai-images' }, ['openai']), id);
      assert.equal(providerRow.parse({ id }).id, id);
    });
  }

  it('has a number behind its id where others have the id, within its length', () => {
    const long = 'x'.repeat(40);
    assert.equal(idFor({ label: long, kind: 'tasks' }, [long, `${'x'.repeat(38)}-2`]), `${'x'.repeat(38)}-3`);
  });

  const addresses: readonly (readonly [typed: string, baseUrl: string])[] = [
    [' https://gateway.example/v1/ ', 'https://gateway.example/v1'],
    ['gateway.example', 'https://gateway.example'],
    ['localhost:8188', 'http://localhost:8188'],
    ['10.0.0.7:7860/', 'http://10.0.0.7:7860'],
    ['https://gateway.example/v1/images/generations', 'https://gateway.example/v1'],
    ['https://gateway.example/v1/chat/completions', 'https://gateway.example/v1'],
    ['no address', 'https://no address'],
    ['', ''],
  ];
  for (const [typed, baseUrl] of addresses) {
    it(`takes “${typed}” for ${baseUrl || 'nothing'}`, () => {
      assert.equal(withAddress(newDraft('openai-images'), typed).baseUrl, baseUrl);
    });
  }

  it('keeps what the schema refuses in an address, so that it is refused', () => {
    const { baseUrl } = withAddress(newDraft('openai-images'), 'https://me:pw@gateway.example/v1?team=a');
    assert.equal(providerRow.safeParse({ id: 'a', baseUrl }).success, false);
  });

  it('reads deployment and version out of an address of Azure, and asks that deployment', () => {
    const pasted =
      'https://res.openai.azure.com/openai/deployments/my-image/images/generations?api-version=2025-04-01-preview';
    const draft = withAddress(answered('azure', { modelId: '' }), pasted);
    assert.deepEqual(rowOf(draft), {
      id: 'mine',
      label: 'Azure OpenAI',
      baseUrl: 'https://res.openai.azure.com/openai/deployments/my-image',
      api: 'openai-images',
      auth: { header: 'api-key' },
      query: { 'api-version': '2025-04-01-preview' },
      models: [{ id: 'my-image' }],
    });
    const { url } = requestTo({ provider: providerOf(draft), key: '' }, '/v1/images/generations');
    assert.equal(url, pasted);
  });

  it('takes an address of Azure without a deployment for the one that has its version in the path', () => {
    const draft = withAddress(answered('azure'), 'https://res.openai.azure.com/');
    assert.deepEqual(
      [draft.baseUrl, rowOf(draft).query],
      ['https://res.openai.azure.com/openai/v1', { 'api-version': 'preview' }],
    );
    assert.equal(rowOf({ ...draft, apiVersion: '' }).query, undefined);
    const moved = withAddress(draft, 'https://res.openai.azure.com/openai/deployments/d');
    assert.equal(moved.apiVersion, '2025-04-01-preview');
    assert.equal(withAddress({ ...moved, apiVersion: '2026-01-01' }, draft.baseUrl).apiVersion, '2026-01-01');
    const { url } = requestTo({ provider: providerOf(draft), key: '' }, '/v1/models');
    assert.equal(url, 'https://res.openai.azure.com/openai/v1/models?api-version=preview');
  });
});

describe('A row that is added to the setting', () => {
  const broken = [{ id: 'old', baseUrl: 'file:///' }, 'nonsense', null, { id: 7 }];

  it('stands behind all others, which stay as they are though they cannot be read', () => {
    const row = rowOf(answered('openai-images'));
    assert.deepEqual(withRowAdded(broken, row), [...broken, row]);
    assert.deepEqual(idsIn(broken), ['old']);
  });

  it('changes the last one of its id that can be read, which keeps what is not named', () => {
    const earlier = { id: 'openai', label: 'First' };
    const last = { id: 'openai', headers: { 'X-Team': 'a' }, models: [{ id: 'next', label: 'Next' }] };
    const wrong = { id: 'openai', api: 'grpc' };
    const row = {
      id: 'openai',
      baseUrl: 'https://gateway.example',
      models: [{ id: 'next' }, { id: 'newer' }],
    };
    assert.deepEqual(withRowAdded([earlier, last, wrong, ...broken], row as ReturnType<typeof rowOf>), [
      earlier,
      { ...last, baseUrl: row.baseUrl, models: [{ id: 'next', label: 'Next' }, { id: 'newer' }] },
      wrong,
      ...broken,
    ]);
  });
});
