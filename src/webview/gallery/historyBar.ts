import { t } from '@vscode/l10n';
import type { HistoryQuery } from '../../shared/historyQuery';
import type { HistoryProviderView } from '../../protocol/views';
import { h, iconButton, setAttribute, setText, whenChanged } from '../ui/dom';
import { daysAgoOf, daysOffered, startOfDay, type DaysOffered } from '../model/historyDates';
import { selectBox } from '../ui/selectBox';
import { menuButton } from '../ui/menu';
import type { Page, View } from '../model/state';
import { everything } from '../update/history';

/** So long after the last letter the search begins. */
const typingMilliseconds = 150;

/**
 * The heading of the history, with its menu, the search and the filters.
 * @param queue what can be done with the jobs, which stand among the images
 */
export function createHistoryBar(page: Page, queue: HTMLElement): View {
  const count = h('span', { class: 'counter', 'data-testid': 'history-count' });
  const menu = menuButton({
    icon: 'ellipsis',
    label: t('History Actions'),
    testId: 'history-menu',
    groups: () => [
      [command(page, 'export', 'export', t('Export History…'))],
      [command(page, 'clear', 'clear-all', t('Clear History…'))],
    ],
  });
  const filters = createFilters(page);
  const heading = h('h2', { id: 'results-heading', class: 'heading' }, t('History'));
  return {
    element: h(
      'div',
      { class: 'history-bar' },
      h('div', { class: 'history-head' }, heading, count, queue, menu),
      filters.element,
    ),
    render(state) {
      const { isEmpty, total } = state.history;
      setText(count, isEmpty ? '' : total.toLocaleString());
      menu.hidden = filters.element.hidden = isEmpty;
      filters.render(state);
    },
  };
}

function command(page: Page, name: 'export' | 'clear', iconName: string, label: string) {
  return {
    label,
    icon: iconName,
    testId: `history-${name}`,
    run: () => page.post({ type: 'historyCommand', command: name }),
  };
}

function createFilters(page: Page): View {
  let query = everything;
  const change = (changes: Partial<HistoryQuery>): void => {
    query = { ...query, ...changes };
    page.dispatch({ type: 'historyQueried', query });
    page.post({ type: 'historyQuery', query });
  };
  const search = createSearch((text) => change({ text }));
  const model = createModelFilter(change);
  const date = createDateFilter((since) => change({ since }));
  const favourites = createToggle('star-full', t('Favourites only'), 'history-favourites', () =>
    change({ favourites: !query.favourites }),
  );
  const references = createToggle('references', t('With references only'), 'history-references', () =>
    change({ withReferences: !query.withReferences }),
  );
  return {
    element: h(
      'div',
      { class: 'history-filters', role: 'search' },
      search.element,
      h('div', { class: 'history-choices' }, model.element, date.element, favourites, references),
    ),
    render({ history }) {
      query = history.query;
      search.render(query.text);
      model.render(history.providers, query);
      date.render(query.since);
      setAttribute(favourites, 'aria-pressed', String(query.favourites));
      setAttribute(references, 'aria-pressed', String(query.withReferences));
    },
  };
}

function createSearch(change: (text: string) => void) {
  const input = h('input', {
    type: 'search',
    class: 'text-input history-search',
    placeholder: t('Search in prompts'),
    'aria-label': t('Search in prompts'),
    maxlength: 1000,
    dir: 'auto',
    'data-testid': 'history-search',
  });
  let timer: number | undefined;
  input.addEventListener('input', () => {
    window.clearTimeout(timer);
    timer = window.setTimeout(() => {
      timer = undefined;
      change(input.value);
    }, typingMilliseconds);
  });
  return {
    element: input,
    render(text: string): void {
      // What is being typed is newer than the query.
      if (timer === undefined && input.value !== text) {
        input.value = text;
      }
    },
  };
}

function createModelFilter(change: (changes: Partial<HistoryQuery>) => void) {
  const select = h('select', { 'aria-label': t('Filter by model'), 'data-testid': 'history-model' });
  select.addEventListener('change', () => {
    const { provider = '', model = '' } = select.selectedOptions[0]?.dataset ?? {};
    change({ providerId: provider, modelId: model });
  });
  let drawn = '';
  return {
    element: selectBox(select),
    render(providers: readonly HistoryProviderView[], { providerId, modelId }: HistoryQuery): void {
      // Another list may say the same; drawing anew would close the one that is open.
      if (JSON.stringify(providers) !== drawn) {
        drawn = JSON.stringify(providers);
        select.replaceChildren(
          h('option', { value: '' }, t('All models')),
          ...providers.map((provider) => modelGroup(provider)),
        );
      }
      select.value = providerId === '' ? '' : `${providerId}/${modelId}`;
    },
  };
}

function modelGroup({ id, label, models }: HistoryProviderView): HTMLElement {
  const all = t('All of {0}', label);
  return h(
    'optgroup',
    { label },
    h('option', { value: `${id}/`, 'data-provider': id }, all),
    ...(models.length < 2
      ? []
      : models.map((model) =>
          h(
            'option',
            { value: `${id}/${model.id}`, 'data-provider': id, 'data-model': model.id },
            model.label,
          ),
        )),
  );
}

const dayLabels: Readonly<Record<DaysOffered, () => string>> = {
  0: () => t('Today'),
  6: () => t('Last 7 days'),
  29: () => t('Last 30 days'),
  364: () => t('Last year'),
};

function createDateFilter(change: (since: number) => void) {
  const choices: readonly (readonly [string, string])[] = [
    ['', t('Any time')],
    ...daysOffered.map((days) => [String(days), dayLabels[days]()] as const),
  ];
  const select = h(
    'select',
    { 'aria-label': t('Filter by date'), 'data-testid': 'history-date' },
    ...choices.map(([value, label]) => h('option', { value }, label)),
  );
  select.addEventListener('change', () => change(select.value === '' ? 0 : startOfDay(Number(select.value))));
  return {
    element: selectBox(select),
    render(since: number): void {
      // A date that was chosen yesterday is none of the list any more.
      const days = daysAgoOf(since);
      if (since === 0 || days !== undefined) {
        select.value = String(days ?? '');
      }
    },
  };
}

function createToggle(
  iconName: string,
  label: string,
  testId: string,
  onClick: () => void,
): HTMLButtonElement {
  const button = iconButton({ icon: iconName, label, testId, onClick });
  button.classList.add('toggle');
  return button;
}

/** Shown where nothing matches. */
export function createNoMatch(page: Page): View {
  const clear = h('button', { type: 'button', class: 'button secondary' }, t('Clear Filters'));
  clear.addEventListener('click', () => {
    page.dispatch({ type: 'historyQueried', query: everything });
    page.post({ type: 'historyQuery', query: everything });
    document.querySelector<HTMLElement>('.history-search')?.focus();
  });
  const element = h('div', { class: 'no-match' }, h('p', {}, t('No image of the history matches.')), clear);
  const show = whenChanged((isShown: boolean) => {
    element.hidden = !isShown;
  });
  return {
    element,
    render: ({ history }) => show(!history.isEmpty && history.isComplete && history.total === 0),
  };
}
