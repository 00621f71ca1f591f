import type { IncomingMessage } from 'node:http';
import type { RecordedMask } from './maskFile';

/** A reference as the server understood it. */
export interface RecordedReference {
  /** Of the decoded bytes, in hexadecimal; empty for a reference by address. */
  readonly sha256: string;
  readonly mediaType: string;
  readonly byteLength: number;
  readonly use: 'asset' | 'style';
  readonly width?: number;
  readonly height?: number;
  /** Only for a reference by address. */
  readonly url?: string;
}

/** What a generate call asked for; an empty string stands for a field that was left out. */
export interface RecordedOptions {
  readonly model: string;
  readonly aspectRatio: string;
  readonly size: string;
  readonly quality: string;
  readonly count: number;
  readonly includeThoughts: boolean;
}

/** How an exchange ended: `aborted` is the client's doing, `cut` the script's. */
export type Ending = 'answered' | 'aborted' | 'cut';

/** One request that reached the server, whether it was taken or refused. */
export interface RecordedRequest {
  readonly method: string;
  /** With the query. */
  readonly path: string;
  /** Names in lower case; repeated headers joined by a comma. */
  readonly headers: Readonly<Record<string, string>>;
  /** Parsed JSON, or `undefined`. */
  readonly body: unknown;
  readonly prompt: string;
  readonly references: readonly RecordedReference[];
  /** As it arrived, where one did. */
  readonly mask: RecordedMask | undefined;
  /** Only of a generate call that passed every check. */
  readonly options: RecordedOptions | undefined;
  /** Fields that the real server drops without a word, such as `contents.0.foo`. */
  readonly unknownFields: readonly string[];
  /** Of the answer, once there is one. */
  readonly status: number | undefined;
  /** The client broke the connection before the answer was complete. */
  readonly aborted: boolean;
  readonly ended: Promise<Ending>;
}

/** The server's own view of a request, filled in while it is read. */
export type RequestRecord = { -readonly [Name in keyof RecordedRequest]: RecordedRequest[Name] };

/** All requests in the order of their arrival. */
export class RequestLog {
  readonly requests: RequestRecord[] = [];
  readonly #endings = new Map<RequestRecord, (ending: Ending) => void>();
  readonly #waiting = new Set<() => void>();

  begin(request: IncomingMessage): RequestRecord {
    let settle: (ending: Ending) => void = () => undefined;
    const record: RequestRecord = {
      method: request.method ?? '',
      path: request.url ?? '',
      headers: joinHeaders(request),
      body: undefined,
      prompt: '',
      references: [],
      mask: undefined,
      options: undefined,
      unknownFields: [],
      status: undefined,
      aborted: false,
      ended: new Promise((resolve) => (settle = resolve)),
    };
    this.#endings.set(record, settle);
    this.requests.push(record);
    this.#waiting.forEach((check) => check());
    return record;
  }

  end(record: RequestRecord, ending: Ending): void {
    record.aborted = ending === 'aborted';
    this.#endings.get(record)?.(ending);
    this.#endings.delete(record);
  }

  /** Resolves as soon as `count` requests whose path holds `path` have arrived (their bodies may not have). */
  waitForRequests({ count = 1, path = '' }: WaitOptions = {}): Promise<readonly RecordedRequest[]> {
    return new Promise((resolve) => {
      const check = (): void => {
        const found = this.requests.filter((request) => request.path.includes(path));
        if (found.length >= count) {
          this.#waiting.delete(check);
          resolve(found);
        }
      };
      this.#waiting.add(check);
      check();
    });
  }
}

export interface WaitOptions {
  readonly count?: number;
  readonly path?: string;
}

function joinHeaders({ headers }: IncomingMessage): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(', ') : (value ?? ''),
    ]),
  );
}
