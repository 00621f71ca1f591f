import { longestRange } from '../../shared/limits';
import type { ResultView } from '../../protocol/views';
import { h, setAttribute } from '../ui/dom';
import { drawnRange, moveInGrid, placeOf, rowOf, topOf } from '../model/gridLayout';
import type { DrawnRange, GridShape } from '../model/gridLayout';
import { measureGrid } from './gridMeasure';
import { createGridScroll } from './gridScroll';
import type { Row } from '../ui/keyedList';
import { createResultTile } from './resultGrid';
import { stopAttribute } from '../ui/rovingFocus';
import type { Page, PageState, View } from '../model/state';
import { createThumbnailMaker } from './thumbnails';

/** Left between a tile that takes the focus and the edge of the window, where the bar with Generate may be. */
const margin = 84;

interface Tile {
  readonly element: HTMLElement;
  index: number;
  render(row: ResultView | undefined): void;
}

/**
 * The history as a grid that holds elements only for what is in sight, however long it is: empty boxes above and below
 * stand for the rest. It is one stop of the Tab key; arrows, Home, End and the page keys move in it.
 * @param tiles the grid, in which the jobs stand before it.
 */
export function createHistoryGrid(page: Page, tiles: HTMLElement): View {
  const above = h('div', { class: 'grid-gap', 'aria-hidden': 'true' });
  const below = h('div', { class: 'grid-gap', 'aria-hidden': 'true' });
  const list = h('ul', { class: 'results', role: 'list', 'aria-labelledby': 'results-heading' });
  const element = h('div', { class: 'results' }, above, list, below);
  const makeThumbnail = createThumbnailMaker(page);
  const drawn = new Map<string, Tile>();
  let state: PageState | undefined;
  let shape: GridShape & { readonly top: number } = {
    columns: 1,
    rowHeight: 300,
    startColumn: 0,
    total: 0,
    top: 0,
  };
  let active = 0;
  let asked = { version: -1, rows: undefined as unknown };

  const viewOfGrid = () => ({
    top: -tiles.getBoundingClientRect().top - shape.top,
    height: document.documentElement.clientHeight,
  });
  const measure = (): void => {
    shape = { ...measureGrid(tiles, list), total: state?.history.total ?? 0 };
    tiles.style.setProperty('--tile-height', `${shape.rowHeight - 16}px`);
  };

  const draw = (): void => {
    if (!state) {
      return;
    }
    const range = drawnRange(shape, viewOfGrid());
    const focused = list.contains(document.activeElement) ? (document.activeElement ?? undefined) : undefined;
    drawTiles(state, range, focused);
    setGap(above, range.rowsAbove);
    setGap(below, range.rowsBelow);
    refreshStops();
    if (focused && !focused.isConnected) {
      focusTile(Math.max(0, Math.min(active, shape.total - 1)));
    }
    ask(state, range);
    markFirstScreen(state);
  };

  const drawTiles = (
    { history }: PageState,
    { first, end }: DrawnRange,
    focused: Element | undefined,
  ): void => {
    const wanted = new Map<string, number>();
    for (let index = first; index < end; index++) {
      wanted.set(history.rows.get(index)?.id ?? `#${index}`, index);
    }
    for (const [key, tile] of drawn) {
      const isFocused = focused !== undefined && tile.element.contains(focused);
      // The focus must not be lost when its tile is scrolled out of sight.
      const isParked = isFocused && tile.index < history.total && !(tile.index >= first && tile.index < end);
      tile.element.classList.toggle('parked', isParked);
      if (!wanted.has(key) && !isParked) {
        tile.element.remove();
        drawn.delete(key);
      }
    }
    let place = list.firstElementChild;
    for (const [key, index] of wanted) {
      const tile = drawn.get(key) ?? createTile(key);
      drawn.set(key, tile);
      if (focused && tile.element.contains(focused)) {
        active = index;
      }
      tile.index = index;
      tile.render(history.rows.get(index));
      setAttribute(tile.element, 'aria-posinset', index + 1);
      setAttribute(tile.element, 'aria-setsize', history.isComplete ? history.total : -1);
      if (tile.element === place) {
        place = place.nextElementSibling;
      } else {
        list.insertBefore(tile.element, place);
      }
    }
    if (focused?.isConnected && focused !== document.activeElement && focused instanceof HTMLElement) {
      focused.focus({ preventScroll: true });
    }
  };

  const createTile = (key: string): Tile => {
    const row: Row<ResultView> | undefined = key.startsWith('#')
      ? undefined
      : createResultTile(page, { id: key, makeThumbnail });
    const tileElement = row?.element ?? skeleton();
    return {
      element: tileElement,
      index: 0,
      render: (result) => result && row?.render(result, 0),
    };
  };

  const setGap = (gap: HTMLElement, rows: number): void => {
    gap.hidden = rows <= 0;
    gap.style.height = `${Math.max(0, rows * shape.rowHeight - 16)}px`;
  };

  const refreshStops = (): void => {
    const all = Array.from(drawn.values());
    const stop = all.find(({ index }) => index === active) ?? all[0];
    for (const tile of all) {
      for (const each of tile.element.querySelectorAll<HTMLElement>(`[${stopAttribute}], button`)) {
        each.tabIndex = tile === stop ? 0 : -1;
      }
    }
  };

  const ask = ({ history }: PageState, { first, end }: DrawnRange): void => {
    const isOld = history.rowsVersion !== history.version;
    let from = first;
    while (!isOld && from < end && history.rows.has(from)) {
      from++;
    }
    const isAsked = asked.version === history.version && asked.rows === history.rows;
    if (from < end && !isAsked) {
      asked = { version: history.version, rows: history.rows };
      const count = Math.min(end - from, longestRange);
      page.post({ type: 'historyRange', version: history.version, from, count });
    }
  };

  const focusTile = (index: number): void => {
    const row = rowOf(shape, index);
    const { top, height } = viewOfGrid();
    const [start, end] = [row * shape.rowHeight, (row + 1) * shape.rowHeight];
    if (start < top || end > top + height) {
      const target = start < top ? start - margin : end - height + margin;
      window.scrollBy({ top: target - top, behavior: 'instant' });
      draw();
    }
    // Drawing may have taken the tile that still has the focus for the active one.
    active = index;
    const tile = Array.from(drawn.values()).find((each) => each.index === active);
    refreshStops();
    tile?.element.querySelector<HTMLElement>(`[${stopAttribute}]`)?.focus({ preventScroll: true });
  };

  list.addEventListener('focusin', ({ target }) => {
    const tile = tileOf(drawn, target);
    if (tile) {
      active = tile.index;
      refreshStops();
    }
  });
  list.addEventListener('keydown', (event) => {
    const { key, altKey, ctrlKey, metaKey, shiftKey, target } = event;
    const tile = tileOf(drawn, target);
    const pageRows = Math.floor(document.documentElement.clientHeight / shape.rowHeight);
    const to =
      tile && !(altKey || ctrlKey || metaKey || shiftKey)
        ? moveInGrid(key, tile.index, { ...shape, pageRows })
        : undefined;
    if (to !== undefined) {
      event.preventDefault();
      event.stopPropagation();
      focusTile(to);
    }
  });

  const drawSoon = onceAFrame(draw);
  window.addEventListener('scroll', drawSoon, { passive: true });
  window.addEventListener('resize', drawSoon);
  const scroll = createGridScroll(page, {
    place: () => (window.scrollY > 0 ? placeOf(shape, viewOfGrid()) : undefined),
    goTo: (place) => {
      window.scrollBy({ top: topOf(shape, place) - viewOfGrid().top, behavior: 'instant' });
      draw();
    },
  });
  const resized = onceAFrame(() => {
    measure();
    draw();
    if (state) {
      scroll.restore(state);
    }
  });
  new ResizeObserver(resized).observe(tiles);
  return {
    element,
    render(next) {
      const before = state;
      state = next;
      if (before?.history === next.history && before.jobs === next.jobs) {
        return;
      }
      const hadTiles = drawn.size > 0;
      // Measuring makes the browser lay out the page, so rows that merely arrive go without.
      if (hadTiles && before?.jobs === next.jobs) {
        shape = { ...shape, total: next.history.total };
      } else {
        measure();
      }
      draw();
      if (!hadTiles || scroll.isPending()) {
        // The first tile tells how high a row is.
        resized();
      }
    },
  };
}

