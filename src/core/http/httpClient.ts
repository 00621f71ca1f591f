import { randomUUID } from 'node:crypto';
import type { SecureContext } from 'node:tls';
import { systemClock, type Clock } from '../model/clock';
import { EaselError } from '../model/errors';
import { guardedLookup, guardedRoute, type Resolve } from './transport/addressGuard';
import { classifyHost, isWithin, type Reach } from './policy/addresses';
import { isUnencrypted } from './policy/keyOrigin';
import { ResponseFault } from './policy/responseFault';
import { parseBounded } from './response/boundedJson';
import { readAnswer, readErrorText } from './response/responseReader';
import { openTrust, readCertificates } from './transport/certificates';
import type { HttpClient, JsonAnswer, JsonRequest } from './client';
import type { Transport, TransportResponse, SocketRequest } from './transport/transport';
import { download } from './download';
import { roundTrip, type RoundTripRequest } from './roundTrip';
import { encodeForm } from './formBody';
import { openFallbackRoute } from './transport/fallbackTransport';
import { inflate } from './response/decompress';
import { expectedLength } from './response/expectedLength';
import { defaultHttpLimits, type HttpLimits } from './policy/limits';
import { metadataError, unencryptedError, type ExchangeState } from './transport/networkErrors';
import { defaultNetworkSettings, wayTo, type NetworkSettings } from './transport/networkSettings';
import { openNodeRoute, type NodeRouteOptions } from './transport/nodeTransport';
import { redactStart, redactValues, secretsOf } from './policy/redact';
import { retryPaid } from './retryPaid';
import { encodeBody } from './requestBody';
import { openUndiciRoute } from './transport/undiciTransport';
import { listenBySocket } from './transport/undiciSocket';

export interface HttpClientOptions {
  readonly clock?: Clock;
  /** What is left out is as in `defaultHttpLimits`. */
  readonly limits?: Partial<HttpLimits>;
  /** What is left out is as in `defaultNetworkSettings`. */
  readonly network?: Partial<NetworkSettings>;
  /** Finds the addresses of host names; by default the operating system. */
  readonly resolve?: Resolve;
  /** PEM texts to trust besides Node's own; by default what `readCertificates` finds. */
  readonly certificates?: () => readonly string[];
  /** The route for where the first one makes no connection; by default that of VS Code. */
  readonly openSecondRoute?: (options: NodeRouteOptions) => Transport;
}

/**
 * The client over undici. This file is the only way to it and weighs about half a megabyte: import it dynamically,
 * on first use.
 */
export function createHttpClient(options: HttpClientOptions = {}): HttpClient {
  const { clock = systemClock } = options;
  const limits: HttpLimits = { ...defaultHttpLimits, ...options.limits };
  const { totalMilliseconds } = limits;
  const routes = openRoutes(options, limits);
  return {
    async sendJson(request) {
      const isQuestion = request.method === 'GET';
      const total = isQuestion ? Math.min(limits.questionMilliseconds, totalMilliseconds) : totalMilliseconds;
      const context = { route: routes.own, clock, totalMilliseconds: total };
      const prepared = prepare(request, limits);
      const send = (): Promise<JsonAnswer> =>
        roundTrip(prepared, context, (answer, state) =>
          readJson(answer, state, {
            limits,
            url: prepared.url,
            onEvent: (value) => request.onEvent?.(value) === true,
          }),
        );
      const { signal, paid } = request;
      return paid
        ? retryPaid(send, { clock, signal, onWait: (seconds) => request.onWait?.(seconds) })
        : send();
    },
    download(request) {
      const headers = { ...commonHeaders, accept: 'image/*, */*;q=0.5' };
      const { requireHttps = false } = options.network ?? {};
      return download(request, { routes, clock, totalMilliseconds, limits, headers, requireHttps });
    },
    listen: routes.listen,
    async close() {
      await Promise.all([routes.own.close(), routes.public.close()]);
    },
  };
}

type Routes = Readonly<Record<Reach, Transport>> & Pick<HttpClient, 'listen'>;

