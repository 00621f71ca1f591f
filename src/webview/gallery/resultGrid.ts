import { t } from '@vscode/l10n';
import type { ResultAction } from '../../protocol/pageMessages';
import type { ResultView } from '../../protocol/views';
import { h, icon, iconButton, setAttribute, setText } from '../ui/dom';
import { excerpt } from '../model/format';
import { createImageBox } from '../ui/imageBox';
import type { Row } from '../ui/keyedList';
import { createResultToolbar } from './resultToolbar';
import { stopAttribute } from '../ui/rovingFocus';
import type { Page } from '../model/state';

/** A screen reader should not have to read out a prompt of many thousand characters. */
const longestAlternative = 250;

interface ResultTileOptions {
  /** Of the entry in the history. */
  readonly id: string;
  readonly makeThumbnail: (wish: { readonly image: HTMLImageElement; readonly ticket: string }) => void;
}

/** One image of the history: its picture with what can be done with it, and what there is to know. */
export function createResultTile(page: Page, { id, makeThumbnail }: ResultTileOptions): Row<ResultView> {
  let shown: ResultView | undefined;
  const act = (action: ResultAction) => (): void => {
    if (shown?.isMissing && action === 'delete') {
      // There is only the entry left to delete.
      page.post({ type: 'historyAction', id, action: 'remove' });
    } else if (shown) {
      page.post({ type: 'resultAction', uri: shown.uri, action });
    }
  };
  const image = createResultImage((picture) => {
    const ticket = shown?.thumbnailTicket ?? '';
    if (ticket !== '') {
      makeThumbnail({ image: picture, ticket });
    }
  });
  const open = h(
    'button',
    { type: 'button', class: 'result-open', [stopAttribute]: true, 'data-testid': 'result-open' },
    image.element,
  );
  open.setAttribute('aria-keyshortcuts', 'Delete');
  open.addEventListener('click', () => shown?.isMissing === false && act('open')());
  const star = createStar(page, () => ({ id, isFavourite: shown?.isFavourite ?? false }));
  const words = createWords();
  const warning = createWarning();
  const frame = h('div', { class: 'result-frame' }, open, star.element, warning.element);
  const element = h(
    'li',
    { class: 'tile result', 'data-testid': 'result', 'data-id': id },
    frame,
    words.element,
  );
  addToolbarWhenNeeded(element, () => {
    const toolbar = createResultToolbar(page, { act, id, isMissing: () => shown?.isMissing ?? false });
    for (const button of toolbar.querySelectorAll('button')) {
      button.tabIndex = open.tabIndex;
    }
    frame.append(toolbar);
  });
  element.addEventListener('keydown', (event) => {
    if (event.key === 'Delete' && !event.repeat) {
      event.preventDefault();
      event.stopPropagation();
      act('delete')();
    }
  });
  return {
    element,
    render(result) {
      if (result === shown) {
        return;
      }
      shown = result;
      setAttribute(element, 'data-uri', result.uri);
      setAttribute(element, 'data-missing', result.isMissing);
      open.title = result.isMissing ? '' : t('Open');
      image.render(result.source, excerpt(result.prompt, longestAlternative) || result.name);
      star.render(result.isFavourite);
      words.render(result);
      warning.render(result);
    },
  };
}

/** A tile of which nobody wants anything needs no buttons; a long list is scrolled the more easily. */
function addToolbarWhenNeeded(element: HTMLElement, add: () => void): void {
  const needed = new AbortController();
  const addOnce = (): void => {
    needed.abort();
    add();
  };
  if (window.matchMedia('(hover: none)').matches) {
    add();
  } else {
    element.addEventListener('pointerenter', addOnce, { signal: needed.signal });
    element.addEventListener('focusin', addOnce, { signal: needed.signal });
  }
}

/** In the mode that lets the page make a thumbnail of it. */
function createResultImage(onLoad: (picture: HTMLImageElement) => void): ReturnType<typeof createImageBox> {
  const box = createImageBox(t('Cannot be shown'));
  const picture = box.element.querySelector('img');
  if (picture) {
    picture.crossOrigin = 'anonymous';
    picture.addEventListener('load', () => onLoad(picture));
  }
  return box;
}

function createStar(page: Page, shown: () => { readonly id: string; readonly isFavourite: boolean }) {
  const element = iconButton({
    icon: 'star-empty',
    label: t('Favourite'),
    testId: 'result-star',
    onClick: () => {
      const { id, isFavourite } = shown();
      page.post({ type: 'historyAction', id, action: isFavourite ? 'unstar' : 'star' });
    },
  });
  element.classList.add('star');
  return {
    element,
    render(isFavourite: boolean): void {
      setAttribute(element, 'aria-pressed', String(isFavourite));
      element.firstElementChild?.classList.toggle('codicon-star-empty', !isFavourite);
      element.firstElementChild?.classList.toggle('codicon-star-full', isFavourite);
    },
  };
}

/** As many lines for every image, since all rows of the grid are equally high. */
function createWords() {
  const name = h('div', { class: 'tile-name' });
  const prompt = h('div', { class: 'tile-prompt', dir: 'auto' });
  const facts = h('div', { class: 'tile-facts' });
  return {
    element: h('div', { class: 'tile-words' }, name, prompt, facts),
    render(result: ResultView): void {
      setText(name, result.name.slice(result.name.lastIndexOf('/') + 1));
      name.title = result.name;
      setText(prompt, excerpt(result.prompt, longestAlternative));
      prompt.title = result.prompt;
      // First what it has cost: the end of the line is cut in a narrow column.
      const all = [result.cost, result.facts, result.model, result.date].filter((text) => text !== '');
      setText(facts, all.join(' · '));
      facts.title = all.join('\n');
    },
  };
}

/** What is different from what was asked for or expected, over the lower edge of the picture. */
function createWarning() {
  const text = h('span', {});
  const element = h('div', { class: 'difference' }, icon('warning'), text);
  return {
    element,
    render({ isMissing, difference }: ResultView): void {
      const words = [isMissing ? t('The file is gone.') : '', difference].filter((each) => each !== '');
      setText(text, words.join(' '));
      element.title = words.join('\n');
      element.hidden = words.length === 0;
    },
  };
}
