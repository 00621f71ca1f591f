import { t } from '@vscode/l10n';
import { mostCalls } from '../../shared/limits';
import { promptCount } from '../model/batch';
import { checkBox } from '../ui/checkBox';
import { h, setText } from '../ui/dom';
import type { Page, View } from '../model/state';

/** The switch that gives the braces of the prompt a meaning, off until someone wants it. */
export function createVariationsField(page: Page): View {
  const box = checkBox({
    testId: 'variations',
    onChange: () => page.dispatch({ type: 'variationsToggled' }),
  });
  box.input.setAttribute('aria-describedby', 'variations-note');
  const note = h('span', { id: 'variations-note', class: 'note' });
  const label = h('label', { class: 'check' }, box.element, t('Variations'));
  return {
    element: h('div', { class: 'variations' }, label, note),
    render({ form }) {
      const { variations } = form;
      box.input.checked = variations;
      const count = promptCount(form);
      const said = count > 1 && count <= mostCalls ? t('{0} prompts', count) : '';
      setText(note, variations && said !== '' ? said : t('{a|b} makes one image of each'));
    },
  };
}
