import { t } from '@vscode/l10n';
import type { JobView } from '../../protocol/views';
import { h, setText, showsFocus } from '../ui/dom';
import type { Page, PageState, View } from '../model/state';

/** From so many on, one button for all of them saves clicks. */
const several = 2;

/** What can be done with the queue as a whole. It stands in a line that is there anyway, so that nothing moves. */
export function createQueueBar(page: Page): View {
  const button = (testId: string, onClick: () => void): HTMLButtonElement => {
    const element = h('button', { type: 'button', class: 'button secondary', 'data-testid': testId });
    element.addEventListener('click', onClick);
    return element;
  };
  let waiting = 0;
  const cancel = button('cancel-waiting', () => {
    page.post({ type: 'cancelWaiting' });
    page.dispatch({ type: 'told', text: t('Cancelled {0} waiting jobs', waiting) });
  });
  const dismiss = button('dismiss-ended', () => page.post({ type: 'dismissEnded' }));
  const element = h('div', { class: 'queue-bar', role: 'group', 'aria-label': t('Jobs') }, cancel, dismiss);
  return {
    element,
    render({ jobs }: PageState) {
      waiting = jobs.filter(({ state }) => state === 'queued').length;
      const ended = jobs.filter((job) => isOver(job)).length;
      setText(cancel, t('Cancel All Waiting ({0})', waiting));
      setText(dismiss, t('Dismiss All Ended ({0})', ended));
      cancel.title = cancel.textContent;
      dismiss.title = dismiss.textContent;
      const hadFocus = element.contains(document.activeElement);
      cancel.hidden = waiting < several;
      dismiss.hidden = ended < several;
      element.hidden = cancel.hidden && dismiss.hidden;
      if (hadFocus && !showsFocus(element)) {
        (element.hidden
          ? document.getElementById('prompt')
          : element.querySelector<HTMLElement>(':scope > :not([hidden])')
        )?.focus();
      }
    },
  };
}

/** Ended in a way that leaves nothing to fetch or to save. */
function isOver({ state, actions }: JobView): boolean {
  return (state === 'failed' || state === 'cancelled') && actions.every(({ id }) => id !== 'saveAs');
}
