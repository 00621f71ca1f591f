import { h, icon } from './dom';

interface CheckBoxOptions {
  readonly testId?: string;
  readonly onChange: () => void;
}

interface CheckBox {
  readonly element: HTMLElement;
  readonly input: HTMLInputElement;
}

/** A box in the colours of the theme. The browser's own stays below it, for keys and screen readers. */
export function checkBox({ testId, onChange }: CheckBoxOptions): CheckBox {
  const input = h('input', { type: 'checkbox', 'data-testid': testId });
  input.addEventListener('change', onChange);
  return { element: h('span', { class: 'check-box' }, input, icon('check')), input };
}
