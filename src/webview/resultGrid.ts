import type { ResultAction } from '../messages/pageMessages';
import type { ResultView } from '../messages/views';
import { h, icon, setOptionalText, setText, whenChanged } from './element';
import { excerpt } from './format';
import { createImageBox } from './image';
import type { Row } from './keyedList';
import { keyedList } from './keyedList';
import { createResultToolbar } from './resultToolbar';
import { rovingFocus, stopAttribute } from './rovingFocus';
import type { Page, View } from './state';

/** A screen reader should not have to read out a prompt of many thousand characters. */
const longestAlternative = 250;

/** The images, newest first. */
export function createResultGrid(page: Page): View {
  const element = h('ul', { class: 'results', role: 'list', 'aria-labelledby': 'results-heading' });
  const renderTiles = keyedList<ResultView>({
    parent: element,
    key: ({ uri }) => uri,
    create: ({ uri }) => createResultTile(page, uri),
  });
  const refreshFocus = rovingFocus(element);
  const renderResults = whenChanged((results: readonly ResultView[]) => {
    renderTiles(results);
    refreshFocus();
  });
  return { element, render: ({ results }) => renderResults(results) };
}

function createResultTile(page: Page, uri: string): Row<ResultView> {
  const act = (action: ResultAction) => (): void => page.post({ type: 'resultAction', uri, action });
  const image = createImageBox(page.strings.imageMissing);
  const open = h(
    'button',
    { type: 'button', class: 'result-open', [stopAttribute]: true, 'data-testid': 'result-open' },
    image.element,
  );
  open.title = page.strings.open;
  open.setAttribute('aria-keyshortcuts', 'Delete');
  open.addEventListener('click', act('open'));
  const name = h('div', { class: 'tile-name' });
  const facts = h('div', { class: 'tile-facts' });
  const difference = h('span', {});
  const warning = h('div', { class: 'difference' }, icon('warning'), difference);
  const toolbar = createResultToolbar(page, act);
  const element = h(
    'li',
    { class: 'tile result', 'data-testid': 'result', 'data-uri': uri },
    h('div', { class: 'result-frame' }, open, toolbar),
    name,
    facts,
    warning,
  );
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
      image.render(result.source, excerpt(result.prompt, longestAlternative) || result.name);
      setText(name, result.name.slice(result.name.lastIndexOf('/') + 1));
      name.title = result.name;
      setOptionalText(facts, result.facts);
      facts.title = result.facts;
      setText(difference, result.difference);
      warning.title = result.difference;
      warning.hidden = result.difference === '';
    },
  };
}
