import type { ByteSource } from '../model/reference';
import type { LongText } from './response/longText';
import type { SocketRequest } from './transport/transport';

/** The base64 text of a file inside a JSON string; it is read and encoded while it is sent. */
export class Base64Text {
  constructor(
    readonly source: ByteSource,
    /** Text before the base64, such as `data:image/png;base64,`. */
    readonly prefix = '',
  ) {}
}

/** A JSON value that may hold files. A property that is `undefined` is left out. */
export type JsonBody =
  | string
  | number
  | boolean
  | null
  | undefined
  | Base64Text
  | readonly JsonBody[]
  | { readonly [name: string]: JsonBody };

/** A field of a form: a text, the base64 of a file, or a file; what is a file's is read while it is sent. */
export type FormField =
  | { readonly name: string; readonly value: string | Base64Text }
  | {
      readonly name: string;
      /** In ASCII; the user's own name for a file stays here. */
      readonly fileName: string;
      readonly mediaType: string;
      readonly source: ByteSource;
    };

export interface JsonRequest {
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent with an exact content-length, never held in memory as a whole. */
  readonly body?: JsonBody;
  /** In place of `body`: `multipart/form-data`, sent like it. */
  readonly form?: readonly FormField[];
  readonly signal: AbortSignal;
  /**
   * It costs money: an `Idempotency-Key` goes with it, and it is repeated only where it certainly did not start; see
   * `retryPaid.ts`. Any other request is sent once.
   */
  readonly paid?: boolean;
  /** An event stream is asked for: its headers come at once, and then nothing until the image is finished. */
  readonly streaming?: boolean;
  /** In bytes, for the body. */
  readonly maxBytes?: number | undefined;
  /** Called when the whole request has left, once for each time it is sent: from then on it may be charged. */
  onSent?(): void;
  /** Of a paid request: whole seconds until it is sent again, once a second; 0 when it is. */
  onWait?(seconds: number): void;
  /**
   * Of an event stream: each event's value as it comes.
   * @returns true where it has been dealt with: the answer's body holds all others in the end.
   */
  onEvent?(value: unknown): boolean;
}

export interface JsonAnswer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /**
   * The parsed answer, in which every string past 4 KiB is a `LongText`: base64 has become bytes. An event stream
   * (`text/event-stream`), or one value a line, gives the array of its events' values.
   * `undefined` where an error answer (status 400 or above) is not JSON.
   */
  readonly body: unknown;
  /** The first characters of an error answer that is not JSON. */
  readonly excerpt?: string;
  /** Of an error answer: what was asked, without its query. */
  readonly address?: string;
}

export interface DownloadRequest {
  readonly url: string;
  /** The provider's base URL: its own origin is allowed even where a stranger's address would not be. */
  readonly baseUrl: string;
  /** Hosts that are allowed like that origin; see `Provider`. */
  readonly resultHosts?: readonly string[];
  /** Headers for the base URL's own origin, such as its key; they go to no other, also not after a redirect. */
  readonly ownHeaders?: Readonly<Record<string, string>>;
  /**
   * Headers for that origin as well, which it gets only where it has answered 401 to a request without them: most
   * results are signed addresses, which need no key.
   */
  readonly headersOn401?: Readonly<Record<string, string>>;
  /** The address has just been given: where nothing is there yet, it is asked again for some seconds. */
  readonly isFresh?: boolean;
  readonly signal: AbortSignal;
}

export interface Download {
  readonly bytes: Uint8Array;
  readonly mediaType?: string;
}

/** What the APIs send with. Nothing above it knows how it reaches the network. */
export interface HttpClient {
  /**
   * Sends a request and reads a JSON answer. Never follows a redirect, since the request may carry a key.
   * @throws EaselError `unreachable`, `timedOut`, `unexpectedAnswer` (its reason is one of `core/http/policy/responseFault.ts`),
   * `cannotReadReference`, `invalidRequest` where a header cannot be sent or the body is too long; an `AbortError` when the signal fired.
   */
  sendJson(request: JsonRequest): Promise<JsonAnswer>;
  /**
   * Fetches a result URL: no key but to its own origin that asks for it, no Referer, redirects checked hop by hop. Takes `data:` URIs too.
   * @throws EaselError as `sendJson`.
   */
  download(request: DownloadRequest): Promise<Download>;
  /**
   * Opens a WebSocket and listens to it until either side closes it. It goes the way of `sendJson`, so it may carry a key.
   * @throws EaselError `unreachable`.
   */
  listen(request: SocketRequest): Promise<void>;
  close(): Promise<void>;
}

export type { LongText };
