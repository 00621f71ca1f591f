import { t } from '@vscode/l10n';
import { longestNegativePrompt } from '../../shared/options';
import { h } from '../ui/dom';
import { findChoice } from '../model/state';
import type { Page, View } from '../model/state';

/** What the image must not show; nothing where the model has no such text. */
export function createNegativePromptField(page: Page): View {
  const input = h('textarea', {
    id: 'negative-prompt',
    class: 'prompt negative-prompt',
    rows: 2,
    dir: 'auto',
    maxlength: longestNegativePrompt,
    placeholder: t('What the image must not show'),
    'data-testid': 'negative-prompt',
  });
  input.addEventListener('input', () =>
    page.dispatch({ type: 'negativePromptEdited', negativePrompt: input.value }),
  );
  const label = h('label', { for: 'negative-prompt', class: 'label' }, t('Negative prompt'));
  const element = h('div', { class: 'field' }, label, input);
  return {
    element,
    render({ providers, form }) {
      element.hidden = findChoice(providers, form)?.model.capabilities.negativePrompt !== true;
      // Setting the value would end a composition and forget what can be undone.
      if (input.value !== form.negativePrompt) {
        input.value = form.negativePrompt;
      }
    },
  };
}
