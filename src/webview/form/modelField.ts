import { t } from '@vscode/l10n';
import type { ProviderView } from '../../protocol/views';
import { h, icon, iconButton, setAttribute, setOptionalText, setText, whenChanged } from '../ui/dom';
import { selectBox } from '../ui/selectBox';
import { findChoice, type Choice, type Page, type View } from '../model/state';

export function createModelField(page: Page): View {
  const select = h('select', {
    id: 'model',
    'aria-describedby': 'model-provider model-note key-note',
    'data-testid': 'model',
  });
  // Models of two providers can have the same name, and only one of them is paid.
  const provider = h('span', { id: 'model-provider', class: 'counter' });
  const note = h('p', { id: 'model-note', class: 'note' });
  const refresh = iconButton({
    icon: 'refresh',
    label: t('Refresh Models'),
    testId: 'refresh-models',
    onClick: () =>
      page.post({ type: 'refreshModels', providerId: selectedOption(select).dataset.provider ?? '' }),
  });
  const choose = (providerId: string, modelId: string): void => {
    page.dispatch({ type: 'modelPicked', providerId, modelId });
    page.post({ type: 'modelChosen', providerId, modelId });
  };
  const retirement = createRetirementNote(choose);
  const keyNote = createKeyNote(page, () => selectedOption(select).dataset.provider ?? '');
  select.addEventListener('change', () => {
    const { provider: providerId = '', model: modelId = '' } = selectedOption(select).dataset;
    choose(providerId, modelId);
  });
  const renderOptions = whenChanged((providers: readonly ProviderView[]) =>
    select.replaceChildren(...providers.map(providerGroup)),
  );
  return {
    element: h(
      'div',
      { class: 'field' },
      h('div', { class: 'label-row' }, h('label', { for: 'model', class: 'label' }, t('Model')), provider),
      h('div', { class: 'model-row' }, selectBox(select), refresh),
      note,
      retirement.element,
      keyNote.element,
    ),
    render({ providers, form }) {
      renderOptions(providers);
      select.value = optionValue(form.providerId, form.modelId);
      const choice = findChoice(providers, form);
      setText(provider, choice && choice.provider.label !== choice.model.label ? choice.provider.label : '');
      setOptionalText(
        note,
        choice?.provider.id === 'placeholder'
          ? t('Placeholder draws a labelled stand-in of the exact size, offline and without a key.')
          : '',
      );
      const reason = choice ? whyNotRefreshed(choice) : undefined;
      setAttribute(refresh, 'aria-disabled', reason === '' ? undefined : 'true');
      refresh.title = reason === '' ? t('Refresh Models') : (reason ?? t('Refresh Models'));
      retirement.render(choice);
      keyNote.render(
        choice && !choice.provider.ready ? t('{0} needs an API key.', choice.provider.label) : '',
      );
    },
  };
}

/** Empty where the provider can be asked for its models. */
function whyNotRefreshed({ provider: { label, hasModelList, ready } }: Choice): string {
  return !hasModelList
    ? t('{0} has no list of models that can be asked for.', label)
    : ready
      ? ''
      : t('{0} needs an API key.', label);
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
    t('Set API Key…'),
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

/** That the model ends, and one click to the one that takes its place. */
function createRetirementNote(choose: (providerId: string, modelId: string) => void): {
  readonly element: HTMLElement;
  render(choice: Choice | undefined): void;
} {
  const text = h('span', { dir: 'auto' });
  const button = h('button', { type: 'button', class: 'button secondary', 'data-testid': 'use-replacement' });
  let shown: Choice | undefined;
  button.addEventListener('click', () => {
    const modelId = shown?.model.retirement?.modelId;
    if (shown && modelId !== undefined) {
      choose(shown.provider.id, modelId);
    }
  });
  const element = h(
    'div',
    { class: 'notice', role: 'status', 'data-testid': 'retirement' },
    icon('warning'),
    text,
    button,
  );
  return {
    element,
    render(choice) {
      shown = choice;
      const retirement = choice?.model.retirement;
      setText(text, retirement?.text ?? '');
      setText(button, retirement?.action ?? '');
      element.hidden = !retirement;
    },
  };
}
