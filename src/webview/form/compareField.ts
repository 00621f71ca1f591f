import { t } from '@vscode/l10n';
import type { FormModel, ProviderView } from '../../protocol/views';
import { mostCompared } from '../../shared/limits';
import { compareNotes } from '../model/batch';
import { checkBox } from '../ui/checkBox';
import { h, icon, setText, whenChanged } from '../ui/dom';
import { isSameModel } from '../model/state';
import type { Page, PageState, View } from '../model/state';

/** The models that the prompt goes to as well, and what they would do in another way. */
export function createCompareField(page: Page): View {
  const chosen = h('span', { class: 'counter' });
  const summary = h(
    'summary',
    { 'data-testid': 'compare-models' },
    icon('chevron-right'),
    t('Compare Models…'),
    chosen,
  );
  const list = h('div', { class: 'compare-list' });
  const hint = h(
    'p',
    { id: 'compare-hint', class: 'note' },
    t('The prompt goes to each of them, four at most. Their images stand side by side.'),
  );
  const group = h(
    'div',
    { role: 'group', 'aria-label': t('Compare Models…'), 'aria-describedby': 'compare-hint' },
    hint,
    list,
  );
  const notes = h('ul', { class: 'compare-notes note', role: 'list', 'aria-live': 'polite' });
  let boxes: readonly ModelBox[] = [];
  const renderBoxes = whenChanged((providers: readonly ProviderView[]) => {
    const drawn = providers.map((provider) => providerBoxes(page, provider));
    const focused = Array.from(list.children).findIndex((group) => group.contains(document.activeElement));
    boxes = drawn.flatMap((each) => each.boxes);
    list.replaceChildren(...drawn.map(({ element }) => element));
    // As after the key of a provider was set by its button.
    list.children[focused]?.querySelector<HTMLElement>('button, input')?.focus();
  });
  return {
    element: h('div', { class: 'compare-field' }, h('details', {}, summary, group), notes),
    render(state) {
      renderBoxes(state.providers);
      boxes.forEach((box) => box.render(state));
      const count = state.form.compareWith.length + 1;
      setText(chosen, count > 1 ? t('{0} models', count) : '');
      renderNotes(notes, compareNotes(state));
    },
  };
}

interface ModelBox {
  render(state: PageState): void;
}

function providerBoxes(
  page: Page,
  { id: providerId, label, ready, models }: ProviderView,
): { readonly element: HTMLElement; readonly boxes: readonly ModelBox[] } {
  const made = models.map((model) => modelBox(page, { providerId, modelId: model.id }, model.label));
  const headingId = `compare-${providerId}`;
  return {
    element: h(
      'div',
      { role: 'group', 'aria-labelledby': headingId },
      h(
        'div',
        { class: 'compare-heading note' },
        h('span', { id: headingId }, ready ? label : t('{0} needs an API key.', label)),
        ...(ready ? [] : [setKeyButton(page, providerId, headingId)]),
      ),
      ...made.map(({ element }) => element),
    ),
    boxes: made,
  };
}

/** Without it, Generate asks for the key. */
function setKeyButton(page: Page, providerId: string, headingId: string): HTMLElement {
  const button = h(
    'button',
    { type: 'button', class: 'link', 'aria-describedby': headingId, 'data-testid': 'compare-set-key' },
    t('Set API Key…'),
  );
  button.addEventListener('click', () => page.post({ type: 'setKey', providerId }));
  return button;
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
