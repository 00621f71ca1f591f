import { systemClock, type Clock } from '../clock';
import { AnswerFault } from './answerFault';
import { readAnswer, readErrorText } from './answerReader';
import type { HttpClient, JsonAnswer, JsonRequest } from './client';
import { download } from './download';
import { exchange, type ExchangeRequest } from './exchange';
import { inflate } from './inflate';
import { defaultHttpLimits, type HttpLimits } from './limits';
import type { ExchangeState } from './networkErrors';
import { redact, redactValues } from './redact';
import { encodeBody } from './requestBody';
import type { RouteAnswer } from './route';
import { openUndiciRoute, type ConnectOptions } from './undiciRoute';

export interface HttpClientOptions {
  readonly clock?: Clock;
  /** What is left out is as in `defaultHttpLimits`. */
  readonly limits?: Partial<HttpLimits>;
  /** For connections to a provider. */
  readonly connect?: ConnectOptions;
  /** For connections to the hosts of result URLs, which are a stranger's; as `connect` where left out. */
  readonly connectToResults?: ConnectOptions;
}

/**
 * The client over undici. This file is the only way to it and weighs about half a megabyte: import it dynamically,
 * on first use.
 */
export function createHttpClient(options: HttpClientOptions = {}): HttpClient {
  const { clock = systemClock, connect } = options;
  const limits: HttpLimits = { ...defaultHttpLimits, ...options.limits };
  const { totalMilliseconds } = limits;
  const route = openUndiciRoute(limits, connect);
  const resultRoute = openUndiciRoute(limits, options.connectToResults ?? connect);
  return {
    sendJson(request) {
      const context = { route, clock, totalMilliseconds };
      return exchange(prepare(request), context, (answer, state) => readJson(answer, state, limits));
    },
    download(request) {
      const headers = { ...commonHeaders, accept: 'image/*, */*;q=0.5' };
      return download(request, { route: resultRoute, clock, totalMilliseconds, limits, headers });
    },
    async close() {
      await Promise.all([route.close(), resultRoute.close()]);
    },
  };
}

/** Some content delivery networks refuse a request without a `user-agent`. */
const commonHeaders = { 'user-agent': 'Easel', 'accept-encoding': 'identity' };

function prepare(request: JsonRequest): ExchangeRequest {
  const { method, url, headers = {}, body, signal } = request;
  const encoded = method === 'POST' ? encodeBody(body) : undefined;
  return {
    method,
    url: new URL(url),
    headers: {
      ...commonHeaders,
      accept: 'application/json',
      ...headers,
      ...(encoded && { 'content-type': 'application/json', 'content-length': String(encoded.contentLength) }),
    },
    body: encoded,
    signal,
    secrets: secretsOf(headers),
    onSent: () => request.onSent?.(),
  };
}

/** Whatever an API puts into a header may be a key; a scheme such as `Bearer` is not. */
function secretsOf(headers: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(headers)
    .filter(([name]) => !/^(?:accept|content-type)$/i.test(name))
    .flatMap(([, value]) => [value, value.replace(/^\S+\s+/, '')]);
}

async function readJson(answer: RouteAnswer, state: ExchangeState, limits: HttpLimits): Promise<JsonAnswer> {
  const { status, headers } = answer;
  const contentEncoding = headers['content-encoding'] ?? '';
  const chunks = inflate(answer.body, { ...limits, contentEncoding });
  if (status >= 400) {
    return {
      status,
      headers,
      ...parseError(await readErrorText(chunks, limits.errorAnswerBytes), state.secrets),
    };
  }
  if (status >= 300) {
    throw new AnswerFault('redirect');
  }
  const contentType = headers['content-type'] ?? '';
  return { status, headers, body: await readAnswer(chunks, { contentType, textBytes: limits.textBytes }) };
}

/** Enough to recognise a page of a proxy. */
const excerptLength = 500;

/** An error answer may repeat the key it was sent, so the key goes before anything else sees it. */
function parseError(text: string, secrets: readonly string[]): Pick<JsonAnswer, 'body' | 'excerpt'> {
  const clean = redactValues(text.replace(/^\uFEFF/, ''), secrets);
  try {
    return { body: JSON.parse(clean) as unknown };
  } catch {
    return {
      body: undefined,
      excerpt: redact(clean.slice(0, 4 * excerptLength), secrets).slice(0, excerptLength),
    };
  }
}
