import type { Capabilities } from '../core/provider';
import type { HostMessage } from '../messages/hostMessages';
import type { PanelStringKey } from '../messages/strings';
import type { JobView, PanelForm, ProviderView, ReferenceView } from '../messages/views';
import { format } from './format';
import { findChoice, referenceName } from './state';
import type { Action, OptionName, PageState } from './state';

type InitMessage = Extract<HostMessage, { type: 'init' }>;

/** As many as a message to the host may carry. */
const mostReferences = 64;

const optionNames: readonly OptionName[] = ['aspectRatio', 'size', 'quality'];

/** The state that the page starts with. */
export function initialState(message: InitMessage): PageState {
  const { strings, providers, folder, jobs, results } = message;
  return {
    strings,
    providers,
    form: fitForm({ ...message.form, folder: folder.uri }, providers),
    knownReferences: withReferences(new Map(), message.references),
    folder,
    jobs,
    results,
    announcement: { text: '' },
  };
}

/** What a message from the host or an act of the person makes of the state. */
export function update(state: PageState, action: Action): PageState {
  switch (action.type) {
    case 'init':
      return initialState(action);
    case 'providers':
      return { ...state, providers: action.providers, form: fitForm(state.form, action.providers) };
    case 'model':
    case 'modelPicked':
      return pickModel(state, action.providerId, action.modelId);
    case 'addReferences':
      return addReferences(state, action.references);
    case 'fillForm':
      return fillForm(state, action.form, action.references);
    case 'folder':
      return action.chosen || state.form.folder === ''
        ? { ...withForm(state, { folder: action.folder.uri }), folder: action.folder }
        : state;
    case 'job':
      return withJob(state, action.job);
    case 'jobRemoved':
      return { ...state, jobs: state.jobs.filter(({ id }) => id !== action.id) };
    case 'results':
      return withResults(state, action.results);
    case 'promptEdited':
      return withForm(state, { prompt: action.prompt });
    case 'optionPicked':
      return withForm(state, { [action.option]: action.value });
    case 'countPicked':
      return withForm(state, { count: action.count });
    case 'referenceRemoved':
      return removeReference(state, action.uri);
    case 'referenceMoved':
      return moveReference(state, action.uri, action.to);
    case 'referenceUseToggled':
      return toggleReferenceUse(state, action.uri);
  }
}

function withForm(state: PageState, changes: Partial<PanelForm>): PageState {
  return { ...state, form: { ...state.form, ...changes } };
}

function announce(state: PageState, key: PanelStringKey, ...values: (string | number)[]): PageState {
  return { ...state, announcement: { text: format(state.strings[key], ...values) } };
}

/** A model that the host does not know is not chosen: there would be nothing to draw the form from. */
function pickModel(state: PageState, providerId: string, modelId: string): PageState {
  return findChoice(state.providers, { providerId, modelId })
    ? { ...state, form: fitForm({ ...state.form, providerId, modelId }, state.providers) }
    : state;
}

/** Keeps what the model offers and takes the model's presets for the rest. */
function fitForm(form: PanelForm, providers: readonly ProviderView[]): PanelForm {
  const provider = providers.find(({ id }) => id === form.providerId) ?? providers[0];
  const model = provider?.models.find(({ id }) => id === form.modelId) ?? provider?.models[0];
  if (!provider || !model) {
    return form;
  }
  const { capabilities } = model;
  const options = optionNames.map((name) => [name, fitOption(form[name], capabilities[name])]);
  return {
    ...form,
    ...(Object.fromEntries(options) as Record<OptionName, string>),
    providerId: provider.id,
    modelId: model.id,
    count: Math.min(Math.max(form.count, 1), capabilities.maxImages),
  };
}

function fitOption(value: string, { offered, required, preset }: Capabilities[OptionName]): string {
  const taken = value === '' ? !required : offered === 'any' || offered.includes(value);
  return taken ? value : preset;
}

function withReferences(
  known: ReadonlyMap<string, ReferenceView>,
  references: readonly ReferenceView[],
): ReadonlyMap<string, ReferenceView> {
  return new Map([...known, ...references.map((reference) => [reference.uri, reference] as const)]);
}

function addReferences(state: PageState, references: readonly ReferenceView[]): PageState {
  const present = new Set(state.form.references.map(({ uri }) => uri));
  const added = references
    .filter(
      ({ uri }, index) => !present.has(uri) && references.findIndex((other) => other.uri === uri) === index,
    )
    .slice(0, mostReferences - present.size);
  const next = {
    ...withForm(state, {
      references: [...state.form.references, ...added.map(({ uri }) => ({ uri, use: 'asset' as const }))],
    }),
    knownReferences: withReferences(state.knownReferences, references),
  };
  const first = added[0];
  if (!first) {
    return next;
  }
  return added.length === 1
    ? announce(next, 'referenceAdded', first.name)
    : announce(next, 'referencesAdded', added.length);
}

function fillForm(
  state: PageState,
  changes: Partial<PanelForm>,
  references: readonly ReferenceView[],
): PageState {
  return {
    ...state,
    form: fitForm({ ...state.form, ...changes }, state.providers),
    knownReferences: withReferences(state.knownReferences, references),
  };
}

function removeReference(state: PageState, uri: string): PageState {
  const references = state.form.references.filter((reference) => reference.uri !== uri);
  return announce(withForm(state, { references }), 'referenceRemoved', referenceName(state, uri));
}

function moveReference(state: PageState, uri: string, to: number): PageState {
  const references = [...state.form.references];
  const from = references.findIndex((reference) => reference.uri === uri);
  const target = Math.min(Math.max(to, 0), references.length - 1);
  if (from < 0 || from === target) {
    return state;
  }
  references.splice(target, 0, ...references.splice(from, 1));
  return announce(
    withForm(state, { references }),
    'referenceMoved',
    referenceName(state, uri),
    target + 1,
    references.length,
  );
}

function toggleReferenceUse(state: PageState, uri: string): PageState {
  const references = state.form.references.map((reference) =>
    reference.uri === uri
      ? { ...reference, use: reference.use === 'style' ? ('asset' as const) : ('style' as const) }
      : reference,
  );
  return withForm(state, { references });
}

/** News of a job keeps its place; a new one comes first. */
function withJob(state: PageState, job: JobView): PageState {
  const before = state.jobs.find(({ id }) => id === job.id);
  const jobs = before ? state.jobs.map((other) => (other === before ? job : other)) : [job, ...state.jobs];
  const next = { ...state, jobs };
  return job.state === 'failed' && before?.state !== 'failed' ? announce(next, 'failed', job.message) : next;
}

function withResults(state: PageState, results: PageState['results']): PageState {
  const before = new Set(state.results.map(({ uri }) => uri));
  const added = results.filter(({ uri }) => !before.has(uri));
  const next = { ...state, results };
  return added.length === 0 ? next : announce(next, 'generated', added.map(({ name }) => name).join(', '));
}
