import type { HistoryQuery } from '../../shared/historyQuery';
import type { PageMessage } from '../../protocol/pageMessages';
import type { PanelForm } from '../../protocol/views';
import type { GridPlace } from './gridLayout';
import { daysAgoOf } from './historyDates';
import type { RefineWishes } from './viewerState';
import type { PageState } from './state';

/** What outlives the page when it is hidden or the window is reloaded. */
export interface SavedState {
  readonly form: PanelForm;
  readonly query: HistoryQuery;
  readonly place: GridPlace | undefined;
  readonly refineWishes: RefineWishes;
}

/** What a page begins with. The host parses the form and the query before it gives them back. */
export interface RestoredState extends Pick<SavedState, 'place' | 'refineWishes'> {
  readonly ready: Pick<Extract<PageMessage, { type: 'ready' }>, 'form' | 'query'>;
}

export function savedStateOf({ form, history, place, refineWishes }: PageState): SavedState {
  return { form, query: history.query, place, refineWishes };
}

export function isSavedAlike(state: PageState, { form, history, place, refineWishes }: PageState): boolean {
  const isSameQuery = state.history.query === history.query;
  return isSameQuery && state.form === form && state.place === place && state.refineWishes === refineWishes;
}

/** What an older release saved is less, or something else. */
export function restoredState(saved: Partial<SavedState> | undefined): RestoredState {
  const { form, query, place, refineWishes = {} } = saved ?? {};
  return {
    ready: {
      ...(form && { form }),
      ...(query && { query: { ...query, since: daysAgoOf(query.since) === undefined ? 0 : query.since } }),
    },
    place: isPlace(place) ? place : undefined,
    refineWishes: Object.fromEntries(Object.entries(refineWishes).filter(([, wish]) => isWish(wish))),
  };
}

function isPlace(value: unknown): boolean {
  return isRecord(value) && Number.isFinite(value.first) && Number.isFinite(value.above);
}

function isWish(value: unknown): boolean {
  return isRecord(value) && [value.prompt, value.sent, value.jobId].every((each) => typeof each === 'string');
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
