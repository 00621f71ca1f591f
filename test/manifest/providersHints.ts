import { commonTaskFormat } from '../../src/core/model/taskFormat';
import { builtInProviders } from '../../src/core/providers/table';

/** What an entry of `easel.providers` says to the user in `settings.json`, and zod does not know. */
export interface Hint {
  /** Key of the description in `package.nls.json`, without `setting.providers.`. */
  readonly key: string;
  /** Keys of the descriptions of the enum's values begin with this. */
  readonly valueKeys?: string;
  /** Keywords of JSON Schema, merged into the ones that zod writes. */
  readonly keywords?: Readonly<Record<string, unknown>>;
}

type Hints = Readonly<Record<string, Hint>>;

const secretName =
  '[Kk][Ee][Yy]|[Tt][Oo][Kk][Ee][Nn]|[Ss][Ee][Cc][Rr][Ee][Tt]|[Aa][Uu][Tt][Hh](?![Oo][Rr](?![Ii][Zz]))|[Pp][Aa][Ss][Ss][Ww]|[Cc][Oo][Oo][Kk][Ii][Ee]';

// JSON Schema cannot hold the refinements of the code; these patterns are their near ones, and never stricter.
const noSecretName = { propertyNames: { not: { pattern: secretName } } };
const path = { pattern: '^/(?!/)' };
const taskPath = { pattern: '^/(?!/).*\\{task_id\\}' };

const example = (...examples: readonly unknown[]): { readonly examples: readonly unknown[] } => ({
  examples,
});

const entry: Hints = {
  id: {
    key: 'id',
    keywords: example(...builtInProviders.map(({ id }) => id).filter((id) => id !== 'placeholder')),
  },
  ...sameKeys('label', 'baseUrl', 'keyUrl', 'maxRequestBytes', 'streaming', 'responseFormat'),
  ...sameKeys('chatOptions', 'parallelJobs', 'models', 'task'),
  api: { key: 'api', valueKeys: 'api' },
  auth: { key: 'auth', valueKeys: 'auth', keywords: { default: 'bearer' } },
  'auth.header': { key: 'auth.header', keywords: example('api-key', 'x-api-key') },
  'auth.prefix': { key: 'auth.prefix', keywords: example('Key ') },
  headers: {
    key: 'headers',
    keywords: { ...noSecretName, ...example({ 'HTTP-Referer': 'https://example.com' }) },
  },
  query: { key: 'query', keywords: { ...noSecretName, ...example({ 'api-version': 'preview' }) } },
  resultHosts: {
    key: 'resultHosts',
    keywords: { items: { pattern: '^[^/@*\\s]+$' }, ...example(['files.example.com:8443']) },
  },
  referenceFields: { key: 'referenceFields', keywords: example('image[]', 'image', 'image+images') },
  maskField: { key: 'maskField', keywords: example('mask', 'input_image_mask') },
};

const fields: Hints = {
  ...Object.fromEntries(
    (
      [
        ...(['prompt', 'model', 'aspectRatio', 'quality', 'background', 'outputFormat'] as const),
        ...(['count', 'seed', 'negativePrompt'] as const),
      ] as const
    ).map((name) => [
      name,
      { key: `task.fields.${name}`, keywords: { default: commonTaskFormat.fields[name] } },
    ]),
  ),
  size: { key: 'task.fields.size' },
  'size.width': { key: 'task.fields.size' },
  'size.height': { key: 'task.fields.size' },
  references: { key: 'task.fields.references' },
};

const task: Hints = Object.fromEntries(
  Object.entries({
    submitPath: { ...path, default: commonTaskFormat.submitPath },
    submitPathWithReferences: path,
    submitMethod: { default: commonTaskFormat.submitMethod },
    fields: {},
    referenceForm: { default: commonTaskFormat.referenceForm },
    fixedFields: {},
    taskId: example('data.taskId'),
    pollPath: { ...taskPath, default: commonTaskFormat.pollPath },
    pollUrl: example('urls.get', 'header:location'),
    pollMethod: { default: commonTaskFormat.pollMethod },
    pollBody: {},
    status: example('data.state'),
    ...{ success: {}, failure: {}, refused: {}, expired: {}, waiting: {} },
    errors: example('data.failMsg'),
    results: example('data.resultJson.resultUrls'),
    seed: example('data.seed'),
    resultUrl: example('response_url'),
    resultPath: taskPath,
    cancelUrl: example('urls.cancel'),
    cancelPath: taskPath,
    cancelMethod: { default: commonTaskFormat.cancelMethod },
    keyCheckPath: path,
    interval: { default: commonTaskFormat.interval },
    longestInterval: { default: commonTaskFormat.longestInterval },
  }).map(([name, keywords]) => [name, { key: `task.${name}`, keywords }]),
);

const modelTask: Hints = {
  submitPath: { key: 'task.submitPath', keywords: path },
  submitPathWithReferences: { key: 'task.submitPathWithReferences', keywords: path },
  fields: { key: 'task.fields' },
};

const optionNames = ['aspectRatio', 'size', 'quality', 'background', 'outputFormat', 'thinking'];

const capabilities: Hints = {
  ...sameKeys(...optionNames, 'seed', 'negativePrompt', 'maxReferences', 'styleReferences', 'mask'),
  ...sameKeys('maxImages', 'imagesPerCall', 'maxPromptLength'),
  referenceFormats: { key: 'referenceFormats', keywords: { uniqueItems: true } },
  ...Object.fromEntries(
    optionNames.flatMap((name) => Object.entries(below(name, sameKeys('offered', 'required', 'preset')))),
  ),
};

const workflow: Hints = Object.fromEntries(
  ['prompt', 'references', 'width', 'height', 'seed', 'negativePrompt', 'checkpoint'].map((name) => [
    name,
    { key: `workflow.${name}` },
  ]),
);

const workflowExample = {
  ...{ prompt: '6.text', width: '5.width', height: '5.height', seed: '3.seed' },
  references: ['10.image'],
};

const model: Hints = {
  ...Object.fromEntries(['id', 'label', 'task', 'price'].map((name) => [name, { key: `models.${name}` }])),
  api: { key: 'models.api', valueKeys: 'api' },
  'price.image': { key: 'models.price.image' },
  'price.currency': { key: 'models.price.currency' },
  capabilities: { key: 'capabilities' },
  ...below('capabilities', capabilities),
  workflow: { key: 'workflow', keywords: example(workflowExample) },
  ...below('workflow', workflow),
  ...below('task', { ...modelTask, ...below('fields', fields) }),
};

/** By the path of the field; items of a list and branches of a union add nothing to it. */
export const providersHints: Hints = {
  ...entry,
  ...below('task', { ...task, ...below('fields', fields) }),
  ...below('models', model),
};

function sameKeys(...names: readonly string[]): Hints {
  return Object.fromEntries(names.map((name) => [name, { key: name }]));
}

function below(parent: string, hints: Hints): Hints {
  return Object.fromEntries(Object.entries(hints).map(([name, hint]) => [`${parent}.${name}`, hint]));
}
