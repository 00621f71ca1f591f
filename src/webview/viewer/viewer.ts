import { t } from '@vscode/l10n';
import { createCompare } from './compare/compare';
import { h, iconButton, showsFocus } from '../ui/dom';
import { createFit } from './resize/fit';
import { createMask } from './mask/mask';
import { createRefine } from './refine/refine';
import type { ViewerState } from '../model/viewerState';
import type { Page, ViewerBody, View } from '../model/state';

const bodies: Readonly<Record<ViewerState['kind'], (page: Page) => ViewerBody>> = {
  compare: createCompare,
  refine: createRefine,
  fit: createFit,
  mask: createMask,
};

const titles: Readonly<Record<ViewerState['kind'], () => string>> = {
  compare: () => t('Compare'),
  refine: () => t('Refine'),
  fit: () => t('Fit to Size'),
  mask: () => t('Mark What Changes'),
};

/**
 * A layer over the page in which one image is looked at. The rest of the page can neither be clicked nor reached by
 * Tab meanwhile, so it has a region for announcements of its own.
 */
export function createViewer(page: Page, announcer: View): View {
  const close = (): void => page.dispatch({ type: 'stageClosed' });
  const body = h('div', { class: 'stage-body' });
  const closeButton = iconButton({
    icon: 'close',
    label: t('Close'),
    testId: 'stage-close',
    onClick: close,
  });
  closeButton.classList.add('stage-close');
  const element = h(
    'dialog',
    { class: 'stage', 'data-testid': 'stage' },
    body,
    closeButton,
    announcer.element,
  );
  element.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && !event.isComposing) {
      event.preventDefault();
      event.stopPropagation();
      closeInnermost();
    }
    keepFocusInside(element, event);
  });
  // The browser closes a dialog by itself on Escape where nothing in it has the focus.
  element.addEventListener('cancel', (event) => {
    event.preventDefault();
    closeInnermost();
  });
  let shown: { readonly kind: ViewerState['kind']; readonly view: ViewerBody } | undefined;
  const closeInnermost = (): void => {
    if (!closeDetails() && shown?.view.goBack?.() !== true) {
      close();
    }
  };
  let opener: Opener | undefined;
  return {
    element,
    render(state) {
      const { stage } = state;
      if (!stage) {
        shown = undefined;
        if (element.open) {
          element.close();
          body.replaceChildren();
          opener?.focus();
        }
        return;
      }
      const { kind } = stage;
      const isNew = shown?.kind !== kind;
      const view = shown && !isNew ? shown.view : bodies[kind](page);
      shown = { kind, view };
      view.render(state);
      if (isNew) {
        body.replaceChildren(view.element);
      }
      element.setAttribute('aria-label', titles[kind]());
      if (!element.open) {
        opener = rememberFocus();
        element.showModal();
      }
      // What had the focus may be hidden now.
      if (isNew || !showsFocus(element)) {
        view.focus();
      }
      announcer.render(state);
    },
  };
}

/** What was opened around the focus. */
function closeDetails(): boolean {
  const open = document.activeElement?.closest('details[open]');
  open?.removeAttribute('open');
  open?.querySelector('summary')?.focus();
  return open !== undefined && open !== null;
}

interface Opener {
  readonly focus: () => void;
}

/** The button that opened the stage; where its tile was drawn anew meanwhile, the tile. */
function rememberFocus(): Opener {
  const before = document.activeElement;
  const uri = before?.closest<HTMLElement>('[data-uri]')?.dataset.uri;
  return {
    focus() {
      const tile = Array.from(document.querySelectorAll<HTMLElement>('[data-uri]')).find(
        ({ dataset }) => uri !== undefined && dataset.uri === uri,
      );
      const target =
        before instanceof HTMLElement && before.isConnected && before !== document.body
          ? before
          : (tile?.querySelector<HTMLElement>('[data-stop]') ?? document.getElementById('prompt'));
      target?.focus();
    },
  };
}

/** A dialog lets Tab go on to the browser around it; in a webview that would be the workbench. */
function keepFocusInside(dialog: HTMLElement, event: KeyboardEvent): void {
  if (event.key !== 'Tab' || event.altKey || event.ctrlKey || event.metaKey) {
    return;
  }
  const stops = Array.from(
    dialog.querySelectorAll<HTMLElement>('button, input, select, textarea, [tabindex]'),
  ).filter((stop) => stop.tabIndex >= 0 && stop.checkVisibility() && !stop.matches(':disabled'));
  const edge = event.shiftKey ? stops[0] : stops.at(-1);
  if (document.activeElement === edge) {
    event.preventDefault();
    (event.shiftKey ? stops.at(-1) : stops[0])?.focus();
  }
}
