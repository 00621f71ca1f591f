/** Attribute of the element in each tile that takes the focus. */
export const stopAttribute = 'data-stop';

const steps: Readonly<Record<string, number>> = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 };

/**
 * Makes a list of tiles one stop of the Tab key: arrows go from tile to tile, Tab goes on to the buttons of
 * the tile that has the focus. Returns a function to call when the tiles have changed.
 */
export function rovingFocus(list: HTMLElement): () => void {
  let current: Element | undefined;
  const refresh = (): void => {
    const tiles = Array.from(list.children);
    // Until someone has been in the list, the stop is its first tile, also when a newer one comes before it.
    const stop = current && tiles.includes(current) ? current : tiles[0];
    for (const tile of tiles) {
      for (const element of tile.querySelectorAll<HTMLElement>(`[${stopAttribute}], button`)) {
        element.tabIndex = tile === stop ? 0 : -1;
      }
    }
  };
  list.addEventListener('focusin', ({ target }) => {
    const tile = tileOf(list, target);
    if (tile && tile !== current) {
      current = tile;
      refresh();
    }
  });
  list.addEventListener('keydown', (event) => {
    const tile = tileOf(list, event.target);
    if (tile && !hasModifier(event) && moveFocus(list, tile, event.key)) {
      event.preventDefault();
      event.stopPropagation();
    }
  });
  return refresh;
}

function tileOf(list: HTMLElement, target: EventTarget | null): Element | undefined {
  return Array.from(list.children).find((tile) => target instanceof Node && tile.contains(target));
}

function hasModifier({ altKey, ctrlKey, metaKey, shiftKey }: KeyboardEvent): boolean {
  return altKey || ctrlKey || metaKey || shiftKey;
}

function moveFocus(list: HTMLElement, from: Element, key: string): boolean {
  const tiles = Array.from(list.children);
  const target =
    key === 'Home'
      ? tiles[0]
      : key === 'End'
        ? tiles.at(-1)
        : key in steps
          ? (neighbourInRow(tiles, from, key) ?? from)
          : undefined;
  target?.querySelector<HTMLElement>(`[${stopAttribute}]`)?.focus();
  return target !== undefined;
}

/** Up and down go to the nearest tile of the row above or below. */
function neighbourInRow(tiles: readonly Element[], from: Element, key: string): Element | undefined {
  const index = tiles.indexOf(from);
  if (key === 'ArrowLeft' || key === 'ArrowRight') {
    return tiles[index + (steps[key] ?? 0)];
  }
  const start = from.getBoundingClientRect();
  const down = key === 'ArrowDown';
  const beyond = tiles
    .map((tile) => ({ tile, box: tile.getBoundingClientRect() }))
    .filter(({ box }) => (down ? box.top >= start.bottom : box.bottom <= start.top));
  const distance = (box: DOMRect): number =>
    Math.abs(box.top - start.top) * 1000 + Math.abs(box.left - start.left);
  return beyond.sort((a, b) => distance(a.box) - distance(b.box))[0]?.tile;
}
