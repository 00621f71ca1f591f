import { t } from '@vscode/l10n';
import { longestPrompt } from '../../shared/limits';
import { promptLength } from '../../shared/composePrompt';
import { chosenAdditions, sentPrompt } from '../model/additions';
import { caretLine } from '../ui/caretLine';
import { h, setAttribute, setOptionalText } from '../ui/dom';
import { createLazyView } from '../ui/lazyView';
import { createProblemLine } from '../ui/problemLine';
import { findProblems } from '../model/problems';
import { createPromptButtons, isListKey } from './promptButtons';
import { findChoice } from '../model/state';
import type { Page, PageState, View } from '../model/state';

/** The counter shows from this share of the limit on. */
const nearLimit = 0.8;

export function createPromptField(page: Page): View {
  const input = h('textarea', {
    id: 'prompt',
    class: 'prompt',
    rows: 5,
    dir: 'auto',
    maxlength: longestPrompt,
    placeholder: t('Describe the image'),
    'aria-describedby': 'prompt-counter prompt-problem',
    'data-testid': 'prompt',
  });
  input.addEventListener('input', () => page.dispatch({ type: 'promptEdited', prompt: input.value }));
  input.addEventListener('keydown', (event) => walkOnKey(event, input, page));
  const counter = h('span', { id: 'prompt-counter', class: 'counter' });
  const problemLine = createProblemLine('prompt-problem');
  const buttons = createPromptButtons(page);
  const chips = createLazyView({
    load: async () => (await import('./promptChips')).createPromptChips(page),
    isWanted: (state) => state.additions.styleFile !== undefined || chosenAdditions(state).length > 0,
  });
  const label = h('label', { for: 'prompt', class: 'label' }, t('Prompt'));
  return {
    element: h(
      'div',
      { class: 'field' },
      h('div', { class: 'label-row prompt-row' }, label, counter, buttons.element),
      input,
      chips.element,
      problemLine.element,
    ),
    render(state) {
      // Setting the value would end a composition and forget what can be undone.
      if (input.value !== state.form.prompt) {
        input.value = state.form.prompt;
      }
      buttons.render(state);
      chips.render(state);
      setOptionalText(counter, counterText(state));
      const problem = state.form.prompt.trim() === '' ? undefined : promptProblem(state);
      setAttribute(input, 'aria-invalid', problem ? 'true' : undefined);
      problemLine.render(problem ?? '');
    },
  };
}

/** Up on the first line and down on the last go through the prompts; the list opens by its key. */
function walkOnKey(event: KeyboardEvent, input: HTMLTextAreaElement, page: Page): void {
  if (event.isComposing) {
    return;
  }
  if (isListKey(event)) {
    claim(event);
    page.post({ type: 'pickPrompt' });
    return;
  }
  const isPlain = !event.altKey && !event.ctrlKey && !event.metaKey && !event.shiftKey;
  if (isPlain && event.key === 'ArrowUp' && caretLine(input).first) {
    claim(event);
    page.dispatch({ type: 'promptWalked', direction: 'older' });
    // So that the next step is one key away again.
    input.setSelectionRange(0, 0);
  } else if (isPlain && event.key === 'ArrowDown' && caretLine(input).last) {
    claim(event);
    page.dispatch({ type: 'promptWalked', direction: 'newer' });
    input.setSelectionRange(input.value.length, input.value.length);
  }
}

/** VS Code looks at what a page leaves over. */
function claim(event: KeyboardEvent): void {
  event.preventDefault();
  event.stopPropagation();
}

function promptProblem(state: PageState): string | undefined {
  return findProblems(state).find(({ field }) => field === 'prompt')?.text;
}

/** Empty while the limit is far away, and where it is passed: then the problem says it. It counts all that is sent. */
function counterText(state: PageState): string {
  const { providers, form } = state;
  const limit = findChoice(providers, form)?.model.capabilities.maxPromptLength ?? Infinity;
  const length = promptLength(sentPrompt(state));
  return length < limit * nearLimit
    ? ''
    : t('{0} of {1} characters', length.toLocaleString(), limit.toLocaleString());
}
