import { t } from '@vscode/l10n';
import type { OptionCapability } from '../../shared/capabilities';
import { longestOption } from '../../shared/limits';
import { h, setOptionalText, setText, whenChanged } from '../ui/dom';
import { selectBox } from '../ui/selectBox';
import { optionLabel, optionOf } from '../model/options';
import { createProblemLine } from '../ui/problemLine';
import { findChoice } from '../model/state';
import { optionTable, type OptionName } from '../../shared/optionTable';
import type { Page, View } from '../model/state';

/** In characters: what a button of the narrow columns holds, also where they are wide ones. */
const longestNarrowChoice = 6;

/** Side of the square that a ratio's sign is drawn in, and the least width of a line in it. */
const signSide = 14;
const signLeast = 3;

/**
 * One choice that a model offers, as a group of radio buttons; a text field where nobody knows what the model
 * offers; nothing where it has no such option.
 */
export function createOptionField(page: Page, option: OptionName): View {
  const legend = optionLabel(option);
  const testId = option.replaceAll(/\p{Lu}/gu, (letter) => `-${letter.toLowerCase()}`);
  const body = h('div', { class: 'choices' });
  const element = h(
    'fieldset',
    { class: 'field', 'data-testid': testId },
    h('legend', { class: 'label' }, legend),
    body,
  );
  const pick = (value: string): void => page.dispatch({ type: 'optionPicked', option, value });
  let drawn = '';
  const renderChoices = ({ offered, required }: OptionCapability): void => {
    element.hidden = offered.length === 0;
    body.classList.toggle(
      'wide',
      offered !== 'any' && offered.some((value) => value.length > longestNarrowChoice),
    );
    body.replaceChildren(
      ...(offered === 'any'
        ? [textInput(legend, t('Auto, or a value such as {0}', optionTable[option].example), pick)]
        : [...(required ? [] : ['']), ...offered].map((value) =>
            radio(option, value, value || t('Auto'), pick),
          )),
    );
  };
  return {
    element,
    render({ providers, form }) {
      const choice = findChoice(providers, form);
      const capability = choice && optionOf(choice.model.capabilities, option);
      // Another object may say the same; drawing anew would take the focus from the buttons.
      if (capability && JSON.stringify(capability) !== drawn) {
        drawn = JSON.stringify(capability);
        renderChoices(capability);
      }
      for (const input of body.querySelectorAll('input')) {
        if (input.type === 'radio') {
          input.checked = input.value === form[option];
        } else if (input.value !== form[option]) {
          input.value = form[option];
        }
      }
    },
  };
}

function textInput(label: string, placeholder: string, pick: (value: string) => void): HTMLElement {
  const input = h('input', {
    type: 'text',
    class: 'text-input',
    'aria-label': label,
    placeholder,
    maxlength: longestOption,
    spellcheck: 'false',
  });
  input.addEventListener('input', () => pick(input.value));
  return input;
}

function radio(option: OptionName, value: string, label: string, pick: (value: string) => void): HTMLElement {
  const input = h('input', { type: 'radio', name: option, value, class: 'hidden-input' });
  input.addEventListener('change', () => pick(value));
  const sign = option === 'aspectRatio' ? ratioSign(value) : [];
  return h('label', { class: 'choice' }, input, ...sign, h('span', {}, label));
}

/** A little frame of that ratio. */
function ratioSign(ratio: string): readonly HTMLElement[] {
  const [width = 0, height = 0] = ratio.split(':').map(Number);
  if (!(width > 0 && height > 0)) {
    return [];
  }
  const scale = signSide / Math.max(width, height);
  const frame = h('span', { class: 'ratio-frame' });
  frame.style.width = `${Math.max(signLeast, Math.round(width * scale))}px`;
  frame.style.height = `${Math.max(signLeast, Math.round(height * scale))}px`;
  return [h('span', { class: 'ratio-sign', 'aria-hidden': 'true' }, frame)];
}

export function createCountField(page: Page): View {
  const select = h('select', { id: 'count', 'aria-describedby': 'count-note', 'data-testid': 'count' });
  select.addEventListener('change', () =>
    page.dispatch({ type: 'countPicked', count: Number(select.value) }),
  );
  const note = h('p', { id: 'count-note', class: 'note' });
  const renderOptions = whenChanged((most: number) =>
    select.replaceChildren(...Array.from({ length: most }, (_, index) => h('option', {}, String(index + 1)))),
  );
  return {
    element: h(
      'div',
      { class: 'field' },
      h('label', { for: 'count', class: 'label' }, t('Images')),
      h('div', { class: 'short' }, selectBox(select)),
      note,
    ),
    render({ providers, form }) {
      const model = findChoice(providers, form)?.model;
      renderOptions(model?.capabilities.maxImages ?? 1);
      select.value = String(form.count);
      const calls = Math.ceil(form.count / (model?.capabilities.imagesPerCall ?? form.count));
      const words = model?.isFree
        ? t('{0} separate calls', calls)
        : t('{0} separate calls, each charged on its own', calls);
      setOptionalText(note, calls > 1 ? words : '');
    },
  };
}

export function createFolderField(page: Page): View {
  const name = h('span', { class: 'folder-name' });
  const path = h('div', { class: 'folder', 'data-testid': 'folder' }, name);
  const button = h(
    'button',
    {
      type: 'button',
      class: 'button secondary',
      'aria-describedby': 'folder-label folder-problem',
      'data-testid': 'choose-folder',
    },
    t('Choose…'),
  );
  button.addEventListener('click', () => page.post({ type: 'pickFolder' }));
  const problem = createProblemLine('folder-problem');
  return {
    element: h(
      'div',
      { class: 'field' },
      h('div', { id: 'folder-label', class: 'label' }, t('Folder')),
      h('div', { class: 'folder-row' }, path, button),
      problem.element,
    ),
    render({ folder }) {
      setText(name, folder.label);
      path.title = folder.label;
      problem.render(folder.problem ?? '');
    },
  };
}
