import type { PanelStringKey } from '../../protocol/strings';
import { format } from './format';
import type { PageState } from './state';

/** Says a text of the page to a screen reader. */
export function announce(state: PageState, key: PanelStringKey, ...values: (string | number)[]): PageState {
  return { ...state, announcement: { text: format(state.strings[key], ...values) } };
}
