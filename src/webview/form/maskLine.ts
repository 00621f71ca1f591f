import { t } from '@vscode/l10n';
import { h, setOptionalText } from '../ui/dom';
import { findChoice, referenceName, type Page, type PageState, type View } from '../model/state';

/** Says under the references that a part of the first one is marked, or that a mark does not count any more. */
export function createMaskLine(page: Page): View {
  const text = h('span', { class: 'mask-line-text' });
  const edit = h('button', { type: 'button', class: 'link', 'data-testid': 'mask-edit' }, t('Edit Mark…'));
  const remove = h(
    'button',
    { type: 'button', class: 'link', 'data-testid': 'mask-remove' },
    t('Remove Mark'),
  );
  let latest: PageState | undefined;
  edit.addEventListener('click', () => latest && askToMark(page, latest));
  remove.addEventListener('click', () => {
    page.dispatch({ type: 'maskRemoved' });
    // The button is gone with what it was for.
    document.querySelector<HTMLElement>('[data-testid="reference"] [data-stop]')?.focus();
  });
  const element = h(
    'div',
    { class: 'note mask-line', 'data-testid': 'mask-line' },
    text,
    h('span', { class: 'mask-line-actions' }, edit, remove),
  );
  return {
    element,
    render(state) {
      latest = state;
      const { form, lostMask } = state;
      const [first] = form.references;
      const isMarked = form.mask !== '' && first !== undefined;
      element.hidden = !isMarked && !lostMask;
      const isTaken = takesMask(state);
      edit.hidden = !isMarked || !isTaken;
      // Where it is not taken, the problem below says so.
      setOptionalText(
        text,
        isMarked
          ? isTaken
            ? t('Only the marked part of {0} is to change.', referenceName(state, first.uri))
            : ''
          : lostMask
            ? t(
                'The mark on {0} counts only while that is the first reference.',
                referenceName(state, lostMask.uri),
              )
            : '',
      );
    },
  };
}

/** Whether the chosen model can be told which part is to change. */
export function takesMask({ providers, form }: PageState): boolean {
  return findChoice(providers, form)?.model.capabilities.mask === true;
}

/** Opens the first reference to be marked. */
export function askToMark(page: Page, { form }: PageState): void {
  const { references, mask, providerId, modelId } = form;
  const [first] = references;
  if (first) {
    page.post({ type: 'markChanges', uri: first.uri, mask, providerId, modelId });
  }
}
