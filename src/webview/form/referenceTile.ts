import { t } from '@vscode/l10n';
import { h, icon, iconButton, setAttribute, setOptionalText, setText } from '../ui/dom';
import { createImageBox } from '../ui/imageBox';
import type { Row } from '../ui/keyedList';
import { makeReferenceDraggable } from './referenceDrag';
import { stopAttribute } from '../ui/rovingFocus';
import type { Page } from '../model/state';

/** A reference as the form shows it. */
export interface TileItem {
  readonly uri: string;
  readonly name: string;
  readonly source: string;
  readonly facts: string;
  readonly isStyle: boolean;
  readonly offersStyle: boolean;
  readonly problem: string;
  /** What becomes of it before it is sent. */
  readonly note: string;
  /** What changes can be marked on it. */
  readonly offersMask: boolean;
  /** Address of the mask on it, or empty. */
  readonly mask: string;
  /** Number of references in the form. */
  readonly count: number;
}

export function createReferenceTile(page: Page, uri: string, onMark: () => void): Row<TileItem> {
  const image = createImageBox(t('Cannot be shown'));
  const mask = h('img', { class: 'mask-overlay', alt: '', draggable: 'false' });
  const number = h('span', { class: 'position', 'aria-hidden': 'true' });
  const name = h('span', { class: 'tile-name' });
  const warning = h('span', { class: 'tile-problem' }, icon('error'));
  const note = h('span', { class: 'tile-note', 'data-testid': 'reference-note' });
  const buttons = createTileButtons(page, uri, onMark);
  const frame = h(
    'div',
    { class: 'reference-frame', role: 'group', [stopAttribute]: true, tabindex: -1 },
    image.element,
    mask,
    number,
    warning,
    buttons.element,
  );
  const element = h(
    'li',
    { class: 'reference', 'data-testid': 'reference', 'data-uri': uri },
    frame,
    name,
    note,
  );
  let position = 0;
  frame.setAttribute('aria-keyshortcuts', 'Alt+ArrowLeft Alt+ArrowRight Delete');
  frame.addEventListener('keydown', (event) => {
    if (handleKey(page, event, uri, position)) {
      event.preventDefault();
      // VS Code would take Alt+Left for "go back".
      event.stopPropagation();
    }
  });
  makeReferenceDraggable(element, uri);
  return {
    element,
    render(item, index) {
      position = index;
      image.render(item.source, '');
      mask.hidden = item.mask === '';
      setAttribute(mask, 'src', item.mask || undefined);
      setText(number, String(index + 1));
      setText(name, item.name.slice(item.name.lastIndexOf('/') + 1));
      setOptionalText(note, item.note);
      const described = [item.name, item.facts, item.note, item.problem].filter((text) => text !== '');
      element.title = described.join('\n');
      setAttribute(frame, 'aria-label', `${index + 1}. ${described.join(', ')}`);
      warning.hidden = item.problem === '';
      element.classList.toggle('has-problem', item.problem !== '');
      buttons.render(item, index);
    },
  };
}

function createTileButtons(page: Page, uri: string, onMark: () => void): Row<TileItem> {
  let position = 0;
  const move = (distance: number) => (): void =>
    page.dispatch({ type: 'referenceMoved', uri, to: position + distance });
  const style = iconButton({
    icon: 'symbol-color',
    label: t('Use for Style Only'),
    onClick: () => page.dispatch({ type: 'referenceUseToggled', uri }),
  });
  style.classList.add('style-toggle');
  const mark = iconButton({
    icon: 'paintcan',
    label: t('Mark What Changes…'),
    testId: 'mark-changes',
    onClick: onMark,
  });
  mark.classList.add('mark-changes');
  const earlier = iconButton({
    icon: 'chevron-left',
    label: t('Move Earlier'),
    onClick: move(-1),
  });
  const later = iconButton({ icon: 'chevron-right', label: t('Move Later'), onClick: move(1) });
  const remove = iconButton({
    icon: 'close',
    label: t('Remove'),
    onClick: () => page.dispatch({ type: 'referenceRemoved', uri }),
  });
  remove.classList.add('remove');
  return {
    element: h(
      'div',
      { class: 'tile-buttons' },
      remove,
      mark,
      h('div', { class: 'bar' }, earlier, style, later),
    ),
    render({ isStyle, offersStyle, offersMask, count }, index) {
      position = index;
      style.hidden = !offersStyle;
      mark.hidden = !offersMask;
      setAttribute(style, 'aria-pressed', isStyle ? 'true' : 'false');
      // Disabled for the eye only: a button that has the focus must not lose it at the end of the row.
      setAttribute(earlier, 'aria-disabled', index === 0 ? 'true' : undefined);
      setAttribute(later, 'aria-disabled', index === count - 1 ? 'true' : undefined);
    },
  };
}

function handleKey(page: Page, event: KeyboardEvent, uri: string, position: number): boolean {
  const { key, altKey, ctrlKey, metaKey, shiftKey } = event;
  if (ctrlKey || metaKey || shiftKey) {
    return false;
  }
  if (altKey && (key === 'ArrowLeft' || key === 'ArrowRight')) {
    page.dispatch({ type: 'referenceMoved', uri, to: position + (key === 'ArrowLeft' ? -1 : 1) });
    return true;
  }
  if (!altKey && key === 'Delete') {
    page.dispatch({ type: 'referenceRemoved', uri });
    return true;
  }
  return false;
}
