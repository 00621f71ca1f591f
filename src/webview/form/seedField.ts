import { t } from '@vscode/l10n';
import { h, setAttribute } from '../ui/dom';
import { createProblemLine } from '../ui/problemLine';
import { findProblems } from '../model/problems';
import { findChoice } from '../model/state';
import type { Page, View } from '../model/state';

/** A number that an image can be made again with; nothing where the model takes none. */
export function createSeedField(page: Page): View {
  const input = h('input', {
    id: 'seed',
    type: 'text',
    inputmode: 'numeric',
    class: 'text-input',
    placeholder: t('Random'),
    autocomplete: 'off',
    spellcheck: 'false',
    'aria-describedby': 'seed-problem',
    'data-testid': 'seed',
  });
  input.addEventListener('input', () => {
    page.dispatch({ type: 'seedEdited', seed: input.value });
  });
  const problem = createProblemLine('seed-problem');
  const label = h('label', { for: 'seed', class: 'label' }, t('Seed'));
  const element = h('div', { class: 'field' }, label, h('div', { class: 'seed' }, input), problem.element);
  return {
    element,
    render(state) {
      element.hidden = findChoice(state.providers, state.form)?.model.capabilities.seed !== true;
      if (input.value !== state.form.seed) {
        input.value = state.form.seed;
      }
      const text = findProblems(state).find(({ field }) => field === 'seed')?.text ?? '';
      problem.render(text);
      setAttribute(input, 'aria-invalid', text === '' ? undefined : 'true');
    },
  };
}
