import type { Capabilities } from '../../../src/shared/capabilities';
import type {
  AdditionsView,
  FolderView,
  HistoryView,
  JobView,
  PanelForm,
  ProviderView,
  ReferenceView,
  PromptView,
  ResultView,
} from '../../../src/protocol/views';
import type { PageState } from '../../../src/webview/model/state';

import { initialState } from '../../../src/webview/update';
import { everything } from '../../../src/webview/update/history';

const capabilities: Capabilities = {
  aspectRatio: { offered: ['1:1', '16:9'], required: false, preset: '' },
  size: { offered: ['1K', '2K'], required: false, preset: '1K' },
  quality: { offered: [], required: false, preset: '' },
  maxReferences: 3,
  referenceFormats: ['png', 'jpeg'],
  styleReferences: true,
  maxImages: 4,
  imagesPerCall: 1,
  maxPromptLength: 10,
};

export function provider(id: string, models: Record<string, Partial<Capabilities>>): ProviderView {
  return {
    id,
    label: id,
    ready: true,
    hasModelList: false,
    models: Object.entries(models).map(([modelId, differences]) => ({
      id: modelId,
      label: modelId,
      capabilities: { ...capabilities, ...differences },
      isFree: false,
    })),
  };
}

export function reference(name: string, differences: Partial<ReferenceView> = {}): ReferenceView {
  return { uri: `file:///${name}`, name, source: '', facts: '', format: 'png', ...differences };
}

export function job(id: string, differences: Partial<JobView> = {}): JobView {
  const words = { prompt: 'a cat', model: 'model', message: 'waiting', detail: '' };
  const facts = { startedAt: 0, place: 0, mayBeBilled: false, actions: [], images: [] };
  const none = { took: undefined, cost: '', group: undefined, percent: undefined, draft: '' };
  return { id, ...words, state: 'running', ...facts, ...none, ...differences };
}

export function result(name: string): ResultView {
  return {
    ...{ id: name, uri: `file:///${name}`, name, source: '', prompt: '', facts: '', difference: '' },
    ...{ model: '', date: '', cost: '', thumbnailTicket: '', isMissing: false, isFavourite: false },
  };
}

export function historyView(differences: Partial<HistoryView> = {}): HistoryView {
  const list = { version: 1, total: 0, isComplete: true, isEmpty: false };
  return { ...list, providers: [], added: [], endedJobs: [], ...differences };
}

interface StateOptions {
  readonly form?: Partial<PanelForm>;
  readonly references?: readonly ReferenceView[];
  readonly providers?: readonly ProviderView[];
  readonly jobs?: readonly JobView[];
  readonly results?: readonly ResultView[];
  readonly folder?: FolderView;
  readonly prompts?: readonly PromptView[];
  readonly additions?: AdditionsView;
}

/** The page of someone who has typed "a cat"; `references` are all in the form. */
export function pageState({
  form = {},
  references = [],
  providers = [provider('vendor', { model: {} })],
  jobs = [],
  results = [],
  folder = { uri: '', label: 'images' },
  prompts = [],
  additions = { presets: [] },
}: StateOptions = {}): PageState {
  const options = {
    aspectRatio: '',
    size: '1K',
    quality: '',
    background: '',
    outputFormat: '',
    thinking: '',
    seed: '',
    negativePrompt: '',
    count: 1,
    folder: '',
    mask: '',
    presets: [],
    styleFile: true,
  };
  const uses = references.map(({ uri }) => ({ uri, use: 'asset' as const }));
  return initialState({
    type: 'init',
    translations: {},
    providers,
    form: {
      prompt: 'a cat',
      references: uses,
      providerId: 'vendor',
      modelId: 'model',
      ...{ compareWith: [], variations: false },
      ...options,
      ...form,
    },
    references,
    folder,
    jobs,
    results,
    groupImages: {},
    query: everything,
    prompts,
    additions,
    history: historyView({ total: results.length }),
    dropTicket: 'drop',
    maskFolder: 'https://masks',
  });
}
