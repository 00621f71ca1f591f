import { EaselError } from '../../core/model/errors';
import { sumByCurrency } from '../../core/spending/money';
import { readAmounts } from '../project/settings';
import type { ModelPrice, Money } from '../../core/model/price';
import type { RequestProblem } from '../../shared/requestProblem';
import { monthOf, readSpending } from '../../core/spending/spending';
import type { Services } from '../services';

export interface ToSpend {
  readonly amounts: readonly Money[];
  /** Currencies of what has no known price: only its answer may say what it has cost. */
  readonly unknownIn: readonly string[];
  /** Among what was spent already. */
  readonly isWrittenDown?: boolean;
}

/**
 * Refuses what would go beyond `easel.monthlyLimit`.
 * @throws EaselError `invalidRequest` (`overLimit`); `cannotSave` (reason `spending`) where what was spent cannot be read.
 */
export async function refuseAboveLimit(
  { settings, storage }: Services,
  { amounts, unknownIn, isWrittenDown = false }: ToSpend,
): Promise<void> {
  const limits = readAmounts(settings, 'monthlyLimit');
  if (![...unknownIn, ...amounts.map(({ currency }) => currency)].some((currency) => limits.has(currency))) {
    return;
  }
  const calls = await readSpending(storage.folder, monthOf(Date.now()));
  const spent = sumByCurrency(calls.flatMap(({ cost }) => cost ?? []));
  const spentIn = (currency: string): number => spent.find((sum) => sum.currency === currency)?.amount ?? 0;
  for (const { currency, amount } of amounts) {
    const before = spentIn(currency) - (isWrittenDown ? amount : 0);
    const limit = limits.get(currency) ?? Infinity;
    if (before + amount > limit + smallest) {
      throw overLimit({ currency, spent: before, estimate: amount, limit });
    }
  }
  for (const currency of unknownIn) {
    const limit = limits.get(currency) ?? Infinity;
    if (spentIn(currency) >= limit - smallest) {
      throw overLimit({ currency, spent: spentIn(currency), estimate: 0, limit });
    }
  }
}

function overLimit(facts: Omit<Extract<RequestProblem, { problem: 'overLimit' }>, 'problem'>): EaselError {
  return new EaselError('invalidRequest', { problem: { problem: 'overLimit', ...facts } });
}

/** Where no price is known, an amount in dollars is what a limit is most likely about. */
export function currencyOf(price: ModelPrice | undefined): string {
  return price?.currency ?? 'USD';
}

/** Sums of fractions are off by less. */
const smallest = 1e-9;
