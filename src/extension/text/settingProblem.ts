import * as vscode from 'vscode';
import type { FieldFault, RowFault, RowProblem } from '../../shared/rowProblem';
import { sanitize } from './plainText';

const { t } = vscode.l10n;

/** Every text fits behind `easel.providers[0] (id).field: `. None repeats a value. */
export const faultTexts: Readonly<Record<RowFault | 'missing' | 'builtInApi', () => string>> = {
  bareUrl: () => t('no user, password, query or fragment; keys are set by “Easel: Set API Key”'),
  host: () => t('a host such as files.example.com:8443, without scheme, path or pattern'),
  metadataHost: () => t('a cloud metadata address, which Easel never contacts'),
  secretName: () =>
    t(
      'looks like the name of a secret, which settings would show and share; use “auth” and “Easel: Set API Key”',
    ),
  secretValue: () => t('looks like a key; keys are set by “Easel: Set API Key”'),
  headerName: () => t('a name or value that cannot be sent, or one that Easel sets itself'),
  preset: () => t('the preset must be one of the values that are offered'),
  taskPath: () =>
    t('a path behind “baseUrl” that begins with a slash and, where it asks for a task, holds “{task_id}”'),
  missing: () => t('a provider that Easel does not know needs it'),
  builtInApi: () => t('a provider that Easel knows keeps its API; a model may name another one'),
};

/** Of a capability that the API of the model has no place for. */
export function unsupportedText(api: string): string {
  return api === 'tasks'
    ? t('the body of a request has no name for it; name it in “task.fields”, or take it out of the row')
    : t('the API “{0}” has no place for it in a request; take it out of the row, or name another “api”', api);
}

/** What is wrong with a field, in words. */
export function faultText(fault: FieldFault): string {
  switch (fault.fault) {
    case 'unsupported':
      return unsupportedText(fault.api);
    case 'other':
      return fault.message;
    default:
      return faultTexts[fault.fault]();
  }
}

/** What is wrong with a row of the setting. */
export function rowText(row: RowProblem): string {
  const fields = row.faults.map(
    (fault) => `${fault.field === '' ? '' : `.${fault.field}`}: ${faultText(fault)}`,
  );
  return `${rowName(row)}${fields.join('; ')}`;
}

/** The place of a row in the setting, and its id. */
function rowName({ index, providerId }: RowProblem): string {
  // In front, since a long text is cut.
  const shown = sanitize(providerId ?? '', longestId);
  return `easel.providers[${index}]${shown === '' ? '' : ` (${shown})`}`;
}

/** Which rows are left out; of several, what is wrong with each would not fit. */
export function leftOutText([first, ...others]: readonly [RowProblem, ...RowProblem[]]): string {
  return others.length === 0
    ? t('A row of the settings was left out: {0}', sanitize(rowText(first)))
    : t(
        'Rows of the settings were left out: {0}',
        sanitize([first, ...others].map(rowName).join(', '), longestNames),
      );
}

const longestId = 40;
/** Some eight of them. */
const longestNames = 500;
