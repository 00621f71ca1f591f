import { t } from '@vscode/l10n';
import type { AdditionView, StyleFileView } from '../../protocol/views';
import { promptPieces } from '../../shared/composePrompt';
import { chosenAdditions } from '../model/additions';
import { h, icon, iconButton, setOptionalText, setText } from '../ui/dom';
import type { Row } from '../ui/keyedList';
import { keyedList } from '../ui/keyedList';
import type { Page, PageState, View } from '../model/state';

/** Under the prompt: what is put around it, the whole text as it is sent, and the question about a style file. */
export function createPromptChips(page: Page): View {
  const list = h('ul', { class: 'chips', role: 'list', 'aria-label': t('Added to the prompt') });
  const renderChips = keyedList<AdditionView>({
    parent: list,
    key: ({ name }) => name,
    create: ({ name }) => createChip(page, name),
  });
  const addStyle = createAddStyle(page);
  const sent = createSentText();
  const question = createStyleQuestion(page);
  const problem = h('p', { class: 'note', 'data-testid': 'style-file-problem' });
  return {
    element: h(
      'div',
      { class: 'prompt-additions' },
      h('div', { class: 'chip-row' }, list, addStyle.element),
      sent.element,
      question.element,
      problem,
    ),
    render(state) {
      const chosen = chosenAdditions(state);
      list.hidden = chosen.length === 0;
      renderChips(chosen);
      addStyle.render(state);
      sent.render(state);
      question.render(state);
      setOptionalText(problem, state.additions.styleFile?.problem ?? '');
    },
  };
}

function createChip(page: Page, name: string): Row<AdditionView> {
  const label = h('span', { class: 'chip-name', dir: 'auto' }, name);
  let isStyleFile = false;
  const sign = icon('layers');
  const remove = iconButton({
    icon: 'close',
    label: t('Remove {0} from the prompt', name),
    testId: 'chip-remove',
    onClick: () =>
      page.dispatch(isStyleFile ? { type: 'styleFileToggled' } : { type: 'presetRemoved', name }),
  });
  const element = h('li', { class: 'chip', 'data-testid': 'chip' }, sign, label, remove);
  return {
    element,
    render(addition) {
      isStyleFile = isStyleFileView(addition);
      sign.className = `codicon codicon-${isStyleFile ? 'file' : 'layers'}`;
      element.title = `${addition.before}…${addition.after}`;
    },
  };
}

/** Brings back the style file that was taken off this form. */
function createAddStyle(page: Page): View {
  const label = h('span', { dir: 'auto' });
  const button = h(
    'button',
    { type: 'button', class: 'chip chip-add', 'data-testid': 'style-file-add' },
    icon('add'),
    label,
  );
  button.addEventListener('click', () => page.dispatch({ type: 'styleFileToggled' }));
  return {
    element: button,
    render({ additions: { styleFile }, form }) {
      const isLeftOut = !form.styleFile && styleFile?.choice === 'used' && styleFile.problem === '';
      button.hidden = !isLeftOut;
      setText(label, styleFile?.name ?? '');
      button.title = t('Add {0} to the prompt', styleFile?.name ?? '');
      button.setAttribute('aria-label', button.title);
    },
  };
}

/** The prompt as it is sent, with what the user wrote told apart from what is added. */
function createSentText(): View {
  const before = h('span', { class: 'sent-addition' });
  const own = h('span', {});
  const after = h('span', { class: 'sent-addition' });
  const text = h('pre', { class: 'sent-text', dir: 'auto', tabindex: 0, 'data-testid': 'sent-text' });
  text.append(before, own, after);
  const element = h(
    'details',
    { class: 'sent' },
    h('summary', {}, icon('chevron-right'), t('What is sent')),
    text,
  );
  return {
    element,
    render(state) {
      const additions = chosenAdditions(state);
      // Also while nothing is written: they are to be read before.
      const pieces = promptPieces(state.form.prompt, additions);
      element.hidden = additions.length === 0;
      setText(before, pieces.before);
      setText(own, pieces.own);
      setText(after, pieces.after);
    },
  };
}

/** Asked once for each workspace and each text, before anything of the file is sent. */
function createStyleQuestion(page: Page): View {
  const words = h('span', { id: 'style-file-question' });
  const preview = h('pre', { class: 'sent-text', dir: 'auto', tabindex: 0 });
  let isLeftOut = false;
  const answer = (choice: 'used' | 'left', label: string): HTMLElement => {
    const button = h(
      'button',
      {
        type: 'button',
        class: 'button secondary',
        'aria-describedby': 'style-file-question',
        'data-testid': `style-file-${choice}`,
      },
      label,
    );
    button.addEventListener('click', () => {
      page.post({ type: 'styleFileAnswered', choice });
      if (choice === 'used' && isLeftOut) {
        page.dispatch({ type: 'styleFileToggled' });
      }
      document.getElementById('prompt')?.focus();
    });
    return button;
  };
  const element = h(
    'div',
    { class: 'notice style-question', 'data-testid': 'style-file-question' },
    icon('file'),
    words,
    // Open: a yes is to all of the text.
    h('details', { open: true }, h('summary', {}, icon('chevron-right'), t('Show the Text')), preview),
    answer('used', t('Add It')),
    answer('left', t('Leave It Out')),
  );
  return {
    element,
    render({ additions: { styleFile }, form }: PageState) {
      isLeftOut = !form.styleFile;
      element.hidden = styleFile?.choice !== 'asked' || styleFile.problem !== '';
      setText(
        words,
        t(
          '{0} describes the style of this workspace. Add its text to your prompts here?',
          styleFile?.name ?? '',
        ),
      );
      setText(preview, styleFile?.after.trim() ?? '');
    },
  };
}

function isStyleFileView(view: AdditionView): view is StyleFileView {
  return 'choice' in view;
}
