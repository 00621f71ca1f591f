import type { Clock } from '../clock';
import { EaselError } from '../errors';
import type { Reach } from './addressGuard';
import { AnswerFault, type FaultReason } from './answerFault';
import type { Download, DownloadRequest } from './client';
import { decodeDataUri } from './dataUri';
import { exchange, type ExchangeContext } from './exchange';
import { GrowingBytes } from './growingBytes';
import { inflate } from './inflate';
import type { HttpLimits } from './limits';
import type { ExchangeState } from './networkErrors';
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
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await followRedirects(request, context);
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

async function followRedirects(request: DownloadRequest, context: DownloadContext): Promise<Download> {
  let target = checkResultUrl(request.url, request);
  for (let hops = 0; ; hops += 1) {
    const result = await fetchOnce(target, request.signal, context);
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
  signal: AbortSignal,
  context: DownloadContext,
): Promise<Download | Redirect> {
  const route = context.routes[reach];
  const request = { method: 'GET', url, headers: context.headers, signal, secrets: [] } as const;
  return exchange(request, { ...context, route }, async (answer, state) => {
    const location = answer.headers.location;
    if (redirects.has(answer.status) && location !== undefined) {
      return { location };
    }
    if (answer.status !== 200) {
      throw statusError(state);
    }
    return readResult(answer, context.limits);
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

async function readResult({ headers, body }: RouteAnswer, limits: HttpLimits): Promise<Download> {
  const result = new GrowingBytes(limits.inflatedBytes);
  const contentEncoding = headers['content-encoding'] ?? '';
  for await (const chunk of inflate(body, { ...limits, contentEncoding })) {
    result.append(chunk);
  }
  const bytes = result.view();
  refuseText(bytes);
  const mediaType = headers['content-type']?.split(';')[0]?.trim().toLowerCase();
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
const passingStatuses: ReadonlySet<number> = new Set([408, 425, 429]);

async function backOff(milliseconds: number, clock: Clock, signal: AbortSignal): Promise<void> {
  await clock.sleep(milliseconds * (0.8 + 0.4 * clock.random()), signal);
}
