import { h, setAttribute } from './dom';

export function numberInput(
  label: string,
  testId: string,
  onInput: (value: number) => void,
): HTMLInputElement {
  const input = h('input', {
    type: 'number',
    class: 'text-input',
    min: 1,
    max: 16384,
    step: 1,
    'aria-label': label,
    title: label,
    'data-testid': testId,
  });
  input.addEventListener('input', () => onInput(Number(input.value)));
  return input;
}

/** While someone types, an empty field is 0, which must not be put into it. */
export function setNumber(input: HTMLInputElement, value: number): void {
  if (Number(input.value) !== value) {
    input.value = String(value);
  }
  setAttribute(input, 'aria-invalid', input.validity.valid && value >= 1 ? undefined : 'true');
}

interface RadiosOptions<Value extends string> {
  readonly name: string;
  readonly label: string;
  readonly choices: Readonly<Record<Value, string>>;
  readonly onPick: (value: Value) => void;
}

export function radios<Value extends string>({
  name,
  label,
  choices,
  onPick,
}: RadiosOptions<Value>): {
  readonly element: HTMLElement;
  render(chosen: Value): void;
} {
  const values = Object.keys(choices) as Value[];
  const inputs = values.map((value) => {
    const input = h('input', { type: 'radio', name, value, class: 'hidden-input' });
    input.addEventListener('change', () => onPick(value));
    return input;
  });
  return {
    element: h(
      'div',
      { class: 'choices', role: 'radiogroup', 'aria-label': label, 'data-testid': name },
      ...inputs.map((input) =>
        h('label', { class: 'choice' }, input, h('span', {}, choices[input.value as Value])),
      ),
    ),
    render(chosen) {
      for (const input of inputs) {
        input.checked = input.value === chosen;
      }
    },
  };
}
