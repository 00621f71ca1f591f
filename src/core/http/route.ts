/** One request as it goes to the network: everything is decided already. */
export interface RouteRequest {
  readonly method: 'GET' | 'POST';
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  /** Its exact length stands in the headers. */
  readonly body: AsyncIterable<string | Buffer> | undefined;
  /** Closes the connection at once when it fires. */
  readonly signal: AbortSignal;
}

export interface RouteAnswer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** As it comes over the wire, compressed or not. Leaving the loop early closes the connection. */
  readonly body: AsyncIterable<Buffer>;
}

/** A way to the network. Nothing above it knows which one ran. It follows no redirects and repeats nothing. */
export interface Route {
  /** Resolves with the headers. Rejects with the error of the network layer, or the signal's reason. */
  send(request: RouteRequest): Promise<RouteAnswer>;
  /** Closes all connections. */
  close(): Promise<void>;
}
