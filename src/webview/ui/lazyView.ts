import { h } from './dom';
import type { PageState, View } from '../model/state';

interface LazyViewOptions {
  readonly load: () => Promise<View>;
  readonly isWanted: (state: PageState) => boolean;
}

/** A view whose code is loaded when it has something to show for the first time. */
export function createLazyView({ load, isWanted }: LazyViewOptions): View {
  const element = h('div', { class: 'lazy' });
  let view: View | undefined;
  let isLoading = false;
  let latest: PageState | undefined;
  const begin = async (): Promise<void> => {
    isLoading = true;
    view = await load();
    element.replaceChildren(view.element);
    if (latest) {
      view.render(latest);
    }
  };
  return {
    element,
    render(state) {
      latest = state;
      if (view) {
        view.render(state);
      } else if (isWanted(state) && !isLoading) {
        // A file of the extension itself that cannot be loaded is no state to recover from; the next time tries again.
        begin().catch(() => {
          isLoading = false;
        });
      }
    },
  };
}
