import { t } from '@vscode/l10n';
import { h, icon, iconButton, setText } from '../ui/dom';
import type { Page, View } from '../model/state';

/** Says that an image which was dropped has no recipe. */
export function createRecipeNote(page: Page): View {
  const words = h('span', {});
  const close = iconButton({
    icon: 'close',
    label: t('Close'),
    onClick: () => page.dispatch({ type: 'recipeClosed' }),
  });
  const element = h(
    'div',
    { class: 'recipe-card recipe-note', 'data-testid': 'recipe-note' },
    icon('info'),
    words,
    close,
  );
  return {
    element,
    render({ recipe: { note: text = '' } }) {
      setText(words, text);
      element.hidden = text === '';
    },
  };
}
