import type { PageState } from '../state';
import { announce } from './announce';

export function withResults(state: PageState, results: PageState['results']): PageState {
  const before = new Set(state.results.map(({ uri }) => uri));
  const added = results.filter(({ uri }) => !before.has(uri));
  const next = { ...state, results };
  return added.length === 0 ? next : announce(next, 'generated', added.map(({ name }) => name).join(', '));
}
