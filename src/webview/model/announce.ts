import type { PageState } from './state';

/** Says something to whoever cannot see it happen. */
export function announce(state: PageState, text: string): PageState {
  return { ...state, announcement: { text } };
}
