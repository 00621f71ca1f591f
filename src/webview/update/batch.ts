import { mostCompared } from '../../shared/limits';
import type { FormModel } from '../../protocol/views';
import { findChoice, isSameModel, type PageState } from '../model/state';
import { withForm } from './form';

/** The model of the form is always one of them, and four are the most. */
export function toggleCompared(state: PageState, model: FormModel): PageState {
  const { form } = state;
  const others = form.compareWith.filter((other) => !isSameModel(other, model));
  if (others.length < form.compareWith.length) {
    return withForm(state, { compareWith: others });
  }
  const isPossible =
    others.length < mostCompared - 1 && !isSameModel(form, model) && findChoice(state.providers, model);
  return isPossible ? withForm(state, { compareWith: [...others, model] }) : state;
}
