import type { ProviderView } from '../messages/views';
import { h, icon, setOptionalText, setText, whenChanged } from './element';
import { format } from './format';
import { findChoice } from './state';
import type { Page, View } from './state';

export function createModelField(page: Page): View {
  const { strings } = page;
  const select = h('select', {
    id: 'model',
    'aria-describedby': 'model-provider model-note key-note',
    'data-testid': 'model',
  });
  // Models of two providers can have the same name, and only one of them is paid.
  const provider = h('span', { id: 'model-provider', class: 'counter' });
  const note = h('p', { id: 'model-note', class: 'note' });
  const keyNote = createKeyNote(page, () => selectedOption(select).dataset.provider ?? '');
  select.addEventListener('change', () => {
    const { provider: providerId = '', model: modelId = '' } = selectedOption(select).dataset;
    page.dispatch({ type: 'modelPicked', providerId, modelId });
    page.post({ type: 'modelChosen', providerId, modelId });
  });
  const renderOptions = whenChanged((providers: readonly ProviderView[]) =>
    select.replaceChildren(...providers.map(providerGroup)),
  );
  return {
    element: h(
      'div',
      { class: 'field' },
      h('div', { class: 'label-row' }, h('label', { for: 'model', class: 'label' }, strings.model), provider),
      selectBox(select),
      note,
      keyNote.element,
    ),
    render({ providers, form }) {
      renderOptions(providers);
      select.value = optionValue(form.providerId, form.modelId);
      const choice = findChoice(providers, form);
      setText(provider, choice && choice.provider.label !== choice.model.label ? choice.provider.label : '');
      setOptionalText(note, choice?.provider.id === 'placeholder' ? strings.placeholderNote : '');
      keyNote.render(choice && !choice.provider.ready ? format(strings.noKey, choice.provider.label) : '');
    },
  };
}

/** The box draws the arrow: CSS alone would need an image, which the page's policy does not let in. */
export function selectBox(select: HTMLSelectElement): HTMLElement {
  return h('div', { class: 'select-box' }, select, icon('chevron-down'));
}

function providerGroup({ id, label, models }: ProviderView): HTMLElement {
  return h(
    'optgroup',
    { label },
    ...models.map((model) =>
      h(
        'option',
        { value: optionValue(id, model.id), 'data-provider': id, 'data-model': model.id },
        model.label,
      ),
    ),
  );
}

function optionValue(providerId: string, modelId: string): string {
  return `${providerId}/${modelId}`;
}

function selectedOption(select: HTMLSelectElement): HTMLElement {
  return select.selectedOptions[0] ?? select;
}

function createKeyNote(
  page: Page,
  currentProvider: () => string,
): { readonly element: HTMLElement; render(text: string): void } {
  const text = h('span', { id: 'key-note' });
  const button = h(
    'button',
    { type: 'button', class: 'button secondary', 'data-testid': 'set-key' },
    page.strings.setKey,
  );
  button.addEventListener('click', () => page.post({ type: 'setKey', providerId: currentProvider() }));
  const element = h('div', { class: 'notice' }, icon('key'), text, button);
  return {
    element,
    render(words) {
      setText(text, words);
      element.hidden = words === '';
    },
  };
}
