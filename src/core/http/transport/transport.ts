/** One request as it goes to the network: everything is decided already. */
export interface TransportRequest {
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  /** Begins the body, whose exact length stands in the headers. Called once for each connection that came about. */
  readonly openBody: (() => AsyncIterable<string | Buffer>) | undefined;
  /** Between two pieces of the answer's body, where it is not the route's own. */
  readonly idleMilliseconds?: number | undefined;
  /** Closes the connection at once when it fires. */
  readonly signal: AbortSignal;
}

export interface TransportResponse {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** As it comes over the wire, compressed or not. Leaving the loop early closes the connection. */
  readonly body: AsyncIterable<Buffer>;
}

/** A way to the network. Nothing above it knows which one ran. It follows no redirects and repeats nothing. */
export interface Transport {
  /**
   * Resolves with the headers. Rejects with a `ConnectFailure` when nothing was sent, else with the error of the
   * network layer, an `AnswerFault`, or the signal's reason.
   */
  send(request: TransportRequest): Promise<TransportResponse>;
  /** Closes all connections. */
  close(): Promise<void>;
}

/** No connection came about, so nothing of the request has left. Its cause says why. */
export class ConnectFailure extends Error {
  override readonly name = 'ConnectFailure';

  constructor(
    cause: unknown,
    /** Undici reads it, and connects anew without end where it is a code of its own sockets. */
    readonly code = 'CONNECT_FAILED',
  ) {
    super(code, { cause });
  }
}

/** A failure of our own that has a code, as those of the operating system have. */
export class NetworkFault extends Error {
  override readonly name = 'NetworkFault';

  constructor(
    readonly code:
      'CONNECT_TIMEOUT' | 'IDLE_TIMEOUT' | 'CONNECTION_CLOSED' | 'PROXY_CLOSED' | `PROXY_${number}`,
  ) {
    super(code);
  }
}

export interface SocketRequest {
  /** With http or https, as all addresses of a provider. */
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Closes it at once, which is no error. */
  readonly signal: AbortSignal;
  /** A text or bytes, 16 MB at most. */
  onMessage(message: string | Uint8Array): void;
}
