import { omitUndefined } from '../util/omitUndefined';
import { withoutEndpoint } from './endpointPath';
import { originOf } from '../http/policy/keyOrigin';
import type { Capabilities } from '../../shared/capabilities';
import type { ApiId, Auth, Model, Provider } from '../model/provider';
import type { ProviderRow } from './schema';
import { unknownModels } from '../providers/common';
import { modelTask, withTaskRow } from './taskSchema';

/** A row that stands for no provider of the table needs these as well. */
export const fieldsOfNewRow = ['baseUrl', 'api', 'models'] as const satisfies readonly (keyof ProviderRow)[];

type NewRow = ProviderRow & {
  readonly [Field in (typeof fieldsOfNewRow)[number]]: NonNullable<ProviderRow[Field]>;
};

export function isNewRow(row: ProviderRow): row is NewRow {
  return fieldsOfNewRow.every((field) => row[field] !== undefined);
}

/** A provider that only the settings know. */
export function providerFromRow(row: NewRow): Provider {
  const { id, label, baseUrl, api, models } = row;
  const unknownModel = unknownModels[api];
  const [first, ...rest] = models;
  const toModel = (model: RowModel): Model => modelFromRow(model, { api, unknownModel });
  const base: Provider = {
    id,
    label: label ?? id,
    baseUrl,
    api,
    needsKey: true,
    unknownModel,
    models: [toModel(first), ...rest.map((model) => toModel(model))],
  };
  return withRow(base, { ...row, models: undefined });
}

/** What the row names replaces that part of the provider; its models come behind, or take the place of their own id. */
export function withRow(provider: Provider, row: ProviderRow): Provider {
  const { baseUrl, label, auth, resultHosts, task, models = [] } = row;
  const { headers, query, keyUrl, maxRequestBytes, streaming, chatOptions, parallelJobs } = row;
  const { responseFormat, referenceFields, maskField } = row;
  const added = models.map((model) => modelFromRow(model, provider));
  const [first, ...rest] = provider.models;
  // At another address it is another service, whose key is not for the hosts of this one.
  const isMoved = baseUrl !== undefined && originOf(baseUrl) !== originOf(provider.baseUrl);
  const { keyOrigins = [], ...others } = provider;
  const kept = (model: Model): Model => added.find(({ id }) => id === model.id) ?? model;
  return {
    ...others,
    ...(!isMoved && keyOrigins.length > 0 && { keyOrigins }),
    ...(task && { task: withTaskRow(task, provider.task) }),
    ...omitUndefined({ headers, query, keyUrl, maxRequestBytes, streaming, chatOptions, parallelJobs }),
    ...omitUndefined({ responseFormat, referenceFields, maskField }),
    ...(auth !== undefined && { auth: authOf(auth), needsKey: auth !== 'none' }),
    ...(resultHosts && { resultHosts: resultHosts.map((host) => host.toLowerCase()) }),
    baseUrl: baseUrlOf(provider, baseUrl),
    label: label ?? provider.label,
    models: [
      kept(first),
      ...rest.map((model) => kept(model)),
      ...added.filter(({ id }) => provider.models.every((model) => model.id !== id)),
    ],
  };
}

/** Of a service with tasks the row names every path itself, so that no address is known to be too long. */
function baseUrlOf({ api, baseUrl: known }: Provider, given = known): string {
  return withoutEndpoint(given, api).replace(/(?<!\/)\/+$/u, '');
}

function authOf(auth: NonNullable<ProviderRow['auth']>): Auth {
  return typeof auth === 'string'
    ? { kind: auth }
    : { kind: 'header', ...omitUndefined(auth), header: auth.header };
}

type RowModel = NonNullable<ProviderRow['models']>[number];

interface ModelSource {
  readonly api: ApiId;
  readonly unknownModel: Capabilities;
  readonly models?: readonly Model[];
}

function modelFromRow(
  { id, label, api, task, capabilities, workflow, price }: RowModel,
  source: ModelSource,
): Model {
  const known = source.models?.find((model) => model.id === id);
  const usual = api === undefined || api === source.api ? source.unknownModel : unknownModels[api];
  return {
    ...known,
    ...(api !== undefined && { api }),
    ...(workflow && { workflow: omitUndefined(workflow) }),
    ...(task && { task: modelTask(task) }),
    ...(price && { price }),
    id,
    label: label ?? known?.label ?? id,
    capabilities: { ...(known?.capabilities ?? usual), ...omitUndefined(capabilities ?? {}) },
  };
}
