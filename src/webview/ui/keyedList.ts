import { stopAttribute } from './rovingFocus';

/** One entry of a list: its element is made once and lives as long as its item. */
export interface Row<Item> {
  readonly element: HTMLElement;
  /** What takes the focus over from a neighbour that goes away; else its stop, or the first button that shows. */
  readonly heir?: HTMLElement;
  render(item: Item, index: number): void;
}

interface KeyedListOptions<Item> {
  readonly parent: HTMLElement;
  readonly key: (item: Item) => string;
  readonly create: (item: Item) => Row<Item>;
  /** Takes the focus over where no neighbour does; else the prompt. */
  readonly fallback?: HTMLElement;
}

/**
 * Brings the first children of `parent` in line with a list of items. Elements are kept, so images do not load
 * again, and the focus stays where it is, or goes to a neighbour when its element goes away.
 */
export function keyedList<Item>({
  parent,
  key,
  create,
  fallback,
}: KeyedListOptions<Item>): (items: readonly Item[]) => void {
  const rows = new Map<string, Row<Item>>();
  return (items) => {
    const focused = document.activeElement;
    const keys = new Set(items.map(key));
    const gone = new Set<Element>();
    for (const [rowKey, row] of rows) {
      if (!keys.has(rowKey)) {
        rows.delete(rowKey);
        gone.add(row.element);
      }
    }
    // Those that go away leave last: the row that an item has from now on stands behind its old one, and inherits first.
    let place = firstKept(parent.firstElementChild, gone);
    items.forEach((item, index) => {
      const row = rows.get(key(item)) ?? create(item);
      rows.set(key(item), row);
      row.render(item, index);
      if (row.element === place) {
        place = firstKept(place.nextElementSibling, gone);
      } else {
        parent.insertBefore(row.element, place);
      }
    });
    const left = Array.from(gone).find((element) => element.contains(focused));
    const heirs = left ? [...heirsBeside(left, Array.from(rows.values())), fallback] : [];
    gone.forEach((element) => element.remove());
    if (left) {
      inherit(heirs);
    } else if (
      // An element that moves in the document loses the focus.
      focused instanceof HTMLElement &&
      focused !== document.activeElement &&
      parent.contains(focused)
    ) {
      focused.focus({ preventScroll: true });
    }
  };
}

function firstKept(from: Element | null, gone: ReadonlySet<Element>): Element | null {
  let element = from;
  while (element && gone.has(element)) {
    element = element.nextElementSibling;
  }
  return element;
}

/** Of the rows behind an element, and then of those before it, the nearest first. */
function heirsBeside<Item>(
  element: Element,
  rows: readonly Row<Item>[],
): readonly (HTMLElement | undefined)[] {
  const all = Array.from(element.parentElement?.children ?? []);
  const at = all.indexOf(element);
  return [...all.slice(at + 1), ...all.slice(0, at).reverse()].flatMap((sibling) => {
    const row = rows.find((each) => each.element === sibling);
    const stops = Array.from(sibling.querySelectorAll<HTMLElement>(`[${stopAttribute}]`));
    const buttons = Array.from(sibling.querySelectorAll('button'));
    return !row ? [] : row.heir ? [row.heir] : [...stops, ...buttons];
  });
}

/** Not while the user is elsewhere in VS Code: the focus is not to be taken from there. */
function inherit(heirs: readonly (HTMLElement | undefined)[]): void {
  if (document.hasFocus()) {
    const heir = heirs.find((each) => each?.checkVisibility());
    (heir ?? document.getElementById('prompt'))?.focus();
  }
}
