import { optionNames, type OptionName } from '../../shared/optionTable';
import type { ModelView, PanelForm, ProviderView, ReferenceView } from '../../protocol/views';
import { fitForm } from '../model/fitForm';
import { optionOf } from '../model/options';
import { findChoice, type PageState } from '../model/state';
import { keepChosen } from './chosenOptions';
import { withDraft } from './promptDrafts';

export function withForm(state: PageState, changes: Partial<PanelForm>): PageState {
  return { ...state, form: { ...state.form, ...changes } };
}

export function fillForm(
  state: PageState,
  changes: Partial<PanelForm>,
  references: readonly ReferenceView[],
): PageState {
  const filled = {
    ...(changes.prompt === undefined ? state : withoutWalk(state, changes.prompt)),
    form: fitForm({ ...state.form, ...alone(changes), ...changes }, state.providers),
    knownReferences: withReferences(state.knownReferences, references),
  };
  return keepChosen(filled, changes);
}

/** A model may be able to do more, or less, than it was known to. */
export function withProviders(state: PageState, providers: readonly ProviderView[]): PageState {
  return { ...state, providers, form: fitForm({ ...state.form, ...state.chosenOptions }, providers) };
}

/** The prompt that was in the box, or that a walk began with, can be gone back to. */
function withoutWalk(state: PageState, prompt: string): PageState {
  const draft = state.promptWalk?.draft ?? state.form.prompt;
  return { ...withDraft(state, draft, prompt), promptWalk: undefined };
}

/** What is filled in stands for itself: its braces are braces, and its model is no other's beside it. */
function alone({ prompt, modelId }: Partial<PanelForm>): Partial<PanelForm> {
  return {
    ...(prompt !== undefined && { variations: false }),
    ...(modelId !== undefined && { compareWith: [] }),
  };
}

/** A model that the host does not know is not chosen: there would be nothing to draw the form from. */
export function pickModel(state: PageState, providerId: string, modelId: string): PageState {
  const choice = findChoice(state.providers, { providerId, modelId });
  if (!choice) {
    return state;
  }
  const { form, providers, chosenOptions } = state;
  const presets = presetsOf(choice.model);
  return {
    ...state,
    form: fitForm({ ...form, ...presets, ...chosenOptions, providerId, modelId }, providers),
  };
}

/** What nobody chose is the model's to say, not what another one had to be given in between. */
function presetsOf({ capabilities }: ModelView): Partial<Record<OptionName, string>> {
  return Object.fromEntries(optionNames.map((name) => [name, optionOf(capabilities, name).preset]));
}

export function withReferences(
  known: ReadonlyMap<string, ReferenceView>,
  references: readonly ReferenceView[],
): ReadonlyMap<string, ReferenceView> {
  return new Map([...known, ...references.map((reference) => [reference.uri, reference] as const)]);
}
