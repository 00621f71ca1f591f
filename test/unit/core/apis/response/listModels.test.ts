import assert from 'node:assert/strict';
import { apis } from '../../../../../src/core/apis/table';
import {
  automatic1111Models,
  comfyuiModels,
} from '../../../../../src/core/apis/common/stableDiffusionCheckpoints';
import { workflowOf } from '../../../../../src/core/model/comfyuiModel';
import { geminiModels, openaiModels, withListedModels } from '../../../../../src/core/providers/listedModels';
import type { ListedModel } from '../../../../../src/core/model/provider';
import { getDeprecation } from '../../../../../src/core/providers/deprecations';
import { openHttpClient, rowOf, standIns, type ProviderId } from '../callContext';

async function listOf(id: ProviderId): Promise<readonly ListedModel[]> {
  const server = await standIns[id]!();
  const http = openHttpClient();
  try {
    const provider = rowOf(id, server.url);
    const { signal } = new AbortController();
    return (await apis[provider.api].listModels?.({ provider, http, signal, key: server.key })) ?? [];
  } finally {
    await http.close();
    await server.stop();
  }
}

const added = (id: ProviderId, listed: readonly ListedModel[]) =>
  withListedModels(rowOf(id), listed).slice(rowOf(id).models.length);

describe("A provider's list of models", () => {
  it("of OpenAI's leaves out what does not draw, and knows the day on which a model ends", async () => {
    const listed = await listOf('openai');
    assert.deepEqual(
      added('openai', listed).map(({ id }) => id),
      ['gpt-image-1', 'gpt-image-2-2026-04-21'],
    );
    assert.deepEqual(
      listed.filter(({ endsOn }) => endsOn),
      [{ id: 'gpt-image-1', endsOn: '2026-10-23' }],
    );
  });

  it("of Google's holds what takes generateContent and draws, with its name", async () => {
    const [model, ...others] = added('gemini', await listOf('gemini'));
    assert.deepEqual(others, []);
    assert.deepEqual([model?.id, model?.label], ['gemini-3.1-flash-image', 'The gemini-3.1-flash-image']);
  });

  it("of OpenRouter's goes by what comes out of a model, not by its name", async () => {
    assert.deepEqual(
      added('openrouter', await listOf('openrouter')).map(({ id }) => id),
      ['vendor/atelier-1'],
    );
    const data = [
      { id: 'vendor/image-reader', architecture: { output_modalities: ['text'] } },
      { id: 'vendor/painter', output_modalities: ['image'] },
    ];
    assert.deepEqual(openaiModels('openai-chat').parse({ data }), [{ id: 'vendor/painter' }]);
  });

  it("of AUTOMATIC1111's are its checkpoints, by titles that stay when the file changes", async () => {
    const listed = await listOf('automatic1111');
    assert.deepEqual(listed, [
      { id: 'sd_xl_base_1.0.safetensors', label: 'sd_xl_base_1.0' },
      { id: 'v1-5-pruned.safetensors', label: 'v1-5-pruned' },
    ]);
    assert.deepEqual(
      added('automatic1111', listed).map(({ label }) => label),
      ['sd_xl_base_1.0', 'v1-5-pruned'],
    );
    const strange = [null, { title: '' }, { title: 'x'.repeat(201) }, { title: 'a.ckpt' }];
    assert.deepEqual(automatic1111Models.parse(strange), [{ id: 'a.ckpt' }]);
  });

  it("of ComfyUI's are its checkpoints, each with the row's workflow, which does what that can do", async () => {
    const listed = await listOf('comfyui');
    assert.deepEqual(listed[1], {
      id: '.easel/comfyui.json#v1-5-pruned.safetensors',
      label: 'v1-5-pruned.safetensors',
    });
    const [base] = rowOf('comfyui').models;
    assert.deepEqual(
      added('comfyui', listed).map(({ capabilities }) => capabilities),
      [base.capabilities, base.capabilities],
    );
  });

  it("of ComfyUI's is read in both spellings, for each workflow, and may be none", () => {
    const flows = ['a.json', 'b.json', 'a.json#old.ckpt'].map((id) => ({ id, label: id }));
    const info = (choice: unknown) => ({
      CheckpointLoaderSimple: { input: { required: { ckpt_name: choice } } },
    });
    const read = (value: unknown) =>
      comfyuiModels(flows)
        .parse(value)
        .map(({ id, label }) => [id, label]);
    const both = [
      ['a.json#x.ckpt', 'a.json · x.ckpt'],
      ['b.json#x.ckpt', 'b.json · x.ckpt'],
    ];
    assert.deepEqual(read(info([['x.ckpt'], { tooltip: '' }])), both);
    assert.deepEqual(read(info(['COMBO', { multiselect: false, options: ['x.ckpt'] }])), both);
    assert.deepEqual([read(info([[]])), read({})], [[], []]);
    assert.deepEqual(workflowOf('a b.json#sub/x#1.ckpt'), { file: 'a b.json', checkpoint: 'sub/x#1.ckpt' });
    assert.deepEqual(workflowOf('#1/flow.json'), { file: '#1/flow.json' });
  });

  it('of a gateway leaves out what its API does not serve', () => {
    const data = [
      { id: 'gpt-image-2', supported_endpoint_types: ['image-generation'] },
      { id: 'nanobanana_3', supported_endpoint_types: ['openai', 'gemini'] },
    ];
    assert.deepEqual(openaiModels('openai-images').parse({ data }), [{ id: 'gpt-image-2' }]);
    assert.deepEqual(openaiModels('openai-chat').parse({ data }), [{ id: 'nanobanana_3' }]);
    const models = ['nanobanana_3', 'gpt-image-2'].map((name) => ({ name: `models/${name}` }));
    assert.deepEqual(geminiModels.parse({ models }), [{ id: 'nanobanana_3' }]);
  });

  it('may hold nonsense, which takes nothing else with it, and more than anyone wants', () => {
    const data = [null, { id: 5 }, { id: '' }, { id: 'flux-1', name: 7, shutdown_date: 'soon' }];
    assert.deepEqual(openaiModels('openai-images').parse({ data }), [{ id: 'flux-1' }]);
    const many = Array.from({ length: 1000 }, (_, number) => ({ id: `flux-${number}` }));
    assert.equal(openaiModels('openai-images').parse({ data: many }).length, 300);
  });

  it('adds models that can do what their base can, or whatever is typed where nobody knows', () => {
    const [dated, next] = added('openai', [
      { id: 'gpt-image-2-2026-04-21' },
      { id: 'gpt-image-9', label: 'Nine' },
    ]);
    const provider = rowOf('openai');
    const base = provider.models.find(({ id }) => id === 'gpt-image-2');
    assert.deepEqual(dated?.capabilities, base?.capabilities);
    assert.deepEqual(
      [next?.label, next?.untested, next?.capabilities],
      ['Nine', true, provider.unknownModel],
    );
  });
});

