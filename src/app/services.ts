import { Serial } from '../core/util/serial';
import type { ListedModel } from '../core/model/provider';
import type { HistoryStore } from '../core/history/historyStore';
import type { Ports } from './ports';

/** What every use case may use. */
export interface Services extends Ports {
  readonly session: Session;
}

/** What has to be remembered from one call to the next, for as long as the window or the program runs. */
export class Session {
  /** The history, as soon as someone has opened it. */
  history: HistoryStore | undefined;

  /** Whether the user has agreed to prices that nobody knows. */
  isUnknownPriceAccepted = false;

  /** Model lists that were checked, by the value that holds each. */
  readonly modelLists = new WeakMap<object, ModelList>();

  /** Takes the begin of paid calls in turn, so that each sees what the others will cost. */
  readonly spending = new Serial();

  /** Takes saves in turn where the file system cannot refuse to write over a file. */
  readonly saves = new Serial();
}

/** The models of a provider's own list, as it was fetched last. */
export interface ModelList {
  /** What one address has, another need not have. */
  readonly origin: string;
  /** Milliseconds since 1970. */
  readonly fetchedAt: number;
  readonly models: readonly ListedModel[];
}
