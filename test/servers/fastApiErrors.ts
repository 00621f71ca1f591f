import * as z from 'zod';
import { jsonAnswer, type Answer } from './http';
import { lookUpStep, type PassedStep, type StepTable } from './steps';

/** Errors of servers that are built with FastAPI: https://fastapi.tiangolo.com/tutorial/handling-errors */

const openaiError = z.object({ error: z.object({ message: z.string(), param: z.string().nullish() }) });

/** An error of OpenAI's format as FastAPI spells it: a wrong field is a 422 that names it, all else is a text. */
export function spellLikeFastApi(answer: Answer): Answer {
  const { message, param } = openaiError.parse(JSON.parse(answer.body.toString())).error;
  return param == null
    ? jsonAnswer(answer.status, { detail: message })
    : jsonAnswer(422, { detail: [{ type: 'value_error', loc: ['body', param], msg: message }] });
}

const refusals: StepTable<Answer> = {
  unauthorized: () => jsonAnswer(401, { detail: 'Not authenticated' }),
  outOfCredit: () => jsonAnswer(402, { detail: 'Payment required' }),
  rateLimited: ({ retryAfterSeconds }) =>
    jsonAnswer(
      429,
      { detail: 'Too many requests' },
      retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) },
    ),
  serverError: ({ status = 500 }) => jsonAnswer(status, { detail: 'Image generation failed: out of memory' }),
  refuse: ({ status, message }) => jsonAnswer(status, { detail: message }),
  policy: ({ reason }) => jsonAnswer(400, { detail: reason ?? 'Rejected by the safety filter' }),
};

/** The error body of a refusal, or `undefined` for any other step. */
export function refuseLikeFastApi(step: PassedStep): Answer | undefined {
  return lookUpStep(refusals, step);
}
