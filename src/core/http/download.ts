import type { Clock } from '../clock';
import { EaselError } from '../errors';
import type { Reach } from './addressGuard';
import { AnswerFault, type FaultReason } from './answerFault';
import type { Download, DownloadRequest } from './client';
import { decodeDataUri } from './dataUri';
import { exchange, type ExchangeContext } from './exchange';
import { secretsOf } from './redact';
import type { HttpLimits } from './limits';
import type { ExchangeState } from './networkErrors';
import { PartialResult } from './partialResult';
import { checkResultUrl, type CheckedUrl } from './resultUrl';
import type { Route, RouteAnswer } from './route';

export interface DownloadContext extends Omit<ExchangeContext, 'route'> {
  /** To the provider's own hosts, and to those of strangers. */
  readonly routes: Readonly<Record<Reach, Route>>;
  readonly limits: HttpLimits;
  readonly headers: Readonly<Record<string, string>>;
}

const maxRedirects = 5;
/** Waiting times before the second and the third try; a GET costs nothing. */
const retryMilliseconds = [1000, 3000];

/** Fetches a result. See `HttpClient.download`. */
export async function download(request: DownloadRequest, context: DownloadContext): Promise<Download> {
  if (/^data:/i.test(request.url)) {
    return decodeResult(request);
  }
  const partial = new PartialResult(context.limits);
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await followRedirects(request, context, partial);
    } catch (error) {
      const wait = retryMilliseconds[attempt];
      if (wait === undefined || !isWorthAnotherTry(error)) {
        throw error;
      }
      await backOff(wait, context.clock, request.signal);
    }
  }
}

function decodeResult({ url, baseUrl }: DownloadRequest): Download {
  try {
    return decodeDataUri(url);
  } catch (error) {
    const reason = error instanceof AnswerFault ? error.reason : 'malformed';
    throw new EaselError('unexpectedAnswer', { host: new URL(baseUrl).hostname, reason }, { cause: error });
  }
}

async function followRedirects(
  request: DownloadRequest,
  context: DownloadContext,
  partial: PartialResult,
): Promise<Download> {
  let target = checkResultUrl(request.url, request);
  for (let hops = 0; ; hops += 1) {
    const result = await fetchOnce(target, request, { ...context, partial });
    if (!('location' in result)) {
      return result;
    }
    const { href, hostname } = target.url;
    if (hops === maxRedirects || !URL.canParse(result.location, href)) {
      throw new EaselError('unexpectedAnswer', { host: hostname, reason: 'redirect' });
    }
    target = checkResultUrl(new URL(result.location, href).href, request);
  }
}

interface Redirect {
  readonly location: string;
}

async function fetchOnce(
  { url, reach }: CheckedUrl,
  { signal, baseUrl, ownHeaders = {} }: DownloadRequest,
  context: DownloadContext & { readonly partial: PartialResult },
): Promise<Download | Redirect> {
  const route = context.routes[reach];
  const { partial } = context;
  const own = url.origin === new URL(baseUrl).origin ? ownHeaders : {};
  const headers = { ...context.headers, ...own, ...partial.requestHeaders };
  const request = { method: 'GET', url, headers, signal, secrets: secretsOf(own) } as const;
  return exchange(request, { ...context, route }, async (answer, state) => {
    const location = answer.headers.location;
    if (redirects.has(answer.status) && location !== undefined) {
      return { location };
    }
    if (answer.status === 200 || (answer.status === 206 && 'range' in headers)) {
      return readResult(answer, partial);
    }
    if (answer.status === 416) {
      partial.reset();
    }
    throw statusError(state);
  });
}

const redirects: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

function statusError({ host, status, requestId }: ExchangeState): EaselError {
  return new EaselError('unexpectedAnswer', {
    host,
    ...(status !== undefined && { status }),
    ...(requestId !== undefined && { requestId }),
  });
}

async function readResult(answer: RouteAnswer, partial: PartialResult): Promise<Download> {
  const bytes = await partial.take(answer);
  try {
    refuseText(bytes);
  } catch (error) {
    partial.reset();
    throw error;
  }
  const mediaType = answer.headers['content-type']?.split(';')[0]?.trim().toLowerCase();
  return { bytes, ...(mediaType !== undefined && mediaType !== '' && { mediaType }) };
}

/** No image we know begins like these; a page or an error message does. */
function refuseText(bytes: Buffer): void {
  const head = bytes
    .toString('utf8', 0, 1024)
    .replace(/^\uFEFF/, '')
    .trimStart();
  if (head === '') {
    throw new AnswerFault('empty');
  }
  if (head.startsWith('<')) {
    throw new AnswerFault(/<svg[\s>]/i.test(head) ? 'svg' : 'html', head);
  }
  if (head.startsWith('{') || head.startsWith('[')) {
    throw new AnswerFault('json', head);
  }
}

/** All but what another try cannot change: an address, a limit, a refusal, the person's cancel. */
function isWorthAnotherTry(error: unknown): boolean {
  if (!(error instanceof EaselError)) {
    return false;
  }
  const { status = 0, reason = '', networkCode } = error.details;
  if (error.kind === 'timedOut') {
    // A stall within the body, not the total.
    return networkCode !== undefined;
  }
  const isFinal = finalReasons.has(reason) || (status >= 400 && status < 500 && !passingStatuses.has(status));
  return error.kind === 'unreachable' || (error.kind === 'unexpectedAnswer' && !isFinal);
}

const finalReasons: ReadonlySet<string> = new Set([
  'address',
  'redirect',
  'tooLarge',
] satisfies FaultReason[]);
const passingStatuses: ReadonlySet<number> = new Set([408, 416, 425, 429]);

async function backOff(milliseconds: number, clock: Clock, signal: AbortSignal): Promise<void> {
  await clock.sleep(milliseconds * (0.8 + 0.4 * clock.random()), signal);
}
