import * as vscode from 'vscode';
import { retirementOf, type Retirement } from '../core/retirements';
import { cachedModels } from './modelCache';
import type { ModelChoice } from './modelChoice';
import type { Parts } from './parts';

/** The end of a model that its provider has announced; `undefined` for one that stays. */
export function retirementOfChoice(
  parts: Pick<Parts, 'context'>,
  { provider, model }: ModelChoice,
): Retirement | undefined {
  const listed = cachedModels(parts, provider).find(({ id }) => id === model.id);
  return retirementOf(provider, model.id, listed);
}

/** That a model ends or has ended, and what takes its place. A provider's words in it: show it as text. */
export function retirementText({ model }: ModelChoice, { endsOn, replacement }: Retirement): string {
  const { t } = vscode.l10n;
  const by = replacement.label;
  if (endsOn === '') {
    return t('{0} is being retired. {1} takes its place.', model.label, by);
  }
  const day = new Intl.DateTimeFormat(vscode.env.language, { dateStyle: 'medium', timeZone: 'UTC' }).format(
    new Date(endsOn),
  );
  return Date.parse(endsOn) > Date.now()
    ? t('{0} will be shut down on {1}. {2} takes its place.', model.label, day, by)
    : t('{0} was to be shut down on {1}. {2} takes its place.', model.label, day, by);
}
