import { h, icon, iconButton, setAttribute } from './dom';

export interface MenuItem {
  readonly label: string;
  /** Name of a codicon. */
  readonly icon?: string;
  readonly testId?: string;
  readonly run: () => void;
}

/** Groups stand apart by a line; empty ones are left out. */
export type MenuGroups = readonly (readonly MenuItem[])[];

interface MenuButtonOptions {
  readonly icon: string;
  readonly label: string;
  readonly testId?: string;
  /** Asked each time the menu opens. */
  readonly groups: () => MenuGroups;
}

/** A button with a menu, by mouse and by keys: the arrow down opens it as a click does. */
export function menuButton({ groups, ...options }: MenuButtonOptions): HTMLButtonElement {
  const open = (): void => openMenu({ anchor: button, label: options.label, groups: groups() });
  const button = iconButton({ ...options, onClick: open });
  button.setAttribute('aria-haspopup', 'menu');
  button.setAttribute('aria-expanded', 'false');
  button.addEventListener('keydown', (event) => {
    if (event.key === 'ArrowDown') {
      event.preventDefault();
      event.stopPropagation();
      open();
    }
  });
  return button;
}

interface OpenMenuOptions {
  /** The menu stands at it, and it gets the focus back. */
  readonly anchor: HTMLElement;
  readonly label: string;
  readonly groups: MenuGroups;
}

/** Opens a menu and closes the one that was open. */
export function openMenu({ anchor, label, groups }: OpenMenuOptions): void {
  closeOpenMenu?.();
  const filled = groups.filter((group) => group.length > 0);
  const element = h('div', { class: 'menu', role: 'menu', 'aria-label': label, 'data-testid': 'menu' });
  const closing = new AbortController();
  const close = (): void => {
    closing.abort();
    element.remove();
    setAttribute(anchor, 'aria-expanded', 'false');
    closeOpenMenu = undefined;
  };
  const choose = ({ run }: MenuItem): void => {
    close();
    anchor.focus({ preventScroll: true });
    run();
  };
  filled.forEach((group, index) => {
    element.append(
      ...(index > 0 ? [h('div', { class: 'menu-line', role: 'separator' })] : []),
      ...group.map((item) => menuItem(item, () => choose(item))),
    );
  });
  (anchor.closest('main') ?? document.body).append(element);
  placeAt(element, anchor);
  setAttribute(anchor, 'aria-expanded', 'true');
  closeOpenMenu = close;
  closeWhenLeft({ element, anchor, close, signal: closing.signal });
  itemsOf(element)[0]?.focus({ preventScroll: true });
}

/** There is one menu at a time. */
let closeOpenMenu: (() => void) | undefined;

function menuItem({ label, icon: name, testId }: MenuItem, onClick: () => void): HTMLElement {
  const sign = name === undefined ? h('span', { class: 'menu-gap' }) : icon(name);
  const item = h(
    'button',
    { type: 'button', class: 'menu-item', role: 'menuitem', tabindex: -1, 'data-testid': testId },
    sign,
    h('span', {}, label),
  );
  item.addEventListener('click', onClick);
  return item;
}

/** Below the anchor, or above it where there is more room; never out of the window. */
function placeAt(element: HTMLElement, anchor: HTMLElement): void {
  const place = anchor.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = element;
  const { clientWidth, clientHeight } = document.documentElement;
  const below = place.bottom + height <= clientHeight || place.top < clientHeight - place.bottom;
  element.style.left = `${Math.max(4, Math.min(place.left, clientWidth - width - 4))}px`;
  element.style.top = `${Math.max(4, below ? place.bottom + 2 : place.top - height - 2)}px`;
}

interface OpenedMenu {
  readonly element: HTMLElement;
  readonly anchor: HTMLElement;
  readonly close: () => void;
  readonly signal: AbortSignal;
}

function closeWhenLeft({ element, anchor, close, signal }: OpenedMenu): void {
  element.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' || event.key === 'Tab') {
      close();
      anchor.focus({ preventScroll: true });
    }
    // Tab goes on from the anchor.
    if (event.key !== 'Tab') {
      moveInMenu(event, itemsOf(element));
      event.stopPropagation();
    }
  });
  const closeFromOutside = ({ target }: Event): void => {
    if (!(target instanceof Node && element.contains(target))) {
      close();
    }
  };
  document.addEventListener('pointerdown', closeFromOutside, { capture: true, signal });
  document.addEventListener('focusin', closeFromOutside, { signal });
  document.addEventListener('scroll', closeFromOutside, { capture: true, signal });
  window.addEventListener('resize', close, { signal });
  window.addEventListener('blur', close, { signal });
}

function moveInMenu(event: KeyboardEvent, items: readonly HTMLElement[]): void {
  const at = items.findIndex((item) => item === document.activeElement);
  const targets: Readonly<Record<string, HTMLElement | undefined>> = {
    ArrowDown: items[(at + 1) % items.length],
    ArrowUp: items.at(at <= 0 ? -1 : at - 1),
    Home: items[0],
    End: items.at(-1),
  };
  const target = Object.hasOwn(targets, event.key) ? targets[event.key] : beginningWith(event, items, at);
  if (target) {
    event.preventDefault();
    target.focus({ preventScroll: true });
  }
}

/** A letter goes to the next entry that begins with it. */
function beginningWith(
  { key, ctrlKey, metaKey, altKey }: KeyboardEvent,
  items: readonly HTMLElement[],
  at: number,
): HTMLElement | undefined {
  const letter = key.toLocaleLowerCase();
  return letter.length !== 1 || letter === ' ' || ctrlKey || metaKey || altKey
    ? undefined
    : [...items.slice(at + 1), ...items.slice(0, at + 1)].find((item) =>
        item.textContent.trim().toLocaleLowerCase().startsWith(letter),
      );
}

function itemsOf(element: HTMLElement): readonly HTMLElement[] {
  return Array.from(element.querySelectorAll<HTMLElement>('[role="menuitem"]'));
}
