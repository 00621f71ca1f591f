import type { Clock } from '../model/clock';
import { EaselError, type AddressFault } from '../model/errors';
import { ResponseFault, type FaultReason } from './policy/responseFault';
import type { Reach } from './policy/addresses';
import type { Download, DownloadRequest } from './client';
import { decodeDataUri } from './dataUri';
import { roundTrip, type RoundTripContext } from './roundTrip';
import { sniffFormat } from '../image/sniff';
import { secretsOf } from './policy/redact';
import type { HttpLimits } from './policy/limits';
import type { ExchangeState } from './transport/networkErrors';
import { PartialResult } from './partialResult';
import { checkResultUrl, refusedAddress, type CheckedUrl } from './policy/resultUrl';
import type { Transport, TransportResponse } from './transport/transport';

export interface DownloadContext extends Omit<RoundTripContext, 'route'> {
  /** To the provider's own hosts, and to those of strangers. */
  readonly routes: Readonly<Record<Reach, Transport>>;
  readonly limits: HttpLimits;
  readonly headers: Readonly<Record<string, string>>;
  readonly requireHttps: boolean;
}

const maxRedirects = 5;
/** Waiting times before the second and the third try; a GET costs nothing. */
const retryMilliseconds = [1000, 3000];
/** The same for a file that its server has announced, and is still copying to where it will be. */
const appearMilliseconds = [1000, 2000, 3000, 4000];

/** Fetches a result. See `HttpClient.download`. */
export async function download(request: DownloadRequest, context: DownloadContext): Promise<Download> {
  if (/^data:/i.test(request.url)) {
    return decodeResult(request);
  }
  const partial = new PartialResult(context.limits);
  const waits = { failed: [...retryMilliseconds], missing: request.isFresh ? [...appearMilliseconds] : [] };
  for (;;) {
    try {
      return await followRedirects(request, context, partial);
    } catch (error) {
      const wait = (isMissing(error) ? waits.missing : waits.failed).shift();
      if (wait === undefined || !isWorthAnotherTry(error)) {
        throw error;
      }
      await backOff(wait, context.clock, request.signal);
    }
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof EaselError && error.details.status === 404;
}

function decodeResult({ url, baseUrl }: DownloadRequest): Download {
  try {
    return decodeDataUri(url);
  } catch (error) {
    const reason = error instanceof ResponseFault ? error.reason : 'malformed';
    throw new EaselError('unexpectedAnswer', { host: new URL(baseUrl).hostname, reason }, { cause: error });
  }
}

async function followRedirects(
  request: DownloadRequest,
  context: DownloadContext,
  partial: PartialResult,
): Promise<Download> {
  let target = checkResultUrl(request.url, request, context);
  for (let hops = 0; ; hops += 1) {
    const result = await fetchOnce(target, request, { ...context, partial });
    if (!('location' in result)) {
      return result;
    }
    const { href, hostname } = target.url;
    if (hops === maxRedirects || !URL.canParse(result.location, href)) {
      throw new EaselError('unexpectedAnswer', { host: hostname, reason: 'redirect' });
    }
    target = checkResultUrl(new URL(result.location, href).href, request, context);
  }
}

interface Redirect {
  readonly location: string;
}

type FetchContext = DownloadContext & { readonly partial: PartialResult };

async function fetchOnce(
  target: CheckedUrl,
  request: DownloadRequest,
  context: FetchContext,
): Promise<Download | Redirect> {
  const { baseUrl, signal, ownHeaders = {}, headersOn401 = {} } = request;
  const isOwn = target.url.origin === new URL(baseUrl).origin;
  const first = isOwn ? ownHeaders : {};
  try {
    return await ask(target, { own: first, signal }, context);
  } catch (error) {
    if (!isOwn || !wantsKey(error) || Object.keys(headersOn401).length === 0) {
      throw error;
    }
    return ask(target, { own: { ...first, ...headersOn401 }, signal }, context);
  }
}

function wantsKey(error: unknown): boolean {
  return error instanceof EaselError && error.details.status === 401;
}

interface Asked {
  /** Headers that only the provider's own origin gets. */
  readonly own: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
}

async function ask(
  { url, reach }: CheckedUrl,
  { own, signal }: Asked,
  context: FetchContext,
): Promise<Download | Redirect> {
  const route = context.routes[reach];
  const { partial } = context;
  const headers = { ...context.headers, ...own, ...partial.requestHeaders };
  const request = { method: 'GET', url, headers, signal, secrets: secretsOf(own) } as const;
  const answered = roundTrip(request, { ...context, route }, async (answer, state) => {
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
  return answered.catch((error: unknown) => {
    // What a name leads to shows only now.
    const fault = addressFaultOf(error);
    throw fault ? refusedAddress(fault, url.host) : error;
  });
}

/** As `guardedLookup` says it. */
function addressFaultOf(error: unknown): AddressFault | undefined {
  const reason = error instanceof EaselError ? error.details.reason : undefined;
  return reason === 'metadata' ? 'metadata' : reason === 'address' ? 'local' : undefined;
}

const redirects: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

function statusError({ host, status, requestId }: ExchangeState): EaselError {
  return new EaselError('unexpectedAnswer', {
    host,
    ...(status !== undefined && { status }),
    ...(requestId !== undefined && { requestId }),
  });
}

async function readResult(answer: TransportResponse, partial: PartialResult): Promise<Download> {
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

/** No image but an SVG begins like these; a page or an error message does. */
function refuseText(bytes: Buffer): void {
  if (sniffFormat(bytes) === 'svg') {
    return;
  }
  const head = bytes
    .toString('utf8', 0, 1024)
    .replace(/^\uFEFF/, '')
    .trimStart();
  if (head === '') {
    throw new ResponseFault('empty');
  }
  if (head.startsWith('<')) {
    throw new ResponseFault('html', head);
  }
  if (head.startsWith('{') || head.startsWith('[')) {
    throw new ResponseFault('json', head);
  }
}

/** All but what another try cannot change: an address, a limit, a refusal, the user's cancel. */
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
const passingStatuses: ReadonlySet<number> = new Set([404, 408, 416, 425, 429]);

async function backOff(milliseconds: number, clock: Clock, signal: AbortSignal): Promise<void> {
  await clock.sleep(milliseconds * (0.8 + 0.4 * clock.random()), signal);
}
