import { h } from './element';
import type { Page, PageState, View } from './state';

/** The stage, whose code is loaded when it is opened first. */
export function createLazyStage(page: Page, announcer: View): View {
  const element = h('div', {});
  let stage: View | undefined;
  let isLoading = false;
  let latest: PageState | undefined;
  const load = async (): Promise<void> => {
    isLoading = true;
    const { createStage } = await import('./stage');
    stage = createStage(page, announcer);
    element.replaceChildren(stage.element);
    if (latest) {
      stage.render(latest);
    }
  };
  return {
    element,
    render(state) {
      latest = state;
      if (stage) {
        stage.render(state);
      } else if (state.stage && !isLoading) {
        // A file of the extension itself that cannot be loaded is no state to recover from; the next opening tries again.
        load().catch(() => {
          isLoading = false;
        });
      }
    },
  };
}
