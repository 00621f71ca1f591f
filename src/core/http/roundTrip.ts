import { setImmediate } from 'node:timers/promises';
import type { Clock } from '../model/clock';
import { EaselError } from '../model/errors';
import { exchangeError, mayBeBilled, type ExchangeState } from './transport/networkErrors';
import type { Transport, TransportResponse, TransportRequest } from './transport/transport';
import type { RequestBody } from './requestBody';
import { inTurns } from './response/yielding';

export interface RoundTripRequest {
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: RequestBody | undefined;
  /** As of `RouteRequest`. */
  readonly idleMilliseconds?: number;
  readonly signal: AbortSignal;
  readonly secrets: readonly string[];
  readonly onSent?: (() => void) | undefined;
}

export interface RoundTripContext {
  readonly route: Transport;
  readonly clock: Clock;
  readonly totalMilliseconds: number;
}

/**
 * One request and its answer, which `read` takes in. Whatever the outcome, the connection is free or closed afterwards.
 * @throws EaselError; an `AbortError`, at once, when the signal fired.
 */
export async function roundTrip<T>(
  request: RoundTripRequest,
  { route, clock, totalMilliseconds }: RoundTripContext,
  read: (answer: TransportResponse, state: ExchangeState) => Promise<T>,
): Promise<T> {
  throwIfAborted(request.signal);
  const state = startState(request);
  const stop = new AbortController();
  const stopFor = (reason: () => Error): void => {
    if (state.leaving) {
      // Nobody will learn any more whether it has left, so it counts as sent.
      markSent(request, state);
    }
    stop.abort(reason());
  };
  const onAbort = (): void => stopFor(() => abortErrorOf(request.signal));
  request.signal.addEventListener('abort', onAbort, { once: true });
  clock.sleep(totalMilliseconds, stop.signal).then(
    () => stopFor(() => totalTimeout(state)),
    () => undefined,
  );
  const run = async (): Promise<T> => {
    const { method, url, headers, idleMilliseconds } = request;
    const openBody = bodyOf(request, state, stop.signal);
    const { signal } = stop;
    const answer = await route.send({ method, url, headers, openBody, signal, idleMilliseconds });
    if (!request.body) {
      markSent(request, state);
    }
    state.status = answer.status;
    state.requestId = requestIdOf(answer.headers);
    return read({ ...answer, body: inTurns(answer.body) }, state);
  };
  try {
    return await untilStopped(run(), stop.signal);
  } catch (error) {
    throw stop.signal.aborted ? stop.signal.reason : exchangeError(error, state);
  } finally {
    request.signal.removeEventListener('abort', onAbort);
    // Ends the wait for the total, and closes the connection if the answer was not read to its end.
    stop.abort();
  }
}

/** Names under which services and their proxies give the id that their support asks for. */
const requestIdHeaders = ['x-request-id', 'request-id', 'x-oneapi-request-id', 'x-goog-request-id'];

export function requestIdOf(headers: Readonly<Record<string, string>>): string | undefined {
  return requestIdHeaders.map((name) => headers[name]).find((value) => value !== undefined && value !== '');
}

function startState({ method, url, secrets }: RoundTripRequest): ExchangeState {
  const host = url.hostname;
  return { method, host, leaving: false, sent: false, status: undefined, requestId: undefined, secrets };
}

function bodyOf(
  request: RoundTripRequest,
  state: ExchangeState,
  stopped: AbortSignal,
): TransportRequest['openBody'] {
  const onLast = (): void => {
    state.leaving = true;
  };
  const onSent = (): void => {
    if (!stopped.aborted) {
      markSent(request, state);
    }
  };
  const { body } = request;
  return body && (() => sendPieces(body, { onLast, onSent }));
}

/** The network layer asks for the next piece only after it has passed on the last one, or has lost the connection. */
async function* sendPieces(
  body: RequestBody,
  { onLast, onSent }: { readonly onLast: () => void; readonly onSent: () => void },
): AsyncGenerator<string | Buffer> {
  let left = body.contentLength;
  for await (const piece of body.pieces()) {
    left -= Buffer.byteLength(piece);
    if (left <= 0) {
      onLast();
    }
    yield piece;
  }
  // A lost connection ends the exchange within this turn of the event loop.
  await setImmediate();
  onSent();
}

function markSent({ onSent }: RoundTripRequest, state: ExchangeState): void {
  if (!state.sent) {
    state.sent = true;
    onSent?.();
  }
}

function totalTimeout(state: ExchangeState): EaselError {
  return new EaselError('timedOut', { host: state.host, ...(mayBeBilled(state) && { maybeBilled: true }) });
}

/** Does not wait for the network layer to notice: while it connects it does not look at the signal. */
async function untilStopped<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  let onAbort: (() => void) | undefined;
  const stopped = new Promise<never>((_, reject) => {
    onAbort = () => reject(signal.reason as Error);
    signal.addEventListener('abort', onAbort, { once: true });
  });
  try {
    return await Promise.race([work, stopped]);
  } finally {
    if (onAbort) {
      signal.removeEventListener('abort', onAbort);
    }
    // Whoever lost the race may still fail, and nobody listens any more.
    work.catch(() => undefined);
    stopped.catch(() => undefined);
  }
}

function throwIfAborted(signal: AbortSignal): void {
  if (signal.aborted) {
    throw abortErrorOf(signal);
  }
}

/** The signal's own reason where that is an `AbortError`, as it is unless the caller gave another one. */
function abortErrorOf(signal: AbortSignal): Error {
  const reason: unknown = signal.reason;
  return reason instanceof Error && reason.name === 'AbortError'
    ? reason
    : new DOMException('The request was cancelled.', 'AbortError');
}
