import * as z from 'zod';
import { originOf } from '../../core/http/policy/keyOrigin';
import type { ListedModel, Provider } from '../../core/model/provider';
import type { ModelList, Services, Session } from '../services';

const listed: z.ZodType<ListedModel> = z.object({
  id: z.string().max(200),
  label: z.string().max(200).exactOptional(),
  endsOn: z.string().max(10).exactOptional(),
});

const modelList: z.ZodType<ModelList> = z.object({
  /** What one address has, another need not have. */
  origin: z.string(),
  /** Milliseconds since 1970. */
  fetchedAt: z.number(),
  models: z.array(listed),
});

/** The models of the provider's own list, as it was fetched last; none before that. */
export function cachedModels(
  { storage, session }: Pick<Services, 'storage' | 'session'>,
  provider: Provider,
): readonly ListedModel[] {
  const data = parse(storage.global.get(nameOf(provider)), session);
  if (!data) {
    // Placeholder has no address, and no list.
    return [];
  }
  return data.origin === originOf(provider.baseUrl) ? data.models : [];
}

/** It is asked for once for each model, and may be long. */
function parse(value: unknown, { modelLists }: Session): ModelList | undefined {
  if (typeof value !== 'object' || value === null) {
    return undefined;
  }
  const list = modelLists.get(value) ?? modelList.safeParse(value).data;
  if (list) {
    modelLists.set(value, list);
  }
  return list;
}

export async function keepModels(
  { storage }: Services,
  provider: Provider,
  models: readonly ListedModel[],
): Promise<void> {
  const origin = originOf(provider.baseUrl);
  // One that could not be read again would take the others with it.
  const readable = models.flatMap((model) => listed.safeParse(model).data ?? []);
  await storage.global.update(nameOf(provider), { origin, fetchedAt: Date.now(), models: readable });
}

function nameOf({ id }: Provider): string {
  return `easel.models.${id}`;
}
