import { startOf } from '../../../shared/boundedText';
import { EaselError, type ErrorDetails, type ErrorKind } from '../../model/errors';
import { ResponseFault, type FaultReason } from '../policy/responseFault';
import { redact, redactValues } from '../policy/redact';

/** How far an exchange had come when it failed. */
export interface ExchangeState {
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly host: string;
  /** Its last piece was handed to the network layer, and may have left. */
  leaving: boolean;
  /** The whole request has left, so the other side may be working on it. */
  sent: boolean;
  /** Set with the headers. */
  status: number | undefined;
  requestId: string | undefined;
  /** Values that must not appear in any text. */
  readonly secrets: readonly string[];
}

/** What is no question and has left as a whole may be charged, whatever happens afterwards. */
export function mayBeBilled({ method, sent, status }: ExchangeState): boolean {
  return method !== 'GET' && (sent || status !== undefined) && !isRedirect(status);
}

/** Whoever redirects has not done the work. */
function isRedirect(status: number | undefined): boolean {
  return status !== undefined && status >= 300 && status < 400;
}

/** Turns what went wrong during an exchange into the one error of Easel. An `EaselError` stays as it is. */
export function exchangeError(error: unknown, state: ExchangeState): EaselError {
  if (error instanceof EaselError) {
    return error;
  }
  if (error instanceof ResponseFault) {
    return answerFaultError(error, state);
  }
  const networkCode = codeOf(error);
  const kind = kindOf(networkCode, state);
  return new EaselError(
    kind,
    {
      ...factsOf(state),
      networkCode,
      ...(kind === 'unexpectedAnswer' && { reason: reasonOf(networkCode) }),
      // Whoever has taken the whole request was reached.
      ...(kind === 'unreachable' && state.sent && { reason: 'lost' }),
    },
    { cause: error },
  );
}

const excerptLength = 200;

/** An answer arrived, and it is not what was asked for; or nothing was sent, to an address that must not be asked. */
function answerFaultError(fault: ResponseFault, state: ExchangeState): EaselError {
  if (fault.reason === 'metadata') {
    return metadataError(state.host);
  }
  if (fault.reason === 'unencrypted') {
    return unencryptedError(state.host);
  }
  // Cut before base64 is shortened, or half a key from the end of the excerpt might move into sight.
  const clean = startOf(redactValues(fault.excerpt, state.secrets), 2 * excerptLength);
  const excerpt = startOf(redact(clean, []), excerptLength).trim();
  return new EaselError(
    'unexpectedAnswer',
    { ...factsOf(state), reason: fault.reason, ...(excerpt !== '' && { providerMessage: excerpt }) },
    // The fault itself holds the answer as it came, which may repeat the key.
    { cause: new ResponseFault(fault.reason, excerpt) },
  );
}

/** Nothing was sent: at the host a cloud keeps the credentials of its machines. */
export function metadataError(host: string): EaselError {
  return new EaselError('invalidRequest', { problem: { problem: 'metadataAddress', host } });
}

/** Nothing was sent, since it would have gone without encryption. */
export function unencryptedError(host: string): EaselError {
  return new EaselError('invalidRequest', { problem: { problem: 'unencrypted', host } });
}

function factsOf(state: ExchangeState): ErrorDetails {
  const { host, status, requestId } = state;
  return {
    host,
    ...(status !== undefined && { status }),
    ...(requestId !== undefined && { requestId }),
    ...(mayBeBilled(state) && { maybeBilled: true }),
  };
}

const timeouts: ReadonlySet<string> = new Set([
  'UND_ERR_BODY_TIMEOUT',
  'UND_ERR_HEADERS_TIMEOUT',
  'IDLE_TIMEOUT',
]);

/** A header or an address that cannot be sent at all: undici's code, and those of Node. */
const invalidArguments: ReadonlySet<string> = new Set([
  'UND_ERR_INVALID_ARG',
  'ERR_INVALID_CHAR',
  'ERR_UNESCAPED_CHARACTERS',
]);

function kindOf(networkCode: string, { status }: ExchangeState): ErrorKind {
  if (timeouts.has(networkCode)) {
    return 'timedOut';
  }
  if (invalidArguments.has(networkCode)) {
    // Such as a key with a line break in it.
    return 'invalidRequest';
  }
  // Once the headers are there, a lost connection means half an answer.
  return status !== undefined || isParserCode(networkCode) ? 'unexpectedAnswer' : 'unreachable';
}

function reasonOf(networkCode: string): FaultReason {
  if (networkCode === 'UND_ERR_RES_EXCEEDED_MAX_SIZE') {
    return 'tooLarge';
  }
  return isParserCode(networkCode) ? 'malformed' : 'truncated';
}

/** The other side does not speak HTTP. */
function isParserCode(networkCode: string): boolean {
  // Undici's parser error has a code only sometimes, and a name always.
  return (
    networkCode.startsWith('HPE_') ||
    networkCode === 'HTTPParserError' ||
    networkCode === 'UND_ERR_HEADERS_OVERFLOW'
  );
}

/** The innermost code, since the outer error often says no more than "fetch failed". */
function codeOf(error: unknown): string {
  let code = error instanceof Error ? error.name : 'unknown';
  let current = error;
  for (let depth = 0; depth < 5 && current instanceof Error; depth += 1) {
    if ('code' in current && typeof current.code === 'string') {
      code = current.code;
    }
    // Where a host has several addresses, each one failed in its own way; the first is as good as any.
    current = current instanceof AggregateError ? (current.errors as unknown[])[0] : current.cause;
  }
  return code;
}
