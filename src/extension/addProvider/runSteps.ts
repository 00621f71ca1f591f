import * as vscode from 'vscode';
import { builtInProviders } from '../../core/providers/table';
import { idsIn } from '../../core/providerSettings/providerDraft';
import type { Services } from '../ports/services';
import { back } from './multiStepInput';
import { addressSteps } from './addressSteps';
import type { Answers } from './answers';
import { identitySteps } from './identitySteps';
import { keySteps } from './keySteps';
import { modelStep } from './modelStep';
import type { Step, StepId } from './step';

const steps: readonly Step[] = [...identitySteps, ...addressSteps, ...keySteps, modelStep];

export interface Walk {
  readonly parts: Services;
  /** The rows of the setting as they stand there. */
  readonly rows: readonly unknown[];
  readonly from: StepId;
}

/**
 * Goes from question to question, and back: what was answered before is there again.
 * @throws Declined when the user pressed Escape.
 */
export async function walkSteps(answers: Answers, { parts, rows, from }: Walk): Promise<Answers> {
  const taken = [...builtInProviders.map(({ id }) => id), ...idsIn(rows)];
  for (let id: StepId | undefined = from; id !== undefined;) {
    const position = positionOf(id, answers);
    const current = stepsOf(answers)[position];
    const place = {
      title: vscode.l10n.t('Easel: Add Provider'),
      step: position + 1,
      totalSteps: stepsOf(answers).length,
    };
    const answered: Answers | typeof back | undefined = await current?.ask(answers, { parts, taken, place });
    if (answered === back || answered === undefined) {
      id = stepsOf(answers)[Math.max(0, position - 1)]?.id;
    } else {
      answers = answered;
      id = stepsOf(answers)[positionOf(id, answers) + 1]?.id;
    }
  }
  return answers;
}

function stepsOf({ draft }: Answers): readonly Step[] {
  return steps.filter((step) => step.applies(draft));
}

/** The place of a step, or of the last one before it that is still asked. */
function positionOf(id: StepId, answers: Answers): number {
  const asked = steps.slice(0, steps.findIndex((step) => step.id === id) + 1);
  return asked.filter((step) => step.applies(answers.draft)).length - 1;
}
