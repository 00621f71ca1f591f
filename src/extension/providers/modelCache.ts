import * as z from 'zod';
import { originOf } from '../../core/http/policy/keyOrigin';
import type { ListedModel, Provider } from '../../core/model/provider';
import type { Services } from '../platform/services';

const listed: z.ZodType<ListedModel> = z.object({
  id: z.string().max(200),
  label: z.string().max(200).exactOptional(),
  endsOn: z.string().max(10).exactOptional(),
});

const modelList = z.object({
  /** What one address has, another need not have. */
  origin: z.string(),
  /** Milliseconds since 1970. */
  fetchedAt: z.number(),
  models: z.array(listed),
});

/** The models of the provider's own list, as it was fetched last; none before that. */
export function cachedModels(
  { context }: Pick<Services, 'context'>,
  provider: Provider,
): readonly ListedModel[] {
  const data = parse(context.globalState.get(nameOf(provider)));
  if (!data) {
    // Placeholder has no address, and no list.
    return [];
  }
  return data.origin === originOf(provider.baseUrl) ? data.models : [];
}

/** It is asked for once for each model, and may be long. */
const parsed = new WeakMap<object, z.infer<typeof modelList> | undefined>();

function parse(value: unknown): z.infer<typeof modelList> | undefined {
  if (typeof value !== 'object' || value === null) {
    return undefined;
  }
  if (!parsed.has(value)) {
    parsed.set(value, modelList.safeParse(value).data);
  }
  return parsed.get(value);
}

export async function keepModels(
  { context }: Services,
  provider: Provider,
  models: readonly ListedModel[],
): Promise<void> {
  const origin = originOf(provider.baseUrl);
  // One that could not be read again would take the others with it.
  const readable = models.flatMap((model) => listed.safeParse(model).data ?? []);
  await context.globalState.update(nameOf(provider), { origin, fetchedAt: Date.now(), models: readable });
}

function nameOf({ id }: Provider): string {
  return `easel.models.${id}`;
}
