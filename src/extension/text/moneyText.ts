import * as vscode from 'vscode';
import { sumOfCosts, type EstimateSum } from '../../core/spending/money';
import type { Cost, Money, MoneyRange } from '../../core/model/price';
import { dayText } from './dayText';

const { t } = vscode.l10n;

/** Such as `$0.134` or `120 imini credits`. */
export function moneyText({ currency, amount }: Money): string {
  // A cent is much for an image; of larger sums nobody wants fractions of one.
  const maximumFractionDigits = amount < 1 ? 4 : 2;
  const language = vscode.env.language;
  if (/^[A-Z]{3}$/u.test(currency)) {
    try {
      return new Intl.NumberFormat(language, {
        style: 'currency',
        currency,
        minimumFractionDigits: 2,
        maximumFractionDigits,
      }).format(amount);
    } catch {
      // No currency that Intl knows.
    }
  }
  return `${new Intl.NumberFormat(language, { maximumFractionDigits }).format(amount)} ${currency}`;
}

/** Such as `about $0.134`, or `$0.04` where the provider itself has said it, or `at most $0.40`. */
export function costText(cost: Cost): string {
  const money = moneyText(cost);
  return cost.isAtMost ? t('at most {0}', money) : cost.isApproximate ? t('about {0}', money) : money;
}

/** The sum of several, for each currency; empty where nothing is known. */
export function costsText(costs: readonly Cost[]): string {
  return sumOfCosts(costs)
    .map((sum) => costText(sum))
    .join(' + ');
}

/** What something will cost, as far as that is known, and of when the prices are. */
export function estimateText({ amounts, unknown, asOf }: EstimateSum): string {
  const known = amounts.map((range) => rangeText(range)).join(' + ');
  if (amounts.length === 0) {
    return unknown > 0 ? t('price unknown') : t('free');
  }
  const text = unknown > 0 ? t('about {0}, and more of unknown price', known) : t('about {0}', known);
  const [oldest, newest] = asOf;
  if (oldest === undefined) {
    return text;
  }
  return newest === undefined
    ? t('{0} (prices of {1})', text, dayText(oldest))
    : t('{0} (prices of {1} to {2})', text, dayText(oldest), dayText(newest));
}

/** Such as `$0.005 to $0.40`. */
function rangeText({ atLeast, ...most }: MoneyRange): string {
  const { currency } = most;
  return atLeast === undefined
    ? moneyText(most)
    : t('{0} to {1}', moneyText({ currency, amount: atLeast }), moneyText(most));
}
