import { t } from '@vscode/l10n';
import type { HistoryQuery } from '../../shared/historyQuery';
import type { HostMessage } from '../../protocol/hostMessages';
import type { HistoryView, ResultView } from '../../protocol/views';
import type { HistoryState, PageState } from '../model/state';
import { announce } from '../model/announce';

export const everything: HistoryQuery = {
  text: '',
  providerId: '',
  modelId: '',
  since: 0,
  withReferences: false,
  favourites: false,
};

/** Rows that are kept on either side of those that came last. */
const keptRows = 300;

export function initialHistory({
  history,
  query,
  results,
}: Pick<Extract<HostMessage, { type: 'init' }>, 'history' | 'query' | 'results'>): HistoryState {
  const rows = new Map(results.map((result, index) => [index, result]));
  return { ...history, query, rows, rowsVersion: history.version };
}

export function withHistory(state: PageState, history: HistoryView): PageState {
  const { query, rows, rowsVersion } = state.history;
  const known = history.total > 0 ? rows : new Map<number, ResultView>();
  const endedJobs = [...state.history.endedJobs, ...history.endedJobs];
  if (history.version < state.history.version) {
    // It was said while the page was loading; what it speaks of is in the list that the page began with.
    return withoutEndedJobs({ ...state, history: { ...state.history, endedJobs } });
  }
  const listed = { ...state, history: { ...history, endedJobs, query, rows: known, rowsVersion } };
  const next = history.total > 0 ? listed : withoutEndedJobs(listed);
  if (history.added.length > 0) {
    return announce(next, t('Saved {0}', history.added.join(', ')));
  }
  const isFiltered = JSON.stringify(query) !== JSON.stringify(everything);
  const isNews = history.version !== state.history.version || !state.history.isComplete;
  const isFound = history.isComplete && isFiltered && isNews;
  return isFound
    ? announce(next, history.total === 1 ? t('1 image found') : t('{0} images found', history.total))
    : next;
}

export function withHistoryRows(
  state: PageState,
  {
    version,
    from,
    rows,
  }: { readonly version: number; readonly from: number; readonly rows: readonly ResultView[] },
): PageState {
  const { history } = state;
  if (version !== history.version) {
    return state;
  }
  const kept = history.rowsVersion === version ? Array.from(history.rows) : [];
  const near = kept.filter(([index]) => Math.abs(index - from) <= keptRows);
  const known = new Map([...near, ...rows.map((row, at) => [from + at, row] as const)]);
  return withoutEndedJobs(withRows(state, known, version));
}

/** The thumbnail of a tile was stored under the id that the tile had for it. */
export function withThumbnail(state: PageState, ticket: string, source: string): PageState {
  const rows = new Map(
    Array.from(state.history.rows, ([index, row]) => [
      index,
      row.thumbnailTicket === ticket ? { ...row, source, thumbnailTicket: '' } : row,
    ]),
  );
  return withRows(state, rows, state.history.rowsVersion);
}

/** In the step in which their images are drawn: one after the other, all that stands behind would move and move back. */
function withoutEndedJobs(state: PageState): PageState {
  const { endedJobs } = state.history;
  return endedJobs.length === 0
    ? state
    : {
        ...state,
        jobs: state.jobs.filter(({ id }) => !endedJobs.includes(id)),
        history: { ...state.history, endedJobs: [] },
      };
}

export function withQuery(state: PageState, changes: Partial<HistoryQuery>): PageState {
  const query = { ...state.history.query, ...changes };
  return { ...state, history: { ...state.history, query } };
}

function withRows(state: PageState, rows: ReadonlyMap<number, ResultView>, rowsVersion: number): PageState {
  return { ...state, history: { ...state.history, rows, rowsVersion } };
}
