import { EaselError, type ErrorDetails, type ErrorKind } from '../model/errors';
import type { JsonAnswer } from './client';
import { readErrorBody, type ErrorBody } from './errorBody';
import { missingModel, noCredit, unknownModel, wrongKey } from './policy/refusalWords';

export { readErrorBody, type ErrorBody };

export interface AnsweredRequest {
  readonly host: string;
  readonly method: 'GET' | 'POST';
}

/** The error that a provider's refusal stands for: what its body says counts for more than the HTTP status. */
export function errorFromAnswer(answer: JsonAnswer, { host, method }: AnsweredRequest): EaselError {
  const body = readErrorBody(answer);
  const status = body.httpStatus ?? answer.status;
  const { retryAfterSeconds } = body;
  const isPage = isWebPage(answer);
  // A page is not the provider speaking, so that its words decide nothing.
  const usual = isPage ? kindFromPage(answer) : (kindFromBody(body, status) ?? kindFromStatus(status));
  // Whoever names a time at which to come back has not begun.
  const isPutOff = answer.status === 503 && usual === 'unexpectedAnswer' && retryAfterSeconds !== undefined;
  const kind = isPutOff ? 'rateLimited' : usual;
  const isUnknown = kind === 'timedOut' || (kind === 'unexpectedAnswer' && status >= 500);
  const reason = body.reasons.find(
    (word) => word !== body.code && word !== body.type && word !== body.status,
  );
  const subject = usual === 'invalidRequest' && !isPage ? subjectOf(body, status) : undefined;
  return new EaselError(kind, {
    status: answer.status,
    host,
    ...(answer.address !== undefined && { address: answer.address }),
    ...(body.code !== undefined && { code: body.code }),
    ...(body.message !== undefined && { providerMessage: body.message }),
    ...(isPage ? { reason: 'html' } : reason !== undefined && { reason }),
    ...(body.requestId !== undefined && { requestId: body.requestId }),
    ...(body.fields.length > 0 && { field: body.fields.join(', ') }),
    ...(subject !== undefined && { subject }),
    ...(retryAfterSeconds !== undefined && { retryAfterSeconds }),
    // Whoever is asked for a password on the way has not reached the provider.
    ...(status === 407 && { networkCode: 'PROXY_407' }),
    // The gateway gave up; whether the image service did, too, nobody knows.
    ...(isUnknown && method === 'POST' && { maybeBilled: true }),
  });
}

/**
 * The error that stands in an answer whose status is good. Asking again would not help, and the work was begun.
 * @returns an error without a status, since that one speaks of another thing.
 */
export function failureWithin(answer: JsonAnswer, request: AnsweredRequest): EaselError {
  const { httpStatus, code = '' } = readErrorBody(answer);
  // Google, and those that relay it, repeat the status as the code.
  const status = httpStatus ?? (/^[45]\d\d$/u.test(code) ? Number(code) : 400);
  const { kind, details } = errorFromAnswer({ ...answer, status }, request);
  const { status: _, ...facts } = details;
  return kind === 'invalidRequest' && details.subject !== 'model'
    ? new EaselError('unexpectedAnswer', {
        ...facts,
        reason: 'taskFailed',
        ...(request.method === 'POST' && { maybeBilled: true }),
      })
    : new EaselError(kind, facts);
}

interface BodyRule {
  readonly kind: ErrorKind;
  /** For any of the body's codes, types, statuses and reasons. */
  readonly word?: RegExp;
  /** For the message, and only with `statuses`: a server's own failure may mention anything. */
  readonly message?: RegExp;
  readonly statuses?: readonly number[];
}

/**
 * What a refusal is about: the model only where the body says so. A path that leads nowhere is another thing, and a status
 * alone cannot tell the two.
 */
function subjectOf({ code = '', message = '', reasons }: ErrorBody, status: number): ErrorDetails['subject'] {
  const isNamed = [code, ...reasons].some((word) =>
    /^(?:model_not_(?:found|accessible)|invalid_model)$/iu.test(word),
  );
  const isMissing = status === 404 || status === 405;
  if (isNamed || (isMissing ? unknownModel : missingModel).test(openingOf(message))) {
    return 'model';
  }
  return isMissing ? 'address' : undefined;
}

