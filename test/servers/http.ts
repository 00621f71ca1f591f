import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { RequestLog, type RequestRecord } from './record';
import { watchCanary } from './watchCanary';

/** What goes back over the wire. */
export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
  /**
   * `half`: the whole length is announced, then the connection breaks. `nothing`: it breaks at once. `unfinished`: no
   * length is announced, and the connection breaks behind it.
   */
  readonly delivery?: 'whole' | 'half' | 'nothing' | 'unfinished';
  /** What follows later. */
  readonly rest?: () => Promise<string>;
  /** What follows bit by bit. */
  readonly more?: () => AsyncIterable<string>;
}

/** One request, with its body read. */
export interface Call {
  readonly url: URL;
  readonly record: RequestRecord;
  readonly body: Buffer;
  /** The body is longer than the server takes; `body` is empty then. */
  readonly tooLarge: boolean;
  /** Fires when the client goes away. */
  readonly signal: AbortSignal;
}

export interface HttpServerOptions {
  readonly handle: (call: Call) => Promise<Answer>;
  readonly bodyLimit: number;
  /** Of a service that speaks by WebSocket as well. */
  readonly upgrade?: (request: IncomingMessage, connection: Duplex) => void;
}

export interface RunningServer {
  /** Without a trailing slash. */
  readonly origin: string;
  readonly log: RequestLog;
  /** Breaks every open connection. */
  stop(): Promise<void>;
}

/** Starts a server on a free port of the loopback address. */
export async function startHttpServer(options: HttpServerOptions): Promise<RunningServer> {
  const log = new RequestLog();
  const server = createServer((request, response) => void serve({ request, response, log, ...options }));
  const upgraded = new Set<Duplex>();
  const { upgrade } = options;
  if (upgrade) {
    server.on('upgrade', (request, connection) => {
      watchCanary(request, Buffer.alloc(0));
      upgraded.add(connection);
      upgrade(request, connection);
    });
  }
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port: 0, host: '127.0.0.1' }, resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    log,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
        upgraded.forEach((connection) => connection.destroy());
      }),
  };
}

export const jsonHeaders = { 'content-type': 'application/json' } as const;

export function jsonAnswer(
  status: number,
  value: unknown,
  headers?: Readonly<Record<string, string>>,
): Answer {
  return {
    status,
    headers: { ...jsonHeaders, ...headers },
    body: JSON.stringify(value),
  };
}

/** The bearer token of a request, or `undefined`. */
export function bearerToken({ headers }: RequestRecord): string | undefined {
  return /^Bearer (\S+)$/.exec(headers.authorization ?? '')?.[1];
}

/**
 * The JSON value of a request, if it is declared as JSON and is JSON. It is put on the record, too.
 * JSON has no `undefined`, so that stands for "not JSON".
 */
export function readJson({ record, body }: Call): unknown {
  if (!/^application\/json\s*(;|$)/i.test(record.headers['content-type'] ?? '')) {
    return undefined;
  }
  try {
    record.body = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    return undefined;
  }
  return record.body;
}

interface Exchange extends HttpServerOptions {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly log: RequestLog;
}

async function serve({ request, response, log, handle, bodyLimit }: Exchange): Promise<void> {
  const record = log.begin(request);
  const abort = new AbortController();
  let cutByServer = false;
  response.once('close', () => {
    abort.abort();
    log.end(record, response.writableFinished ? 'answered' : cutByServer ? 'cut' : 'aborted');
  });
  try {
    const body = await readBody(request, bodyLimit);
    watchCanary(request, body);
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    const call = { url, record, body: body ?? Buffer.alloc(0), tooLarge: !body, signal: abort.signal };
    const answer = await handle(call);
    record.status = answer.status;
    cutByServer = ['half', 'nothing', 'unfinished'].includes(answer.delivery ?? 'whole');
    send(response, answer);
  } catch (error) {
    // A client that went away is ordinary here; anything else is a fault of the stand-in itself.
    if (!abort.signal.aborted) {
      send(response, { status: 500, body: `The test server failed: ${String(error)}` });
    }
  }
}

async function readBody(request: IncomingMessage, limit: number): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length <= limit) {
      chunks.push(chunk);
    }
  }
  return length <= limit ? Buffer.concat(chunks) : undefined;
}

function send(response: ServerResponse, answer: Answer): void {
  const { status, headers, body, delivery, rest, more } = answer;
  if (response.destroyed) {
    return;
  }
  if (delivery === 'nothing') {
    response.destroy();
    return;
  }
  const bytes = typeof body === 'string' ? Buffer.from(body) : body;
  if (more) {
    response.writeHead(status, headers);
    response.write(bytes);
    void sendMore(response, more()).then(
      () => response.end(),
      () => response.destroy(),
    );
    return;
  }
  if (rest || delivery === 'unfinished') {
    response.writeHead(status, headers);
    response.write(bytes, () => {
      void (rest ?? broken)().then(
        (more) => response.end(more),
        () => response.destroy(),
      );
    });
    return;
  }
  response.writeHead(status, { 'content-length': bytes.byteLength, ...headers });
  if (delivery === 'half') {
    response.write(bytes.subarray(0, Math.floor(bytes.byteLength / 2)), () => response.destroy());
  } else {
    response.end(bytes);
  }
}

async function sendMore(response: ServerResponse, more: AsyncIterable<string>): Promise<void> {
  for await (const bit of more) {
    response.write(bit);
  }
}

function broken(): Promise<never> {
  return Promise.reject(new Error('cut'));
}
