import { fieldsOfNewRow, isNewRow, providerFromRow, withRow } from '../../core/providerSettings/mergeSetting';
import { EaselError } from '../../core/model/errors';
import type { Provider } from '../../core/model/provider';
import { providerRow, type ProviderRow } from '../../core/providerSettings/schema';
import { builtInProviders } from '../../core/providers/table';
import { findUnsupportedIn } from '../../core/providerSettings/supportedCapabilities';
import { faultsIn, rowProblem, type FieldFault, type RowProblem } from './rowProblem';
import { findPolicyFault } from '../../core/providerSettings/providerPolicy';
import type { RequestProblem } from '../../shared/requestProblem';
import { readProviderPolicy } from '../project/settings';
import type { Settings } from '../ports';

export interface ProviderTable {
  /** That may be used. */
  readonly providers: readonly [Provider, ...Provider[]];
  /** That the settings do not allow: known, so that their pending work and their keys keep a name, and never asked. */
  readonly blocked: readonly Provider[];
  /** What is wrong with the setting, for each row that was left out. */
  readonly problems: readonly RowProblem[];
}

/** The built-in table with the user's changes and additions. A broken row is left out and named, the others hold. */
export function readProviders(settings: Settings): ProviderTable {
  const rows = settings.get('providers');
  const list: readonly unknown[] = Array.isArray(rows) ? rows : [];
  const [first, ...rest]: readonly [Provider, ...Provider[]] = builtInProviders;
  let providers: ProviderTable['providers'] = [first, ...rest];
  const problems: RowProblem[] = [];
  for (const [index, row] of list.entries()) {
    const parsed = readRow(row, providers);
    if ('faults' in parsed) {
      problems.push(rowProblem({ index, row, faults: parsed.faults }));
    } else {
      providers = withProvider(providers, parsed.provider);
    }
  }
  const policy = readProviderPolicy(settings);
  const isAllowed = (provider: Provider): boolean => findPolicyFault(provider, policy) === undefined;
  const [placeholder, ...others] = providers;
  return {
    providers: [placeholder, ...others.filter(isAllowed)],
    blocked: others.filter((provider) => !isAllowed(provider)),
    problems,
  };
}

/**
 * Before anything is sent to a provider, for whatever reason.
 * @throws EaselError `invalidRequest` where the settings do not allow it.
 */
export function refuseBlocked(settings: Settings, provider: Provider): void {
  const problem = whyBlocked(settings, provider);
  if (problem) {
    throw new EaselError('invalidRequest', { problem });
  }
}

/** Why the settings do not allow a provider. */
export function whyBlocked(
  settings: Settings,
  provider: Pick<Provider, 'id' | 'api' | 'baseUrl'>,
): RequestProblem | undefined {
  const { id, baseUrl } = provider;
  const host = URL.canParse(baseUrl) ? new URL(baseUrl).host : baseUrl;
  switch (findPolicyFault(provider, readProviderPolicy(settings))) {
    case 'notAllowed':
      return { problem: 'providerNotAllowed', id, host };
    case 'unencrypted':
      return { problem: 'unencrypted', host };
    case undefined:
      return undefined;
  }
}

/**
 * A row that cannot be read might have named another address, so nothing goes to the built-in one in its stead.
 * @throws EaselError `invalidRequest`.
 */
export function refuseBrokenRow(settings: Settings, { id }: Provider): void {
  const problem = readProviders(settings).problems.find(({ providerId }) => providerId === id);
  if (problem) {
    throw new EaselError('invalidRequest', { problem: { problem: 'brokenSetting', row: problem } });
  }
}

type ReadRow = { readonly faults: readonly FieldFault[] } | { readonly provider: Provider };

function readRow(value: unknown, providers: readonly Provider[]): ReadRow {
  const { success, data: row, error } = providerRow.safeParse(value);
  if (!success) {
    return { faults: faultsIn(error) };
  }
  const known = providers.find(({ id }) => id === row.id);
  if (known) {
    // Its models are spoken to as the table says; one with another API names it itself.
    return row.api === undefined || row.api === known.api
      ? spokenOrRefused(row, withRow(known, row))
      : { faults: [{ field: 'api', fault: 'builtInApi' }] };
  }
  if (isNewRow(row)) {
    return spokenOrRefused(row, providerFromRow(row));
  }
  const missing = fieldsOfNewRow.filter((field) => row[field] === undefined);
  return { faults: missing.map((field) => ({ field, fault: 'missing' })) };
}

/** What a format has no place for would be dropped without a word, and paid all the same. */
function spokenOrRefused(row: ProviderRow, provider: Provider): ReadRow {
  const unspoken = findUnsupportedIn(row, provider);
  return unspoken.length === 0
    ? { provider }
    : { faults: unspoken.map(({ field, api }) => ({ field, fault: 'unsupported', api })) };
}

function withProvider(
  [first, ...rest]: ProviderTable['providers'],
  changed: Provider,
): ProviderTable['providers'] {
  const take = (provider: Provider): Provider => (provider.id === changed.id ? changed : provider);
  const isNew = [first, ...rest].every(({ id }) => id !== changed.id);
  return [take(first), ...rest.map(take), ...(isNew ? [changed] : [])];
}