/** As much of a provider's message as is looked at: what is wrong stands at the beginning. */
export function openingOf(message: string): string {
  return message.slice(0, 500);
}

/**
 * The first match counts. Sources: imini's error page; InfinityBlue's error guide; new-api `types/error.go`; OpenAI and
 * Google error references.
 */
const bodyRules: readonly BodyRule[] = [
  {
    kind: 'outOfCredit',
    word: /^(?:insufficient_?\w*(?:quota|credits?|balance|funds)|pre_consume_token_quota_failed|billing_hard_limit_reached)$/i,
  },
  { kind: 'outOfCredit', message: noCredit, statuses: [400, 401, 402, 403, 429] },
  // Google's: the quota of the day is spent, or the plan has none. Waiting a minute, as its answer asks, is of no use.
  { kind: 'outOfCredit', word: /PerDay/, message: /\blimit: 0\b/, statuses: [429] },
  // xAI's: its codes say no more than its statuses do, and a wrong key is a wrong argument.
  { kind: 'outOfCredit', message: /used all available credits/i, statuses: [403, 429] },
  { kind: 'unauthorized', message: /^incorrect api key/i, statuses: [400] },
  {
    kind: 'unauthorized',
    word: /^(?:api_key_invalid|invalid_api_key|unauthenticated|authentication_error)$/i,
    message: wrongKey,
    statuses: [400, 401, 403],
  },
  {
    kind: 'refusedByPolicy',
    word: /^(?:content_policy_violation|moderation_blocked|prompt_blocked|sensitive_words_detected|content_filter|\w*prohibited_content|(?:image_)?safety)$/i,
    message:
      /disallowed content|content[ _](?:safety|polic)|safety (?:system|filter|polic)|moderation|flagged as (?:\w+ )?sensitive|敏感|违规|违禁/i,
    statuses: [400, 403, 422],
  },
  // new-api answers 503 where no channel serves the model: asking again does not help.
  { kind: 'invalidRequest', word: /^(?:model_not_found|model_not_accessible)$/i },
];

function kindFromBody({ reasons, message = '' }: ErrorBody, status: number): ErrorKind | undefined {
  if (status === 407) {
    return undefined;
  }
  return bodyRules.find(
    (rule) =>
      reasons.some((reason) => rule.word?.test(reason)) ||
      (rule.statuses?.includes(status) === true && rule.message?.test(openingOf(message)) === true),
  )?.kind;
}

const statusKinds: Readonly<Record<number, ErrorKind>> = {
  401: 'unauthorized',
  402: 'outOfCredit',
  403: 'unauthorized',
  407: 'unreachable',
  408: 'timedOut',
  429: 'rateLimited',
  504: 'timedOut',
  // Cloudflare: the server behind it took longer than about 100 s.
  524: 'timedOut',
};

function kindFromStatus(status: number): ErrorKind {
  return statusKinds[status] ?? (status >= 400 && status < 500 ? 'invalidRequest' : 'unexpectedAnswer');
}

/** Of statuses that a gateway or a firewall gives of its own, a page is what is to be expected. */
const pageStatuses: readonly number[] = [407, 408, 429, 504, 524];

function kindFromPage({ status, headers }: JsonAnswer): ErrorKind {
  const asksForPassword = status === 401 && headers['www-authenticate'] !== undefined;
  return asksForPassword || pageStatuses.includes(status) ? kindFromStatus(status) : 'unexpectedAnswer';
}

/** The XML of a storage service is no page. */
function isWebPage({ body, excerpt = '', headers }: JsonAnswer): boolean {
  if (body !== undefined || excerpt.trim() === '') {
    return false;
  }
  return /^\s*</u.test(excerpt)
    ? !/^\s*<(?:\?xml|error\b)/iu.test(excerpt) || /<html\b/iu.test(excerpt)
    : /\bhtml\b/iu.test(headers['content-type'] ?? '');
}
