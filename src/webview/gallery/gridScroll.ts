import type { GridPlace } from '../model/gridLayout';
import type { Page, PageState } from '../model/state';

/** So long after the last step of scrolling it is told where it has led. */
const restMilliseconds = 150;

interface ScrolledGrid {
  /** `undefined` at the upper edge of the page. */
  readonly place: () => GridPlace | undefined;
  readonly goTo: (place: GridPlace) => void;
}

/**
 * Tells where the user has scrolled to, and goes there again in the page that takes the place of a hidden one, as
 * soon as the list is long enough. Who does something before that stays where they are.
 */
export function createGridScroll(page: Page, { place, goTo }: ScrolledGrid) {
  let isPending = true;
  let timer: number | undefined;
  for (const type of ['wheel', 'pointerdown', 'keydown']) {
    const stay = (): void => {
      isPending = false;
    };
    window.addEventListener(type, stay, { once: true, passive: true, capture: true });
  }
  const tell = (): void => {
    if (!isPending) {
      page.dispatch({ type: 'scrolled', place: place() });
    }
  };
  window.addEventListener(
    'scroll',
    () => {
      window.clearTimeout(timer);
      timer = window.setTimeout(tell, restMilliseconds);
    },
    { passive: true },
  );
  return {
    isPending: (): boolean => isPending,
    /** For a grid whose rows are as high as they will be. */
    restore({ place: wanted, history }: PageState): void {
      if (isPending && (!wanted || history.isComplete || history.total > wanted.first)) {
        isPending = false;
        if (wanted) {
          goTo(wanted);
        }
      }
    },
  };
}
