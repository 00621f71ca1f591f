import * as vscode from 'vscode';
import { getDeprecation, type Deprecation } from '../../core/providers/deprecations';
import { cachedModels } from '../../app/providers/modelCache';
import { dayText } from './dayText';
import type { ModelChoice } from '../../app/providers/modelChoice';
import type { Services } from '../../app/services';

/** The end of a model that its provider has announced; `undefined` for one that stays. */
export function getDeprecationOfChoice(
  parts: Pick<Services, 'storage' | 'session'>,
  { provider, model }: ModelChoice,
): Deprecation | undefined {
  const listed = cachedModels(parts, provider).find(({ id }) => id === model.id);
  return getDeprecation(provider, model.id, listed);
}

/** That a model ends or has ended, and what takes its place. A provider's words in it: show it as text. */
export function deprecationText(choice: ModelChoice, retirement: Deprecation): string {
  const { t } = vscode.l10n;
  const text = endText(choice, retirement);
  const { asOf } = retirement;
  return asOf === undefined ? text : t('{0} (As of {1}.)', text, dayText(asOf));
}

function endText({ model: { label } }: ModelChoice, retirement: Deprecation): string {
  const { t } = vscode.l10n;
  const { endsOn, isUncertain = false, endedAt, replacement } = retirement;
  const by = replacement.label;
  if (endedAt !== undefined) {
    return t(
      '{0} relies on a model that {1} is retiring, so it may stop working. {2} takes its place.',
      label,
      endedAt,
      by,
    );
  }
  if (endsOn === '') {
    return t('{0} is being retired. {1} takes its place.', label, by);
  }
  const day = dayText(endsOn);
  if (Date.parse(endsOn) > Date.now()) {
    return t('{0} will be shut down on {1}. {2} takes its place.', label, day, by);
  }
  return isUncertain
    ? t('{0} may have been shut down on {1}. {2} takes its place.', label, day, by)
    : t('{0} was to be shut down on {1}. {2} takes its place.', label, day, by);
}
