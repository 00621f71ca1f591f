import { h, setAttribute, setOptionalText } from './element';
import { codePointLength, format } from './format';
import { createProblemLine } from './problemLine';
import { findProblems } from './problems';
import { findChoice } from './state';
import type { Page, PageState, View } from './state';

/** What a message to the host may carry; models take far less. */
const mostUtf16Units = 200_000;

/** The counter shows from this share of the limit on. */
const nearLimit = 0.8;

export function createPromptField(page: Page): View {
  const { strings } = page;
  const input = h('textarea', {
    id: 'prompt',
    class: 'prompt',
    rows: 5,
    dir: 'auto',
    maxlength: mostUtf16Units,
    placeholder: strings.promptPlaceholder,
    'aria-describedby': 'prompt-counter prompt-problem',
    'data-testid': 'prompt',
  });
  input.addEventListener('input', () => page.dispatch({ type: 'promptEdited', prompt: input.value }));
  const counter = h('span', { id: 'prompt-counter', class: 'counter' });
  const problemLine = createProblemLine('prompt-problem');
  const label = h('label', { for: 'prompt', class: 'label' }, strings.prompt);
  return {
    element: h(
      'div',
      { class: 'field' },
      h('div', { class: 'label-row' }, label, counter),
      input,
      problemLine.element,
    ),
    render(state) {
      // Setting the value would end a composition and forget what can be undone.
      if (input.value !== state.form.prompt) {
        input.value = state.form.prompt;
      }
      setOptionalText(counter, counterText(state));
      const problem = state.form.prompt.trim() === '' ? undefined : promptProblem(state);
      setAttribute(input, 'aria-invalid', problem ? 'true' : undefined);
      problemLine.render(problem ?? '');
    },
  };
}

function promptProblem(state: PageState): string | undefined {
  return findProblems(state).find(({ field }) => field === 'prompt')?.text;
}

/** Empty while the limit is far away, and where it is passed: then the problem says it. */
function counterText({ strings, providers, form }: PageState): string {
  const limit = findChoice(providers, form)?.model.capabilities.maxPromptLength ?? Infinity;
  const length = form.prompt.length < limit * nearLimit ? 0 : codePointLength(form.prompt);
  return length < limit * nearLimit
    ? ''
    : format(strings.promptLength, length.toLocaleString(), limit.toLocaleString());
}