/** For who measures how soon the page is of use: once its frame is drawn. */
function markFirstScreen({ history }: PageState): void {
  if (history.rows.size > 0 && performance.getEntriesByName(firstScreen).length === 0) {
    requestAnimationFrame(() => performance.mark(firstScreen));
  }
}

const firstScreen = 'easel-first-screen';

function tileOf(drawn: ReadonlyMap<string, Tile>, target: EventTarget | null): Tile | undefined {
  return Array.from(drawn.values()).find(({ element }) => target instanceof Node && element.contains(target));
}

/** Holds the place of a tile whose entry is on its way. */
function skeleton(): HTMLElement {
  const box = h('button', {
    type: 'button',
    class: 'result-open',
    'aria-disabled': 'true',
    'aria-busy': 'true',
    [stopAttribute]: true,
  });
  box.append(h('span', { class: 'image-box' }));
  return h(
    'li',
    { class: 'tile skeleton', 'data-testid': 'result-skeleton' },
    h('div', { class: 'result-frame' }, box),
    h('div', { class: 'tile-words' }),
  );
}

function onceAFrame(work: () => void): () => void {
  let frame = 0;
  return () => {
    if (frame === 0) {
      frame = requestAnimationFrame(() => {
        frame = 0;
        work();
      });
    }
  };
}
