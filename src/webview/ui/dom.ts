type Attributes = Readonly<Record<string, string | number | boolean | undefined>>;

/** Makes an element. Text is only ever text here: nothing that the page shows is read as markup. */
export function h<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    setAttribute(element, name, value);
  }
  element.append(...children);
  return element;
}

/** `true` sets an attribute without a value; `false` and `undefined` take it away. */
export function setAttribute(
  element: Element,
  name: string,
  value: string | number | boolean | undefined,
): void {
  if (value === undefined || value === false) {
    element.removeAttribute(name);
  } else if (element.getAttribute(name) !== String(value === true ? '' : value)) {
    element.setAttribute(name, String(value === true ? '' : value));
  }
}

/** Touches the element only where the text differs, so that a selection in it survives. */
export function setText(element: Element, text: string): void {
  if (element.textContent !== text) {
    element.textContent = text;
  }
}

/** Shows the text, or hides the element where there is none. */
export function setOptionalText(element: HTMLElement, text: string): void {
  setText(element, text);
  element.hidden = text === '';
}

/** A codicon. */
export function icon(name: string): HTMLElement {
  return h('span', { class: `codicon codicon-${name}`, 'aria-hidden': 'true' });
}

interface IconButtonOptions {
  readonly icon: string;
  readonly label: string;
  readonly testId?: string;
  readonly onClick: () => void;
}

export function iconButton({ icon: name, label, testId, onClick }: IconButtonOptions): HTMLButtonElement {
  const button = h(
    'button',
    { type: 'button', class: 'icon-button', title: label, 'aria-label': label, 'data-testid': testId },
    icon(name),
  );
  button.addEventListener('click', onClick);
  return button;
}

/** Runs `apply` at first, and then only when one of the values is another one than before. */
export function whenChanged<Values extends readonly unknown[]>(
  apply: (...values: Values) => void,
): (...values: Values) => void {
  let last: Values | undefined;
  return (...values) => {
    if (!last || values.some((value, index) => value !== last?.[index])) {
      last = values;
      apply(...values);
    }
  };
}

/** Whether the focus is in the element and can be seen: one that is hidden loses it only with the next frame. */
export function showsFocus(element: Element): boolean {
  const focused = document.activeElement;
  return element.contains(focused) && focused?.checkVisibility() === true;
}
