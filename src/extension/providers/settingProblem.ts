import * as vscode from 'vscode';
import * as z from 'zod';
import type { ApiId } from '../../core/model/provider';
import { rowFaults, type RowFault } from '../../core/providerSettings/schema';
import { sanitize } from '../text/plainText';

const { t } = vscode.l10n;

export interface RowProblem {
  /** The id as it stands in the row, where it is one. */
  readonly providerId: string | undefined;
  /** Its place in the setting, and its id. */
  readonly name: string;
  readonly text: string;
}

export interface FieldFault {
  /** Such as `headers.X-Team`; empty where the row as a whole is wrong. */
  readonly field: string;
  readonly says: string;
}

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
export function unsupportedText(api: ApiId): string {
  return api === 'tasks'
    ? t('the body of a request has no name for it; name it in “task.fields”, or take it out of the row')
    : t('the API “{0}” has no place for it in a request; take it out of the row, or name another “api”', api);
}

export function faultsIn(error: z.ZodError): readonly FieldFault[] {
  return leaves(error.issues).map(({ path, message, params }) => {
    const found = rowFaults.find((each) => each === params?.fault);
    return { field: path.join('.'), says: found ? faultTexts[found]() : message };
  });
}

export function describeRow({
  index,
  row,
  faults,
}: {
  readonly index: number;
  readonly row: unknown;
  readonly faults: readonly FieldFault[];
}): RowProblem {
  const providerId = z.object({ id: z.string() }).safeParse(row).data?.id;
  // In front, since a long text is cut.
  const shown = sanitize(providerId ?? '', longestId);
  const name = `easel.providers[${index}]${shown === '' ? '' : ` (${shown})`}`;
  const fields = faults.map(({ field, says }) => `${field === '' ? '' : `.${field}`}: ${says}`);
  return { providerId, name, text: `${name}${fields.join('; ')}` };
}

/** Which rows are left out; of several, what is wrong with each would not fit. */
export function leftOutText([first, ...others]: readonly [RowProblem, ...RowProblem[]]): string {
  return others.length === 0
    ? t('A row of the settings was left out: {0}', sanitize(first.text))
    : t(
        'Rows of the settings were left out: {0}',
        sanitize([first, ...others].map(({ name }) => name).join(', '), longestNames),
      );
}

const longestId = 40;
/** Some eight of them. */
const longestNames = 500;

interface Leaf {
  readonly path: readonly PropertyKey[];
  readonly message: string;
  readonly params?: Readonly<Record<string, unknown>> | undefined;
}

/** Where a value fits none of several forms, the form it comes nearest to says what is wrong. */
function leaves(issues: readonly z.core.$ZodIssue[]): readonly Leaf[] {
  return issues.flatMap((issue): readonly Leaf[] => {
    if (issue.code === 'invalid_union') {
      const forms = issue.errors.map((form) => leaves(form));
      const nearest = forms.toSorted((one, other) => depthOf(other) - depthOf(one))[0];
      return nearest && depthOf(nearest) > 0
        ? nearest.map((leaf) => ({ ...leaf, path: [...issue.path, ...leaf.path] }))
        : [issue];
    }
    return [issue.code === 'custom' ? { ...issue, params: issue.params } : issue];
  });
}

function depthOf(form: readonly Leaf[]): number {
  return Math.max(0, ...form.map(({ path }) => path.length));
}
