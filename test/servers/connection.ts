import type { Answer } from './http';
import { oddAnswer } from './odd';
import { lookUpStep, type PassedStep, type StepTable } from './steps';

const proxyPage =
  '<!DOCTYPE html><html><head><title>524: A timeout occurred</title></head><body>Cloudflare</body></html>';

const foreignAnswers: StepTable<Answer> = {
  html: ({ status = 200 }) => ({ status, headers: { 'content-type': 'text/html' }, body: proxyPage }),
  redirect: ({ status = 302, location }) => ({ status, headers: { location }, body: '' }),
  reply: ({ answer }) => answer,
};

/** The answer of a step that has nothing to do with the API, or `undefined`. */
export function foreignAnswer(step: PassedStep): Answer | undefined {
  return lookUpStep(foreignAnswers, step);
}

/** Spoils a good answer as the step says; any other step leaves it as it is. */
export function spoil(answer: Answer, step: PassedStep): Answer {
  const half = Math.floor(answer.body.length / 2);
  const spoiled: StepTable<Partial<Answer>> = {
    truncated: () => ({ delivery: 'half' }),
    dropped: () => ({ delivery: 'nothing' }),
    odd: ({ form }) => oddAnswer(answer, form),
    cutJson: () => ({ body: answer.body.slice(0, half) }),
  };
  return { ...answer, ...lookUpStep(spoiled, step) };
}
