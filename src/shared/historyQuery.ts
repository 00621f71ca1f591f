/** Which entries of the history are shown. Empty and false mean: all. */
export interface HistoryQuery {
  /** Words that the prompt must hold, each of them somewhere. */
  readonly text: string;
  readonly providerId: string;
  readonly modelId: string;
  /** Milliseconds since 1970; 0 for any time. */
  readonly since: number;
  readonly withReferences: boolean;
  readonly favourites: boolean;
}
