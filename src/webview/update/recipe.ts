import { t } from '@vscode/l10n';
import type { RecipeOffer } from '../../protocol/views';
import type { PageState } from '../model/state';
import { announce } from '../model/announce';

export function withOffer(state: PageState, offer: RecipeOffer): PageState {
  const { dropTicket } = state.recipe;
  return announce({ ...state, recipe: { dropTicket, offer } }, t('Recipe of {0}', offer.name));
}

export function closeRecipe(state: PageState): PageState {
  const { dropTicket } = state.recipe;
  return { ...state, recipe: { dropTicket } };
}

/** A note says why there is no recipe. */
export function takeDrop(
  state: PageState,
  { dropTicket, note }: { readonly dropTicket: string; readonly note: string },
): PageState {
  const taken = { ...state, recipe: { ...state.recipe, dropTicket } };
  return note === '' ? taken : withNote(taken, note);
}

export function refuseDrop(state: PageState, name: string): PageState {
  return withNote(state, t('{0} is too large to look for a recipe in it.', name));
}

function withNote(state: PageState, note: string): PageState {
  const { dropTicket } = state.recipe;
  return { ...state, recipe: { dropTicket, note }, announcement: { text: note } };
}
