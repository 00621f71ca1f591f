import { mostCalls } from '../../shared/limits';
import { promptCount } from '../model/batch';
import { checkBox } from '../ui/checkBox';
import { h, setText } from '../ui/dom';
import { format } from '../model/format';
import type { Page, View } from '../model/state';

/** The switch that gives the braces of the prompt a meaning, off until someone wants it. */
export function createVariationsField(page: Page): View {
  const { strings } = page;
  const box = checkBox({
    testId: 'variations',
    onChange: () => page.dispatch({ type: 'variationsToggled' }),
  });
  box.input.setAttribute('aria-describedby', 'variations-note');
  const note = h('span', { id: 'variations-note', class: 'note' });
  const label = h('label', { class: 'check' }, box.element, strings.variations);
  return {
    element: h('div', { class: 'variations' }, label, note),
    render(state) {
      const { variations } = state.form;
      box.input.checked = variations;
      const count = promptCount(state);
      const said = count > 1 && count <= mostCalls ? format(strings.variationsCount, count) : '';
      setText(note, variations && said !== '' ? said : strings.variationsHint);
    },
  };
}
