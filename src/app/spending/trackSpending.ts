import { EaselError, TaskStopped } from '../../core/model/errors';
import type { Generated } from '../../core/generate/generate';
import type { PaidCall } from '../../core/journal/entryState';
import { costOf, sumByCurrency, type PricedRequest } from '../../core/spending/money';
import type { Cost, Usage } from '../../core/model/price';
import { priceOf } from '../../core/spending/prices';
import type { ImageRequest } from '../../core/model/request';
import { appendSpending, newSpentId, type SpentCall } from '../../core/spending/spending';
import type { ModelChoice } from '../providers/modelChoice';
import type { Settings } from '../ports';
import { currencyOf, refuseAboveLimit } from './monthlyLimit';
import { partialImagesFor } from './partialImages';
import type { Services } from '../services';

/**
 * Writes the calls down before they are sent: where several jobs begin at once, each sees what the others will cost.
 * @returns for each call the id that its cost is recorded under; none for what costs nothing.
 * @throws EaselError `invalidRequest` (`overLimit`), `cannotSave` (reason `journal`); nothing must be sent then.
 */
export async function beginSpending(
  calls: readonly ImageRequest[],
  choice: ModelChoice,
  parts: Services,
): Promise<readonly string[]> {
  const { provider, model } = choice;
  const { settings, session } = parts;
  const price = priceOf(provider, model);
  if (price === 'free') {
    return [];
  }
  const begun = calls.map(({ size, quality, references, count, conversation = [] }) => ({
    id: newSpentId(Date.now()),
    providerId: provider.id,
    providerLabel: provider.label,
    modelId: model.id,
    cost:
      costOf(price, {
        ...{ size, quality, count, references: references.length + conversation.length },
        partialImages: partialImagesFor(settings, { count, quality }, choice),
      }) ?? null,
  }));
  // One after the other, or jobs that begin together would each refuse for the others' sake.
  await session.spending.run(() => writeDown(begun, currencyOf(price), parts));
  return begun.map(({ id }) => id);
}

/** Written before it is compared with the limit, so that other windows see it when they compare. */
async function writeDown(begun: readonly SpentCall[], currency: string, parts: Services): Promise<void> {
  await write(parts, begun);
  try {
    await refuseAboveLimit(parts, {
      amounts: sumByCurrency(begun.flatMap(({ cost }) => cost ?? [])),
      unknownIn: begun.some(({ cost }) => cost === null) ? [currency] : [],
      isWrittenDown: true,
    });
  } catch (error) {
    await quietly(parts, ...begun.map(({ id }) => ({ id, isVoid: true }) as const));
    throw error;
  }
}

/** The call was never made. */
export async function voidSpending(parts: Services, id: string | undefined): Promise<void> {
  if (id !== undefined) {
    await quietly(parts, { id, isVoid: true });
  }
}

export interface TrackedCall {
  readonly call: PaidCall;
  readonly choice: ModelChoice;
  /** The request has left, and was not put off. */
  readonly isSent: () => boolean;
  readonly hasTask: () => boolean;
}

/** Writes down what a call has cost, as its answer says or else by the table. */
export async function recordCost(
  services: Services,
  { call, choice }: Pick<TrackedCall, 'call' | 'choice'>,
  { usage }: Generated,
): Promise<void> {
  const { spentId: id } = call;
  if (id !== undefined) {
    const { provider, model } = choice;
    const facts = { id, providerId: provider.id, providerLabel: provider.label, modelId: model.id };
    await quietly(services, { ...facts, cost: costOfCall(services.settings, call, choice, usage) ?? null });
  }
}

/** A call that failed has cost nothing. What may have been billed stays as it was estimated. */
export async function recordFailure(services: Services, tracked: TrackedCall, error: unknown): Promise<void> {
  if (!mayBeBilled(error, tracked)) {
    await voidSpending(services, tracked.call.spentId);
  }
}

/** What a call has cost, by what its answer says or else by the table. */
export function costOfCall(
  settings: Settings,
  { options, references, count, continued }: PaidCall,
  choice: ModelChoice,
  usage: Usage | undefined,
): Cost | undefined {
  const { size, quality } = options;
  const request: PricedRequest = {
    ...{ size, quality, count, references: references.length + (continued ? 1 : 0) },
    partialImages: partialImagesFor(settings, { count, quality }, choice),
  };
  return costOf(priceOf(choice.provider, choice.model), request, usage);
}

function mayBeBilled(error: unknown, { isSent, hasTask }: TrackedCall): boolean {
  if (error instanceof TaskStopped) {
    return error.maybeBilled;
  }
  return hasTask() || (error instanceof EaselError ? error.details.maybeBilled === true : isSent());
}

async function write(parts: Services, lines: Parameters<typeof appendSpending>[1]): Promise<void> {
  const directory = parts.storage.folder;
  try {
    await appendSpending(directory, lines);
  } catch (error) {
    const networkCode = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    throw new EaselError('cannotSave', { file: directory, reason: 'journal', networkCode }, { cause: error });
  }
}

/** Its images are paid, and must not be lost over what they cost. */
async function quietly(parts: Services, ...lines: Parameters<typeof appendSpending>[1]): Promise<void> {
  await appendSpending(parts.storage.folder, lines).catch((error: unknown) => parts.log.failure(error));
}
