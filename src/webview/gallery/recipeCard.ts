import { t } from '@vscode/l10n';
import type { RecallAction } from '../../protocol/pageMessages';
import type { RecipeOffer } from '../../protocol/views';
import { actionLabels } from './actionLabels';
import { h, icon, iconButton, setText, whenChanged } from '../ui/dom';
import { excerpt } from '../model/format';
import { recipeDifferences } from './recipeDifference';
import type { Page, PageState, View } from '../model/state';

/** Of a text in the card, as much as a few lines show; the tooltip has more. */
const longestText = 300;

/**
 * A recipe beside the form, which stays as it is until one of the buttons is pressed. It comes from an image that was
 * dropped, or from the history to be compared.
 */
export function createRecipeCard(page: Page): View {
  const title = h('h3', { id: 'recipe-title', class: 'heading' });
  const body = h('div', { class: 'recipe-body' });
  const buttons = h('div', { class: 'job-actions' });
  const close = (): void => {
    const hadFocus = element.contains(document.activeElement);
    page.dispatch({ type: 'recipeClosed' });
    if (hadFocus) {
      document.querySelector<HTMLElement>('.results [data-stop][tabindex="0"], #prompt')?.focus();
    }
  };
  const element = h(
    'section',
    { class: 'recipe-card', 'aria-labelledby': 'recipe-title', 'data-testid': 'recipe-card' },
    h(
      'div',
      { class: 'history-head' },
      title,
      iconButton({ icon: 'close', label: t('Close'), onClick: close }),
    ),
    body,
    buttons,
  );
  element.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') {
      event.stopPropagation();
      close();
    }
  });
  const button = (offer: RecipeOffer, action: RecallAction): HTMLElement => {
    const label = actionLabels[action]();
    const made = h('button', { type: 'button', class: 'button secondary', 'data-testid': action }, label);
    made.addEventListener('click', () => {
      page.post({ type: 'recall', id: offer.id, action });
      if (action !== 'showDifference') {
        close();
      }
    });
    return made;
  };
  const show = whenChanged((offer: RecipeOffer | undefined) => {
    element.hidden = offer === undefined;
    if (offer) {
      setText(title, t('Recipe of {0}', offer.name));
      const actions: readonly RecallAction[] = ['useRecipe', 'usePromptOnly', 'showDifference'];
      const offered = actions.filter((action) => action !== 'showDifference' || !offer.showsDifference);
      buttons.replaceChildren(...offered.map((action) => button(offer, action)));
      buttons.querySelector('button')?.focus();
      element.scrollIntoView({ block: 'nearest' });
    }
  });
  return {
    element,
    render(state) {
      const { offer } = state.recipe;
      show(offer);
      if (offer) {
        body.replaceChildren(...wordsOf(state, offer));
      }
    },
  };
}

function wordsOf(state: PageState, offer: RecipeOffer): readonly HTMLElement[] {
  const { missing, notes, origin, model, isModelKnown } = offer;
  const isForeign = origin !== '';
  return [
    ...(offer.showsDifference ? [differenceList(state, offer)] : [paragraph(offer.form.prompt ?? '')]),
    ...(isForeign
      ? [note('info', t('In the notation of {0}: only the prompts and the ratio can be used.', origin))]
      : []),
    ...(isModelKnown || isForeign
      ? []
      : [note('info', t('Made with {0}, which does not exist here; your model stays.', model))]),
    ...(missing.length === 0
      ? []
      : [note('warning', t('References that are no longer here: {0}', missing.join(', ')))]),
    ...notes.map((text) => note('info', text)),
  ];
}

function differenceList(state: PageState, offer: RecipeOffer): HTMLElement {
  const differences = recipeDifferences(state, offer);
  if (differences.length === 0) {
    return paragraph(t('Your form matches this recipe.'));
  }
  const cell = (text: string): HTMLElement => {
    const made = h('td', { dir: 'auto' }, excerpt(text, longestText) || '–');
    made.title = text;
    return made;
  };
  return h(
    'table',
    { class: 'recipe-difference', 'data-testid': 'recipe-difference' },
    h(
      'thead',
      {},
      h(
        'tr',
        {},
        h('td', {}),
        h('th', { scope: 'col' }, t('My form')),
        h('th', { scope: 'col' }, t('Recipe')),
      ),
    ),
    h(
      'tbody',
      {},
      ...differences.map(({ label, mine, theirs }) =>
        h('tr', {}, h('th', { scope: 'row' }, label), cell(mine), cell(theirs)),
      ),
    ),
  );
}

function paragraph(text: string): HTMLElement {
  const made = h('p', { class: 'recipe-prompt', dir: 'auto' }, excerpt(text, longestText));
  made.title = text;
  return made;
}

function note(name: string, text: string): HTMLElement {
  return h('p', { class: 'recipe-note' }, icon(name), h('span', { dir: 'auto' }, text));
}
