import { t } from '@vscode/l10n';
import type { RefineView, VersionView } from '../../../protocol/viewerViews';
import { h, setAttribute, setText, whenChanged } from '../../ui/dom';
import { excerpt } from '../../model/format';
import { createImageBox } from '../../ui/imageBox';
import { keyedList } from '../../ui/keyedList';
import { rovingFocus, stopAttribute } from '../../ui/rovingFocus';
import type { Page } from '../../model/state';

/** The versions of an image, oldest first; a click goes back to one. Nothing is shown where there is but one. */
export function createVersionStrip(page: Page): {
  readonly element: HTMLElement;
  render(view: RefineView): void;
} {
  const element = h('ol', { class: 'versions', 'aria-label': t('Versions'), 'data-testid': 'versions' });
  let count = 0;
  const renderTiles = keyedList<VersionView>({
    parent: element,
    key: ({ uri }) => uri,
    create: ({ uri }) => {
      const image = createImageBox(t('Cannot be shown'));
      const number = h('span', { class: 'position', 'aria-hidden': 'true' });
      const button = h(
        'button',
        { type: 'button', class: 'version', [stopAttribute]: true, 'data-testid': 'version' },
        image.element,
        number,
      );
      button.addEventListener('click', () => page.post({ type: 'resultAction', uri, action: 'refine' }));
      return {
        element: h('li', {}, button),
        render({ source, name, prompt, isCurrent }, index) {
          image.render(source, '');
          setText(number, String(index + 1));
          const words = t('Version {0} of {1}: {2}', index + 1, count, excerpt(prompt, 250) || name);
          setAttribute(button, 'aria-label', words);
          button.title = `${words}\n${name}`;
          setAttribute(button, 'aria-current', isCurrent ? 'true' : undefined);
        },
      };
    },
  });
  const refreshFocus = rovingFocus(element);
  const renderVersions = whenChanged((versions: readonly VersionView[]) => {
    count = versions.length;
    renderTiles(versions);
    refreshFocus();
    element.hidden = versions.length < 2;
    element.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  });
  return { element, render: ({ versions }) => renderVersions(versions) };
}
