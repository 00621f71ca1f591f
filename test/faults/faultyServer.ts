import { request as sendRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import { listen, readBody } from '../unit/core/http/loopback';

/** A server that stands in front of a strict one and spoils what goes through. */
export interface FaultyServer {
  /** The strict server's base URL, on this server. */
  readonly url: string;
  readonly origin: string;
  readonly arrivals: readonly Arrival[];
  close(): Promise<void>;
}

/** One request that reached it. */
export interface Arrival {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly body: Promise<Buffer>;
  /** The whole request arrived. */
  isWhole: boolean;
  /** Of the answer, where there is one. */
  status: number | undefined;
  /** Resolves when the connection is closed, by whomever. */
  readonly closed: Promise<void>;
}

export interface Exchange extends Arrival {
  /** Passes the request on to the strict server, and gives its answer. */
  ask(): Promise<WireAnswer>;
  /** Answers. The connection is closed afterwards. */
  send(answer: Partial<WireAnswer>): void;
}

export interface WireAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** What happens to one request. */
export type Fault = (exchange: Exchange) => void | Promise<void>;

/** `generate` is the call that is paid. */
export type FaultRoute = 'generate' | 'poll' | 'download';

/** What happens to the first requests of each route; all later ones pass. */
export type FaultPlan = Partial<Record<FaultRoute, readonly Fault[]>>;

export async function startFaultyServer(strictUrl: string, plan: FaultPlan): Promise<FaultyServer> {
  const strict = new URL(strictUrl);
  const arrivals: Arrival[] = [];
  const counts: Record<FaultRoute, number> = { generate: 0, poll: 0, download: 0 };
  let origin = '';
  const server = await listen((request, response) => {
    const arrival = openArrival(request, response);
    arrivals.push(arrival);
    const route = routeOf(request);
    const fault = plan[route]?.[counts[route]++] ?? passOn;
    const exchange: Exchange = Object.assign(arrival, {
      ask: () => askStrict(arrival, { strict, origin }),
      send: (answer: Partial<WireAnswer>) => send(arrival, answer),
    });
    Promise.resolve(fault(exchange)).catch((error: unknown) => {
      // A client that went away is ordinary here.
      response.destroy(error instanceof Error ? error : undefined);
    });
  });
  origin = server.url;
  const { pathname } = strict;
  return {
    url: origin + (pathname === '/' ? '' : pathname),
    origin,
    arrivals,
    close: () => server.close(),
  };
}

/** Nothing is wrong. */
export const passOn: Fault = async (exchange) => exchange.send(await exchange.ask());

function openArrival(request: IncomingMessage, response: ServerResponse): Arrival {
  const body = readBody(request);
  const arrival: Arrival = {
    request,
    response,
    body,
    isWhole: false,
    status: undefined,
    closed: new Promise((resolve) => response.once('close', resolve)),
  };
  request.on('error', () => undefined);
  body.then(
    () => (arrival.isWhole = request.complete),
    () => undefined,
  );
  return arrival;
}

function routeOf({ method, url = '' }: IncomingMessage): FaultRoute {
  return method === 'POST' ? 'generate' : url.includes('/tasks/') ? 'poll' : 'download';
}

/** The strict server's own address does not leave here, or results would come past us. */
async function askStrict(
  { request, body }: Arrival,
  { strict, origin }: { readonly strict: URL; readonly origin: string },
): Promise<WireAnswer> {
  const bytes = await body;
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    const { method = 'GET', headers, url = '/' } = request;
    const passed = sendRequest(new URL(url, strict.origin), { method, headers, agent: false }, resolve);
    passed.on('error', reject).end(bytes);
  });
  const received = await readBody(answer);
  const isJson = answer.headers['content-type']?.includes('json') === true;
  return {
    status: answer.statusCode ?? 0,
    headers: Object.fromEntries(
      Object.entries(answer.headers).flatMap(([name, value]) =>
        typeof value === 'string' && !hopByHop.has(name) ? [[name, value]] : [],
      ),
    ),
    body: isJson ? Buffer.from(received.toString().replaceAll(strict.origin, origin)) : received,
  };
}

const hopByHop: ReadonlySet<string> = new Set([
  'connection',
  'content-length',
  'date',
  'keep-alive',
  'transfer-encoding',
]);

function send(
  arrival: Arrival,
  { status = 200, headers, body = Buffer.alloc(0) }: Partial<WireAnswer>,
): void {
  arrival.status = status;
  const length = { 'content-length': String(body.length), connection: 'close' };
  arrival.response.writeHead(status, { ...jsonHeaders, ...length, ...headers }).end(body);
}

export const jsonHeaders = { 'content-type': 'application/json' } as const;
