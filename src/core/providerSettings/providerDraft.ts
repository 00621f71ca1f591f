import type * as z from 'zod';
import { isNewRow, providerFromRow, withRow } from './mergeSetting';
import type { Provider } from '../model/provider';
import { providerRow, type ProviderRow } from './schema';
import { commonTaskFormat } from '../model/taskFormat';

/** What *Add Provider* offers to begin with. */
export const providerKinds = [
  'builtIn',
  'openai-images',
  'openai-chat',
  'gemini',
  'azure',
  'automatic1111',
  'comfyui',
  'tasks',
] as const;

export type ProviderKind = (typeof providerKinds)[number];
export type RowAuth = NonNullable<ProviderRow['auth']>;
/** A row as it stands in the setting. */
export type RowText = z.input<typeof providerRow>;

/** A row of `easel.providers` in the making. An empty text is not known yet. Its key is no part of it. */
export interface ProviderDraft {
  readonly kind: ProviderKind;
  /** The provider whose address changes, where it is one that Easel knows. */
  readonly known?: Provider;
  readonly id: string;
  readonly label: string;
  readonly baseUrl: string;
  /** Azure; empty: the query names none. */
  readonly apiVersion: string;
  /** Absent: as the known provider does. */
  readonly auth?: RowAuth;
  readonly submitPath: string;
  readonly pollPath: string;
  readonly modelId: string;
}

interface KindFacts {
  readonly api: NonNullable<ProviderRow['api']>;
  readonly auth: RowAuth;
  readonly label: string;
  readonly baseUrl: string;
  readonly modelId: string;
  /** A graphics card draws one image at a time. */
  readonly parallelJobs?: number;
}

const gateway = { auth: 'bearer', label: '', baseUrl: '', modelId: '' } as const;

export const kindFacts: Readonly<Record<Exclude<ProviderKind, 'builtIn'>, KindFacts>> = {
  'openai-images': { ...gateway, api: 'openai-images' },
  'openai-chat': { ...gateway, api: 'openai-chat' },
  gemini: { ...gateway, api: 'gemini', auth: { header: 'x-goog-api-key' } },
  azure: { ...gateway, api: 'openai-images', auth: { header: 'api-key' }, label: 'Azure OpenAI' },
  automatic1111: {
    api: 'automatic1111',
    auth: 'none',
    label: 'AUTOMATIC1111',
    baseUrl: 'http://localhost:7860',
    modelId: 'current',
    parallelJobs: 1,
  },
  comfyui: {
    api: 'comfyui',
    auth: 'none',
    label: 'ComfyUI',
    baseUrl: 'http://localhost:8188',
    modelId: '.easel/comfyui.json',
  },
  tasks: { ...gateway, api: 'tasks' },
};

/** What is known of a new provider before anything was asked. */
export function newDraft(kind: Exclude<ProviderKind, 'builtIn'>): ProviderDraft {
  const { auth, label, baseUrl, modelId } = kindFacts[kind];
  return { ...blank, kind, auth, label, baseUrl, modelId };
}

/** A provider that Easel knows, as it is now. */
export function movedDraft(known: Provider): ProviderDraft {
  const { id, label, baseUrl, models } = known;
  return { ...blank, kind: 'builtIn', known, id, label, baseUrl, modelId: models[0].id };
}

const blank = {
  id: '',
  label: '',
  baseUrl: '',
  apiVersion: '',
  submitPath: commonTaskFormat.submitPath,
  pollPath: commonTaskFormat.pollPath ?? '',
  modelId: '',
};

/** An id that no other provider has, made of the name; of the kind, where the name has no letter that an id may have. */
export function idFor(
  { label, kind }: Pick<ProviderDraft, 'label' | 'kind'>,
  taken: readonly string[],
): string {
  const slug = slugOf(label) || slugOf(kind);
  for (let number = 1; ; number += 1) {
    const ending = number === 1 ? '' : `-${number}`;
    const id = slug.slice(0, 40 - ending.length).replace(/(?<!-)-+$/u, '') + ending;
    if (!taken.includes(id)) {
      return id;
    }
  }
}

function slugOf(text: string): string {
  const plain = text.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase();
  return plain.replaceAll(/[^a-z\d._]+/gu, '-').replaceAll(/^[-._]+|(?<![-.])[-.]+$/gu, '');
}

/** The row that a draft stands for: what is as it would be anyway is left out. */
export function rowOf(draft: ProviderDraft): RowText {
  const { kind, known, id, label, baseUrl, auth, modelId } = draft;
  const models: RowText['models'] = [{ id: modelId }];
  if (kind === 'builtIn') {
    const isListed = known?.models.some((model) => model.id === modelId) === true;
    return { id, baseUrl, ...(auth !== undefined && { auth }), ...(!isListed && { models }) };
  }
  const { api, parallelJobs } = kindFacts[kind];
  const query = queryOf(draft);
  const task = taskOf(draft);
  return {
    id,
    ...(label !== id && { label }),
    baseUrl,
    api,
    ...(auth !== undefined && auth !== 'bearer' && { auth }),
    ...(Object.keys(query).length > 0 && { query }),
    ...(parallelJobs !== undefined && { parallelJobs }),
    ...(Object.keys(task).length > 0 && { task }),
    models,
  };
}

function queryOf({ kind, apiVersion }: ProviderDraft): Record<string, string> {
  return kind === 'azure' && apiVersion !== '' ? { 'api-version': apiVersion } : {};
}

/** A path that is said takes the place of what an answer says, so that the usual one must not be. */
function taskOf({ kind, submitPath, pollPath }: ProviderDraft): NonNullable<RowText['task']> {
  return {
    ...(kind === 'tasks' && submitPath !== blank.submitPath && { submitPath }),
    ...(kind === 'tasks' && pollPath !== blank.pollPath && { pollPath }),
  };
}

/** The provider as it will be, to be asked whether it answers. Its address must have passed the schema. */
export function providerOf(draft: ProviderDraft): Provider {
  const { known, id, modelId } = draft;
  const named = { ...draft, id: id || 'draft', modelId: modelId || 'any' };
  const row = providerRow.parse(rowOf(named));
  if (known) {
    return withRow(known, row);
  }
  if (!isNewRow(row)) {
    throw new Error('incomplete');
  }
  return providerFromRow(row);
}

/** Ids that rows of the setting name, those that cannot be read included. */
export function idsIn(rows: readonly unknown[]): readonly string[] {
  return rows.flatMap((row) => {
    const id: unknown = typeof row === 'object' && row !== null && 'id' in row ? row.id : undefined;
    return typeof id === 'string' ? [id] : [];
  });
}

/**
 * The rows of the setting with another one: where one of that id can be read, the last one is changed and keeps what
 * the other does not name. All others stay as they are, also those that cannot be read.
 */
export function withRowAdded(rows: readonly unknown[], row: RowText): readonly unknown[] {
  const at = rows.findLastIndex((each) => providerRow.safeParse(each).data?.id === row.id);
  if (at === -1) {
    return [...rows, row];
  }
  const old = rows[at] as RowText;
  const kept = old.models ?? [];
  const added = row.models?.filter(({ id }) => kept.every((model) => model.id !== id)) ?? [];
  const models = [...kept, ...added];
  return rows.with(at, { ...old, ...row, ...(models.length > 0 && { models }) });
}
