import { stopAttribute } from './rovingFocus';

/** One entry of a list: its element is made once and lives as long as its item. */
export interface Row<Item> {
  readonly element: HTMLElement;
  render(item: Item, index: number): void;
}

interface KeyedListOptions<Item> {
  readonly parent: HTMLElement;
  readonly key: (item: Item) => string;
  readonly create: (item: Item) => Row<Item>;
}

/**
 * Brings the first children of `parent` in line with a list of items. Elements are kept, so images do not load
 * again, and the focus stays where it is, or goes to a neighbour when its element goes away.
 */
export function keyedList<Item>({
  parent,
  key,
  create,
}: KeyedListOptions<Item>): (items: readonly Item[]) => void {
  const rows = new Map<string, Row<Item>>();
  return (items) => {
    const focused = document.activeElement;
    const keys = new Set(items.map(key));
    for (const [rowKey, row] of rows) {
      if (!keys.has(rowKey)) {
        rows.delete(rowKey);
        removeRow(row.element);
      }
    }
    items.forEach((item, index) => {
      const row = rows.get(key(item)) ?? create(item);
      rows.set(key(item), row);
      row.render(item, index);
      if (parent.children[index] !== row.element) {
        parent.insertBefore(row.element, parent.children[index] ?? null);
      }
    });
    // An element that moves in the document loses the focus.
    if (focused instanceof HTMLElement && focused !== document.activeElement && parent.contains(focused)) {
      focused.focus({ preventScroll: true });
    }
  };
}

function removeRow(element: HTMLElement): void {
  const neighbour = element.nextElementSibling ?? element.previousElementSibling;
  const hadFocus = element.contains(document.activeElement);
  element.remove();
  if (hadFocus) {
    const stop =
      neighbour?.querySelector<HTMLElement>(`[${stopAttribute}]`) ?? neighbour?.querySelector('button');
    stop?.focus();
  }
}
