import { optionNames } from '../../shared/optionTable';
import type { PanelForm } from '../../protocol/views';
import { optionOf } from '../model/options';
import { findChoice, type ChosenOptions, type PageState } from '../model/state';

/** What the user picks or types in a field stays their wish, whatever the models in between can take. */
export function withChosen(state: PageState, chosen: ChosenOptions): PageState {
  return {
    ...state,
    form: { ...state.form, ...chosen },
    chosenOptions: { ...state.chosenOptions, ...chosen },
  };
}

/**
 * What was filled in, or was in the form from the beginning, is a wish as far as it is not what the model begins with
 * anyway; then it takes the place of an older wish all the same.
 * @param filled as it was asked for, which the model of the form need not take
 */
export function keepChosen(state: PageState, filled: Partial<PanelForm>): PageState {
  const capabilities = findChoice(state.providers, state.form)?.model.capabilities;
  const preset = (name: keyof ChosenOptions): unknown =>
    name === 'count' ? 1 : isOption(name) && capabilities ? optionOf(capabilities, name).preset : '';
  const names = chosenNames.filter((name) => filled[name] !== undefined);
  const kept = Object.entries(state.chosenOptions).filter(([name]) => !names.some((each) => each === name));
  const added = names.filter((name) => filled[name] !== preset(name)).map((name) => [name, filled[name]]);
  return { ...state, chosenOptions: Object.fromEntries([...kept, ...added]) as ChosenOptions };
}

const chosenNames = [...optionNames, 'seed', 'negativePrompt', 'count'] as const;

function isOption(name: keyof ChosenOptions): name is (typeof optionNames)[number] {
  return optionNames.some((each) => each === name);
}
