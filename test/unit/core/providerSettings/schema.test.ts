import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import * as z from 'zod';
import {
  fieldsOfNewRow,
  isNewRow,
  providerFromRow,
  withRow,
} from '../../../../src/core/providerSettings/mergeSetting';
import type { ApiId, Provider } from '../../../../src/core/model/provider';
import { providerRow, rowApiIds, type ProviderRow } from '../../../../src/core/providerSettings/schema';
import { builtInProviders } from '../../../../src/core/providers/table';
import { waveSpeed } from '../../../../src/core/providers/waveSpeed';
import {
  findUnsupportedBy,
  findUnsupportedIn,
} from '../../../../src/core/providerSettings/supportedCapabilities';
import { commonTaskFormat, taskFormatOf } from '../../../../src/core/model/taskFormat';

const minimal = {
  id: 'my-gateway',
  baseUrl: 'https://gateway.example/v1/',
  api: 'openai-images',
  models: [{ id: 'next-model' }],
};

function newProvider(changes: Readonly<Record<string, unknown>> = {}): Provider {
  const row = providerRow.parse({ ...minimal, ...changes });
  assert.ok(isNewRow(row));
  return providerFromRow(row);
}

/** The fields that are wrong, with our own name for the fault where it has one. */
function faultsOf(changes: Readonly<Record<string, unknown>>): readonly string[] {
  const { error } = providerRow.safeParse({ ...minimal, ...changes });
  return (error?.issues ?? []).map((issue) =>
    [issue.path.join('.'), issue.code === 'custom' ? String(issue.params?.fault) : issue.code].join(' '),
  );
}

