import { t } from '@vscode/l10n';
import { h, icon, setText } from '../../ui/dom';
import type { CompareState } from '../../model/viewerState';
import type { Page } from '../../model/state';

/** What becomes of an edit. */
export function createDecision(page: Page): {
  readonly element: HTMLElement;
  render(stage: CompareState): void;
} {
  let stage: CompareState | undefined;
  const button = (
    testId: string,
    label: string,
    onClick: (stage: CompareState) => void,
  ): HTMLButtonElement => {
    const made = h('button', { type: 'button', class: 'button secondary', 'data-testid': testId }, label);
    made.addEventListener('click', () => stage && onClick(stage));
    return made;
  };
  const keep = button('keep-edit', t('Keep Edit'), () => page.dispatch({ type: 'stageClosed' }));
  keep.classList.remove('secondary');
  const replace = button('replace-original', t('Replace Original'), ({ view }) => {
    if (view.before) {
      page.post({ type: 'replaceOriginal', edit: view.after.uri, original: view.before.uri });
    }
  });
  const discard = button('discard-edit', t('Discard'), ({ view }) =>
    page.post({ type: 'discardEdit', uri: view.after.uri }),
  );
  const undo = button('undo-replace', t('Undo'), ({ view }) =>
    page.post({ type: 'undoReplace', id: view.undoId, edit: view.after.uri }),
  );
  const remove = button('delete-edit', t('Delete the Edit'), ({ view }) =>
    page.post({ type: 'deleteEdit', id: view.undoId, edit: view.after.uri }),
  );
  const note = h('span', {});
  const replaced = h('p', { class: 'decision-note', role: 'status' }, icon('check'), note);
  const element = h(
    'div',
    { class: 'decision', 'data-testid': 'decision' },
    replaced,
    undo,
    remove,
    keep,
    replace,
    discard,
  );
  return {
    element,
    render(next) {
      stage = next;
      const { decision, before } = next.view;
      const hadFocus = element.contains(document.activeElement);
      element.hidden = decision === 'none';
      keep.hidden = replace.hidden = discard.hidden = decision !== 'open';
      replaced.hidden = undo.hidden = remove.hidden = decision !== 'replaced';
      setText(note, t('{0} holds this edit now. What it was before is kept by Easel.', before?.name ?? ''));
      // The button that was pressed may be gone now.
      if (hadFocus && !element.hidden && document.activeElement?.checkVisibility() !== true) {
        (decision === 'replaced' ? undo : keep).focus();
      }
    },
  };
}
