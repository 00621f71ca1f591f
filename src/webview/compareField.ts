import type { FormModel, ProviderView } from '../messages/views';
import { compareNotes, mostCompared } from './batch';
import { checkBox } from './checkBox';
import { h, icon, setText, whenChanged } from './element';
import { format } from './format';
import { isSameModel } from './state';
import type { Page, PageState, View } from './state';

/** The models that the prompt goes to as well, and what they would do in another way. */
export function createCompareField(page: Page): View {
  const { strings } = page;
  const chosen = h('span', { class: 'counter' });
  const summary = h(
    'summary',
    { 'data-testid': 'compare-models' },
    icon('chevron-right'),
    strings.compareModels,
    chosen,
  );
  const list = h('div', { class: 'compare-list' });
  const hint = h('p', { id: 'compare-hint', class: 'note' }, strings.compareHint);
  const group = h(
    'div',
    { role: 'group', 'aria-label': strings.compareModels, 'aria-describedby': 'compare-hint' },
    hint,
    list,
  );
  const notes = h('ul', { class: 'compare-notes note', role: 'list', 'aria-live': 'polite' });
  let boxes: readonly ModelBox[] = [];
  const renderBoxes = whenChanged((providers: readonly ProviderView[]) => {
    const drawn = providers.map((provider) => providerBoxes(page, provider));
    boxes = drawn.flatMap((each) => each.boxes);
    list.replaceChildren(...drawn.map(({ element }) => element));
  });
  return {
    element: h('div', { class: 'compare-field' }, h('details', {}, summary, group), notes),
    render(state) {
      renderBoxes(state.providers);
      boxes.forEach((box) => box.render(state));
      const count = state.form.compareWith.length + 1;
      setText(chosen, count > 1 ? format(strings.compareChosen, count) : '');
      renderNotes(notes, compareNotes(state));
    },
  };
}

interface ModelBox {
  render(state: PageState): void;
}

function providerBoxes(
  page: Page,
  { id: providerId, label, models }: ProviderView,
): { readonly element: HTMLElement; readonly boxes: readonly ModelBox[] } {
  const made = models.map((model) => modelBox(page, { providerId, modelId: model.id }, model.label));
  const headingId = `compare-${providerId}`;
  return {
    element: h(
      'div',
      { role: 'group', 'aria-labelledby': headingId },
      h('div', { id: headingId, class: 'note' }, label),
      ...made.map(({ element }) => element),
    ),
    boxes: made,
  };
}

function modelBox(page: Page, model: FormModel, label: string): ModelBox & { readonly element: HTMLElement } {
  const box = checkBox({ onChange: () => page.dispatch({ type: 'comparedToggled', model }) });
  box.input.value = `${model.providerId}/${model.modelId}`;
  return {
    element: h('label', { class: 'check' }, box.element, h('span', {}, label)),
    render({ form }) {
      const isMain = isSameModel(form, model);
      const isOther = form.compareWith.some((other) => isSameModel(other, model));
      box.input.checked = isMain || isOther;
      // The model of the form is one of them in any case.
      box.input.disabled = isMain || (!isOther && form.compareWith.length >= mostCompared - 1);
    },
  };
}

function renderNotes(list: HTMLElement, texts: readonly string[]): void {
  if (texts.join('\n') !== Array.from(list.children, ({ textContent }) => textContent).join('\n')) {
    list.replaceChildren(...texts.map((text) => h('li', { dir: 'auto' }, text)));
  }
  list.hidden = texts.length === 0;
}
