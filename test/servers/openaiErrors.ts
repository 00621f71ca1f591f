import { randomBytes } from 'node:crypto';
import { jsonAnswer, type Answer } from './http';
import { lookUpStep, type PassedStep, type StepTable } from './steps';

export interface OpenaiError {
  readonly status: number;
  readonly message: string;
  readonly code: string | null;
  readonly type?: string;
  readonly param?: string | null;
  readonly headers?: Readonly<Record<string, string>>;
}

/** https://platform.openai.com/docs/guides/error-codes */
export function failed({ status, message, code, headers, ...rest }: OpenaiError): Answer {
  const { type = 'invalid_request_error', param = null } = rest;
  const requestId = `req_${randomBytes(8).toString('hex')}`;
  return jsonAnswer(
    status,
    { error: { message, type, param, code } },
    { 'x-request-id': requestId, ...headers },
  );
}

export function invalid(message: string, param: string, code = 'invalid_value'): Answer {
  return failed({ status: 400, message, code, param });
}

export function unauthorized(): Answer {
  return failed({ status: 401, message: 'Incorrect API key provided.', code: 'invalid_api_key' });
}

export function modelNotFound(model: string): Answer {
  const message = `The model '${model}' does not exist or you do not have access to it.`;
  return failed({ status: 404, message, code: 'model_not_found' });
}

const refusals: StepTable<Answer> = {
  unauthorized,
  outOfCredit: () =>
    failed({
      status: 429,
      message: 'You exceeded your current quota, please check your plan and billing details.',
      code: 'insufficient_quota',
      type: 'insufficient_quota',
    }),
  rateLimited: ({ retryAfterSeconds }) =>
    failed({
      status: 429,
      message: 'Rate limit reached for images per minute.',
      code: 'rate_limit_exceeded',
      type: 'input-images',
      headers: retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) },
    }),
  serverError: ({ status = 500 }) =>
    failed({ status, message: 'The server had an error.', code: null, type: 'server_error' }),
  refuse: ({ status, code, message }) => failed({ status, message, code: String(code) }),
  // It has no answer of status 200 that means a refusal, wherever the filter sits.
  policy: ({ reason }) =>
    failed({
      status: 400,
      message: reason ?? 'Your request was rejected by the safety system.',
      code: 'moderation_blocked',
      type: 'image_generation_user_error',
    }),
};

/** The error body of a refusal, or `undefined` for any other step. */
export function refuse(step: PassedStep): Answer | undefined {
  return lookUpStep(refusals, step);
}
