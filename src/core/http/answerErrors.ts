import { EaselError, type ErrorKind } from '../errors';
import type { JsonAnswer } from './client';
import { readErrorBody, type ErrorBody } from './errorBody';

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
  const usual = kindFromBody(body, status) ?? kindFromStatus(status);
  // Whoever names a time at which to come back has not begun.
  const isPutOff = answer.status === 503 && usual === 'unexpectedAnswer' && retryAfterSeconds !== undefined;
  const kind = isPutOff ? 'rateLimited' : usual;
  const isUnknown = kind === 'timedOut' || (kind === 'unexpectedAnswer' && status >= 500);
  const reason = body.reasons.find(
    (word) => word !== body.code && word !== body.type && word !== body.status,
  );
  const isPage = answer.body === undefined && /^\s*</.test(answer.excerpt ?? '');
  return new EaselError(kind, {
    status: answer.status,
    host,
    ...(body.code !== undefined && { code: body.code }),
    ...(body.message !== undefined && { providerMessage: body.message }),
    ...(isPage ? { reason: 'html' } : reason !== undefined && { reason }),
    ...(body.requestId !== undefined && { requestId: body.requestId }),
    ...(retryAfterSeconds !== undefined && { retryAfterSeconds }),
    // The gateway gave up; whether the image service did, too, nobody knows.
    ...(isUnknown && method === 'POST' && { maybeBilled: true }),
  });
}

/**
 * The error that stands in an answer whose status is good. Asking again would not help, and the work was begun.
 * @returns an error without a status, since that one speaks of another thing.
 */
export function failureWithin(answer: JsonAnswer, request: AnsweredRequest): EaselError {
  const { kind, details } = errorFromAnswer({ ...answer, status: 400 }, request);
  const { status: _, ...facts } = details;
  return kind === 'invalidRequest'
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
 * The first match counts. Sources: imini's error page; InfinityBlue's error guide; new-api `types/error.go`; OpenAI and
 * Google error references.
 */
const bodyRules: readonly BodyRule[] = [
  {
    kind: 'outOfCredit',
    word: /^(?:insufficient_?\w*(?:quota|credits?|balance|funds)|pre_consume_token_quota_failed|billing_hard_limit_reached)$/i,
  },
  {
    kind: 'outOfCredit',
    message: /exhausted balance|insufficient (?:credits?|balance|funds)/i,
    statuses: [400, 402, 403, 429],
  },
  // Google's: the quota of the day is spent, or the plan has none. Waiting a minute, as its answer asks, is of no use.
  { kind: 'outOfCredit', word: /PerDay/, message: /\blimit: 0\b/, statuses: [429] },
  {
    kind: 'unauthorized',
    word: /^(?:api_key_invalid|invalid_api_key|unauthenticated|authentication_error)$/i,
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
  return bodyRules.find(
    (rule) =>
      reasons.some((reason) => rule.word?.test(reason)) ||
      (rule.statuses?.includes(status) === true && rule.message?.test(message) === true),
  )?.kind;
}

const statusKinds: Readonly<Record<number, ErrorKind>> = {
  401: 'unauthorized',
  402: 'outOfCredit',
  403: 'unauthorized',
  408: 'timedOut',
  429: 'rateLimited',
  504: 'timedOut',
  // Cloudflare: the server behind it took longer than about 100 s.
  524: 'timedOut',
};

function kindFromStatus(status: number): ErrorKind {
  return statusKinds[status] ?? (status >= 400 && status < 500 ? 'invalidRequest' : 'unexpectedAnswer');
}
