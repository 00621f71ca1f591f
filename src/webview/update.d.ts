import type { HostMessage } from '../messages/hostMessages';
import type { Action, PageState } from './state';
type InitMessage = Extract<
  HostMessage,
  {
    type: 'init';
  }
>;
/** The state that the page starts with. */
export declare function initialState(message: InitMessage): PageState;
/** What a message from the host or an act of the person makes of the state. */
export declare function update(state: PageState, action: Action): PageState;
export {};