describe('A row of easel.providers', () => {
  it('makes a new provider of an address, an API and a model', () => {
    const provider = newProvider();
    assert.equal(provider.label, 'my-gateway');
    assert.equal(provider.baseUrl, 'https://gateway.example/v1');
    assert.equal(provider.needsKey, true);
    assert.deepEqual(
      provider.models.map(({ id, label }) => [id, label]),
      [['next-model', 'next-model']],
    );
    // The images format has no field for a ratio, so none is offered.
    assert.deepEqual(provider.models[0].capabilities.aspectRatio.offered, []);
    assert.equal(provider.models[0].capabilities.size.offered, 'any');
  });

  for (const field of fieldsOfNewRow) {
    it(`that stands for no known provider needs ${field}`, () => {
      assert.equal(isNewRow(providerRow.parse({ ...minimal, [field]: undefined })), false);
    });
  }

  it('says how the key goes, and that none does', () => {
    const authOf = (auth: unknown): unknown => newProvider({ auth }).auth;
    assert.deepEqual(authOf('basic'), { kind: 'basic' });
    assert.deepEqual(authOf({ header: 'api-key' }), { kind: 'header', header: 'api-key' });
    assert.deepEqual(authOf({ header: 'Authorization', prefix: 'Key ' }), {
      kind: 'header',
      header: 'Authorization',
      prefix: 'Key ',
    });
    const open = newProvider({ auth: 'none' });
    assert.deepEqual([open.auth, open.needsKey], [{ kind: 'none' }, false]);
    assert.deepEqual(faultsOf({ auth: { header: 'Content-Length' } }), ['auth.header headerName']);
  });

  it('says what a model can do: a list is what it offers, and what must be sent begins with the first', () => {
    const capabilities = {
      size: ['1024x1024', '512x512'],
      quality: { offered: ['hd', 'standard'], required: true },
      aspectRatio: { offered: 'any', preset: '1:1' },
      maxReferences: 3,
    };
    const [model] = newProvider({ models: [{ id: 'next-model', label: 'Next', capabilities }] }).models;
    assert.equal(model.label, 'Next');
    const { size, quality, aspectRatio, maxReferences, maxImages } = model.capabilities;
    assert.deepEqual(size, { offered: ['1024x1024', '512x512'], required: false, preset: '' });
    assert.deepEqual(quality, { offered: ['hd', 'standard'], required: true, preset: 'hd' });
    assert.deepEqual(aspectRatio, { offered: 'any', required: false, preset: '1:1' });
    assert.deepEqual([maxReferences, maxImages], [3, 8]);
    assert.deepEqual(
      faultsOf({ models: [{ id: 'a', capabilities: { size: { offered: ['1K'], preset: '2K' } } }] }),
      ['models.0.capabilities.size preset'],
    );
  });

  it('claims nothing that the API of the model would drop without a word', () => {
    const claimed = (api: ApiId, capabilities: object, ofModel: object = {}): readonly string[] => {
      const models = [{ id: 'first' }, { id: 'second', capabilities, ...ofModel }];
      const parsed = providerRow.parse({ id: 'mine', baseUrl: 'https://mine.example', api, models });
      assert.ok(isNewRow(parsed));
      return findUnsupportedIn(parsed, providerFromRow(parsed)).map(({ field, api }) => `${field} ${api}`);
    };
    const all = { seed: true, negativePrompt: true, mask: true, background: ['opaque'], imagesPerCall: 4 };
    assert.deepEqual(claimed('openai-images', all), []);
    assert.deepEqual(claimed('openai-images', { seed: true }, { api: 'openai-chat' }), [
      'models.1.capabilities.seed openai-chat',
    ]);
    assert.deepEqual(claimed('gemini', all), [
      'models.1.capabilities.background gemini',
      'models.1.capabilities.seed gemini',
      'models.1.capabilities.negativePrompt gemini',
      'models.1.capabilities.mask gemini',
      'models.1.capabilities.imagesPerCall gemini',
    ]);
    assert.deepEqual(claimed('gemini', { seed: false, background: [], imagesPerCall: 1 }), []);
    const thinking = { offered: 'any' };
    assert.deepEqual(claimed('tasks', { ...all, thinking }), [
      'models.1.capabilities.thinking tasks',
      'models.1.capabilities.mask tasks',
    ]);
  });

  it('of a service whose body has no name for a capability claims it only with a name of its own', () => {
    const unspoken = (model: object): readonly string[] => {
      const row = providerRow.parse({ id: 'wavespeed', models: [{ id: 'mine', ...model }] });
      return findUnsupportedIn(row, withRow(waveSpeed, row)).map(({ field }) => field);
    };
    const capabilities = { quality: ['high'], seed: true };
    assert.deepEqual(unspoken({ capabilities }), ['models.0.capabilities.quality']);
    assert.deepEqual(unspoken({ capabilities, task: { fields: { quality: 'quality' } } }), []);
  });

  it('what Easel itself says of its models has a place in their requests', () => {
    for (const provider of builtInProviders) {
      for (const model of [
        ...provider.models,
        { ...provider.models[0], capabilities: provider.unknownModel },
      ]) {
        assert.deepEqual(
          findUnsupportedBy(provider, model, model.capabilities),
          [],
          `${provider.id} ${model.id}`,
        );
      }
    }
  });

  it('says whether a mask is taken', () => {
    const masked = (mask: boolean): boolean | undefined =>
      newProvider({ models: [{ id: 'next-model', capabilities: { mask } }] }).models[0].capabilities.mask;
    assert.deepEqual([masked(true), masked(false)], [true, false]);
    assert.deepEqual(faultsOf({ models: [{ id: 'a', capabilities: { mask: 'yes' } }] }), [
      'models.0.capabilities.mask invalid_type',
    ]);
  });

  it('says where the values of a workflow go: one place for each, or several', () => {
    const workflow = { prompt: ['4.clip_l', '4.t5xxl'], references: '10.image', seed: '12:3.noise.seed' };
    const [model] = newProvider({ api: 'comfyui', models: [{ id: 'flow.json', workflow }] }).models;
    assert.deepEqual(model.workflow, {
      prompt: [
        { node: '4', input: 'clip_l' },
        { node: '4', input: 't5xxl' },
      ],
      references: [{ node: '10', input: 'image' }],
      seed: [{ node: '12:3', input: 'noise.seed' }],
    });
    const faulty = (value: unknown): readonly string[] =>
      faultsOf({ models: [{ id: 'flow.json', workflow: value }] });
    assert.deepEqual(faulty({ prompt: 'text' }), ['models.0.workflow.prompt invalid_union']);
    assert.deepEqual(faulty({ steps: '3.steps' }), ['models.0.workflow unrecognized_keys']);
  });

  it('changes a built-in provider where it says so, and adds models that may have another API', () => {
    const [, imini] = builtInProviders;
    const row: ProviderRow = providerRow.parse({
      id: 'imini',
      auth: { header: 'x-key' },
      headers: { 'X-Team': 'harbor' },
      models: [{ id: 'gpt', api: 'openai-images' }],
    });
    const changed = withRow(imini, row);
    assert.equal(changed.baseUrl, imini.baseUrl);
    assert.deepEqual(changed.headers, { 'X-Team': 'harbor' });
    assert.deepEqual(changed.models.slice(0, -1), imini.models);
    const added = changed.models.at(-1)!;
    assert.deepEqual([added.api, added.capabilities.aspectRatio.offered], ['openai-images', []]);
  });

  const secretNames = [
    'X-Api-Key',
    'token',
    'client_secret',
    'Authorization',
    'X-Auth',
    'Cookie',
    'password',
    'sig',
  ];
  for (const field of ['headers', 'query']) {
    for (const name of secretNames) {
      it(`refuses ${name} in ${field}, and repeats no value`, () => {
        const value = 'hunter-two-two';
        assert.deepEqual(faultsOf({ [field]: { [name]: value } }), [`${field}.${name} secretName`]);
        const { error } = providerRow.safeParse({ ...minimal, [field]: { [name]: value } });
        assert.ok(!JSON.stringify(error).includes(value));
      });
    }

    it(`refuses a value in ${field} that looks like a key`, () => {
      assert.deepEqual(faultsOf({ [field]: { team: 'sk-0123456789abcdef' } }), [`${field}.team secretValue`]);
    });

    it(`takes ordinary names in ${field}`, () => {
      assert.deepEqual(faultsOf({ [field]: { 'api-version': 'preview', 'X-Author': 'me' } }), []);
    });
  }

  for (const name of ['Host', 'Content-Type', 'Transfer-Encoding', 'Idempotency-Key', 'a b', '']) {
    it(`refuses a header called ${JSON.stringify(name)}`, () => {
      assert.equal(faultsOf({ headers: { [name]: 'x' } }).length, 1);
    });
  }

  it('refuses a header that would begin a new line', () => {
    assert.deepEqual(faultsOf({ headers: { 'X-Team': 'a\r\nhost: evil' } }), ['headers.X-Team headerName']);
  });

  it('has in the manifest the fields that it has in the code, level by level', () => {
    const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as {
      readonly contributes: {
        readonly configuration: { readonly properties: Readonly<Record<string, { readonly items: Schema }>> };
      };
    };
    const inManifest = manifest.contributes.configuration.properties['easel.providers']!.items;
    const inCode = z.toJSONSchema(providerRow, { io: 'input', unrepresentable: 'any' }) as Schema;
    const level = (schema: Schema, ...path: readonly string[]): readonly string[] =>
      Object.keys(path.reduce((at, name) => at.properties![name]!, schema).properties ?? {}).sort();
    assert.deepEqual(level(inManifest), level(inCode));
    const modelInManifest = inManifest.properties!.models!.items!;
    const modelInCode = inCode.properties!.models!.items!;
    assert.deepEqual(level(modelInManifest), level(modelInCode));
    assert.deepEqual(level(modelInManifest, 'capabilities'), level(modelInCode, 'capabilities'));
    assert.deepEqual(level(modelInManifest, 'workflow'), level(modelInCode, 'workflow'));
    assert.deepEqual(inManifest.properties!.api!.enum, rowApiIds);
    assert.deepEqual(modelInManifest.properties!.api!.enum, rowApiIds);
  });

  it('has the fields of a format of tasks in the manifest as well', () => {
    const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as {
      readonly contributes: {
        readonly configuration: { readonly properties: Readonly<Record<string, { readonly items: Schema }>> };
      };
    };
    const inManifest = manifest.contributes.configuration.properties['easel.providers']!.items.properties!;
    const inCode = (z.toJSONSchema(providerRow, { io: 'input', unrepresentable: 'any' }) as Schema)
      .properties!;
    const names = (schema: Schema): readonly string[] => Object.keys(schema.properties!).sort();
    for (const [manifestTask, codeTask] of [
      [inManifest.task!, inCode.task!],
      [inManifest.models!.items!.properties!.task!, inCode.models!.items!.properties!.task!],
    ] as const) {
      assert.deepEqual(names(manifestTask), names(codeTask));
      assert.deepEqual(names(manifestTask.properties!.fields!), names(codeTask.properties!.fields!));
    }
  });

  describe('with a format of tasks', () => {
    const tasks = { api: 'tasks', models: [{ id: 'a' }] };

    it('has what most services do where it says nothing', () => {
      assert.deepEqual(taskFormatOf(newProvider(tasks)), commonTaskFormat);
    });

    it('has what it says, and the model in the path or in the body, not in both', () => {
      const task = {
        submitPath: '/v1/{model}',
        pollPath: '/v1/requests/{task_id}',
        status: 'state',
        success: ['OK'],
        fields: { size: { width: 'w', height: 'h' } },
      };
      const format = taskFormatOf(newProvider({ ...tasks, task }));
      const { model, ...fields } = commonTaskFormat.fields;
      assert.equal(model, 'model');
      assert.deepEqual(format, {
        ...commonTaskFormat,
        ...{ submitPath: '/v1/{model}', pollPath: '/v1/requests/{task_id}', pollUrl: [] },
        ...{ status: ['state'], success: ['ok'] },
        fields: { ...fields, size: { width: 'w', height: 'h' } },
      });
    });

    it('changes a part of a built-in format, and of one model', () => {
      const replicate: Provider = builtInProviders.find(({ id }) => id === 'replicate')!;
      const changed = withRow(
        replicate,
        providerRow.parse({
          id: 'replicate',
          task: { interval: 5 },
          models: [{ id: 'me/mine', task: { fields: { references: 'input.images' } } }],
        }),
      );
      const format = taskFormatOf(changed, changed.models.at(-1));
      assert.deepEqual(format, {
        ...replicate.task,
        interval: 5,
        fields: { ...replicate.task!.fields, references: 'input.images' },
      });
    });

    it('at another address gives no key to the hosts of the built-in one', () => {
      const bfl: Provider = builtInProviders.find(({ id }) => id === 'bfl')!;
      assert.ok(bfl.keyOrigins!.every((origin) => origin.startsWith('https://')));
      const moved = (baseUrl: string): Provider => withRow(bfl, providerRow.parse({ id: 'bfl', baseUrl }));
      assert.equal(moved('https://gateway.example').keyOrigins, undefined);
      assert.deepEqual(moved(bfl.baseUrl).keyOrigins, bfl.keyOrigins);
      assert.deepEqual(faultsOf({ keyOrigins: ['https://evil.example'] }), [' unrecognized_keys']);
    });

    const broken: readonly (readonly [task: object, fault: string])[] = [
      [{ submitPath: 'v1/images' }, 'task.submitPath taskPath'],
      [{ submitPath: '//evil.example/v1' }, 'task.submitPath taskPath'],
      [{ submitPath: 'https://evil.example' }, 'task.submitPath taskPath'],
      [{ pollPath: '/v1/tasks/' }, 'task.pollPath taskPath'],
      [{ pollPath: '/v1/tasks/{task_id}?key=0123456789abcdef' }, 'task.pollPath secretValue'],
      [{ fixedFields: { 'input.api_key': 'abc' } }, 'task.fixedFields.input.api_key secretName'],
      [{ fixedFields: { accessToken: 'abc' } }, 'task.fixedFields.accessToken secretName'],
      [{ pollBody: { id: 'sk-0123456789abcdef' } }, 'task.pollBody.id secretValue'],
    ];
    for (const [task, fault] of broken) {
      it(`refuses ${JSON.stringify(task)}`, () => {
        assert.deepEqual(faultsOf({ ...tasks, task }), [fault]);
      });
    }
  });

  it('is what each snippet of the manifest makes', () => {
    const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as {
      readonly contributes: {
        readonly configuration: {
          readonly properties: Readonly<
            Record<string, { readonly items: { readonly defaultSnippets: readonly { body: unknown }[] } }>
          >;
        };
      };
    };
    const { defaultSnippets } = manifest.contributes.configuration.properties['easel.providers']!.items;
    assert.ok(defaultSnippets.length >= 6);
    for (const { body } of defaultSnippets) {
      const typed = JSON.stringify(body).replaceAll(/\$\{\d:([^}]*)\}/gu, '$1');
      const row = providerRow.parse(JSON.parse(typed));
      assert.ok(builtInProviders.some(({ id }) => id === row.id) || isNewRow(row), typed);
    }
  });
});

interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly enum?: readonly string[];
}
