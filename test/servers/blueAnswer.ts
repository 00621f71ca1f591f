import { randomBytes } from 'node:crypto';
import { jsonAnswer, type Answer } from './http';
import { lookUpStep, type ErrorShape, type PassedStep, type StepTable } from './steps';

export interface BlueError {
  readonly status: number;
  readonly message: string;
  readonly code: string | number;
  readonly type?: string;
  readonly param?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The gateway's own error body (new-api's `types/error.go`; InfinityBlue's guides/error-codes). */
export function failed({ status, message, code, headers, ...rest }: BlueError): Answer {
  const requestId = randomBytes(8).toString('hex');
  const { type = 'new_api_error', param = '' } = rest;
  return jsonAnswer(
    status,
    { error: { message: `${message} (request id: ${requestId})`, type, param, code } },
    { 'x-request-id': requestId, ...headers },
  );
}

interface GoogleError {
  readonly status: number;
  readonly name: string;
  readonly message: string;
  readonly details?: readonly unknown[];
}

/** Google's error body, as some channels pass it through (google.rpc.Status). */
function failedLikeGoogle({ status, name, message, details = [] }: GoogleError): Answer {
  return jsonAnswer(status, { error: { code: status, message, status: name, details } });
}

export function unauthorized(): Answer {
  return failed({ status: 401, message: 'Invalid token', code: 'invalid_api_key' });
}

/** A model that no channel offers: 503, though trying again is of no use (new-api's `middleware/distributor.go`). */
export function modelNotFound(model: string): Answer {
  const message = `No available channel for model ${model} under group default`;
  return failed({ status: 503, message, code: 'model_not_found' });
}

export function invalidParameter(message: string, code = 'invalid_parameter'): Answer {
  return failed({ status: 400, message, code, type: 'invalid_request_error' });
}

const refusals: StepTable<Answer | undefined> = {
  unauthorized,
  outOfCredit: ({ form }) =>
    form === 'gateway'
      ? failed({ status: 403, message: 'user quota is not enough', code: 'insufficient_user_quota' })
      : failed({ status: 429, message: 'You have run out of credits', code: 'insufficient_quota' }),
  rateLimited,
  serverError: ({ status = 500, shape = 'newApi' }) => serverError(status, shape),
  refuse: (step) =>
    step.shape === 'google'
      ? failedLikeGoogle({ status: step.status, name: String(step.code), message: step.message })
      : failed(step),
  policy: ({ form, reason }) =>
    form === 'error'
      ? invalidParameter(reason ?? 'Prompt violates the content policy', 'content_policy_violation')
      : undefined,
};

/** The error body of a refusal, or `undefined` for any other step. */
export function refuse(step: PassedStep): Answer | undefined {
  return lookUpStep(refusals, step);
}

function rateLimited(step: Extract<PassedStep, { kind: 'rateLimited' }>): Answer {
  const seconds = step.retryAfterSeconds;
  if (step.shape !== 'google') {
    const headers = seconds === undefined ? {} : { 'retry-after': String(seconds) };
    return failed({ status: 429, message: 'Too many requests', code: 'rate_limit_exceeded', headers });
  }
  const period = step.quota === 'day' ? 'PerDay' : 'PerMinute';
  const violation = { quotaId: `GenerateRequests${period}PerProjectPerModel` };
  return failedLikeGoogle({
    status: 429,
    name: 'RESOURCE_EXHAUSTED',
    message: 'You exceeded your current quota',
    details: [
      { '@type': 'type.googleapis.com/google.rpc.QuotaFailure', violations: [violation] },
      { '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: `${seconds ?? 34}s` },
    ],
  });
}

function serverError(status: number, shape: ErrorShape): Answer {
  if (shape === 'google') {
    const name = status === 503 ? 'UNAVAILABLE' : status === 504 ? 'DEADLINE_EXCEEDED' : 'INTERNAL';
    return failedLikeGoogle({ status, name, message: 'The model is overloaded. Please try again later.' });
  }
  return failed({ status, message: 'upstream error', code: 'upstream_error', type: 'upstream_error' });
}