function openRoutes(options: HttpClientOptions, limits: HttpLimits): Routes {
  const network: NetworkSettings = { ...defaultNetworkSettings, ...options.network };
  const { certificates = () => readCertificates(network), openSecondRoute = openNodeRoute } = options;
  let trusted: Promise<SecureContext | undefined> | undefined;
  const trust = (): Promise<SecureContext | undefined> => (trusted ??= openTrust(certificates()));
  const reachedBySecond = new Set<string>();
  const openRoute = (reach: Reach): Transport => {
    const lookup = guardedLookup(reach, options.resolve);
    const first = openUndiciRoute({ network, trust, lookup, limits });
    const second = openSecondRoute({ limits, lookup, strictSsl: network.strictSsl });
    return guardedRoute(openFallbackRoute({ first, second, network, reachedBySecond }), reach, network);
  };
  const listen = async (request: SocketRequest): Promise<void> => {
    const url = new URL(request.url);
    if (!isWithin('own', classifyHost(url.hostname))) {
      throw metadataError(url.hostname);
    }
    if (network.requireHttps && isUnencrypted(url)) {
      throw unencryptedError(url.hostname);
    }
    if (wayTo(url, network).kind === 'otherProxy' || reachedBySecond.has(url.origin)) {
      // The other route has no sockets, and this one would pass the proxy by.
      throw new EaselError('unreachable', { host: url.hostname });
    }
    const lookup = guardedLookup('own', options.resolve);
    await listenBySocket(request, {
      network,
      trust,
      lookup,
      connectMilliseconds: limits.connectMilliseconds,
    });
  };
  return { own: openRoute('own'), public: openRoute('public'), listen };
}

/** Some content delivery networks refuse a request without a `user-agent`. */
const commonHeaders = { 'user-agent': 'Easel', 'accept-encoding': 'identity' };

function prepare(request: JsonRequest, limits: HttpLimits): RoundTripRequest {
  const { method, url, headers = {}, body, form, signal, streaming, maxBytes = Infinity } = request;
  const encoded = form ? encodeForm(form) : body === undefined ? undefined : encodeBody(body);
  const { contentLength: byteLength = 0 } = encoded ?? {};
  if (byteLength > maxBytes) {
    const problem = { problem: 'requestTooLarge', byteLength, limit: maxBytes } as const;
    throw new EaselError('invalidRequest', { problem });
  }
  return {
    method,
    url: new URL(url),
    headers: {
      ...commonHeaders,
      accept: 'application/json',
      // The same for every time that this request is sent: a service that knows the header then draws once.
      ...(request.paid && { 'idempotency-key': randomUUID() }),
      ...headers,
      ...(encoded && {
        'content-type': encoded.contentType,
        'content-length': String(encoded.contentLength),
      }),
    },
    body: encoded,
    ...(streaming && { idleMilliseconds: limits.streamIdleMilliseconds }),
    signal,
    secrets: secretsOf(headers),
    onSent: () => request.onSent?.(),
  };
}

async function readJson(
  answer: TransportResponse,
  state: ExchangeState,
  {
    limits,
    url,
    onEvent,
  }: {
    readonly limits: HttpLimits;
    readonly url: URL;
    readonly onEvent: (value: unknown) => boolean;
  },
): Promise<JsonAnswer> {
  const { status, headers } = answer;
  const contentEncoding = headers['content-encoding'] ?? '';
  const chunks = inflate(answer.body, { ...limits, contentEncoding });
  if (status >= 400) {
    return {
      status,
      headers,
      address: redactValues(`${url.origin}${url.pathname}`, state.secrets),
      ...parseError(await readErrorText(chunks, limits.errorAnswerBytes), state.secrets),
    };
  }
  if (status >= 300) {
    throw new ResponseFault('redirect');
  }
  const contentType = headers['content-type'] ?? '';
  const { textBytes, inflatedBytes: mostBytes } = limits;
  const expectedBytes = expectedLength(headers, mostBytes);
  try {
    const body = await readAnswer(chunks, { contentType, textBytes, expectedBytes, mostBytes, onEvent });
    return { status, headers, body };
  } catch (error) {
    if (status === accepted && error instanceof ResponseFault && error.reason === 'empty') {
      return { status, headers, body: null };
    }
    throw error;
  }
}

/** It may say all that it has to say in its headers: RFC 9110 §15.3.3. */
const accepted = 202;

/** Enough to recognise a page of a proxy. */
const excerptLength = 500;

/** An error answer may repeat the key it was sent, so the key goes before anything else sees it. */
function parseError(text: string, secrets: readonly string[]): Pick<JsonAnswer, 'body' | 'excerpt'> {
  const clean = redactValues(text.replace(/^\uFEFF/, ''), secrets);
  const body = parseBounded(clean);
  return body === undefined ? { body, excerpt: redactStart(clean, secrets, excerptLength) } : { body };
}