describe('The end of a model', () => {
  it('stands in the table, with what takes its place', () => {
    const { endsOn, replacement } = getDeprecation(rowOf('openai'), 'gpt-image-1')!;
    assert.deepEqual([endsOn, replacement.id], ['2026-10-23', 'gpt-image-2.6-flare']);
    assert.equal(getDeprecation(rowOf('gemini'), 'imagen-4.0-generate-001')?.endsOn, '2026-08-17');
    assert.equal(getDeprecation(rowOf('gemini'), 'gemini-3.1-flash-image')?.endsOn, '2026-10-29');
  });

  it("is what the provider's list says where it says it", () => {
    const listed = { endsOn: '2027-03-01' };
    const { endsOn, replacement } = getDeprecation(rowOf('openai'), 'gpt-image-2', listed)!;
    assert.deepEqual([endsOn, replacement.id], ['2027-03-01', 'gpt-image-2.6-flare']);
  });

  it('is not that of any model in the table, but for what a gateway relays to', () => {
    for (const id of Object.keys(standIns)) {
      for (const model of rowOf(id).models) {
        const found = getDeprecation(rowOf(id), model.id);
        assert.ok(found === undefined || found.endedAt !== undefined, model.id);
      }
    }
  });

  it('is moved from to a model of the table', () => {
    for (const [id, old] of [
      ['gemini', 'gemini-3-pro-image-preview'],
      ['gemini', 'gemini-2.5-flash-image'],
      ['openai', 'dall-e-3'],
    ] as const) {
      const by = getDeprecation(rowOf(id), old)?.replacement.id;
      assert.ok(
        rowOf(id).models.some((model) => model.id === by),
        old,
      );
    }
  });
});
